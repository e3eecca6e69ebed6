"""The log: what went wrong inside, kept in a file and told to the user in a sentence."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from designer.paths import user_folder

MAX_BYTES = 1_000_000
_log = logging.getLogger("designer")


def log_path() -> Path:
    """Return the file of the log."""
    return user_folder() / "log.txt"


def start_logging() -> None:
    """Write warnings and worse to the log; without a place to write, to nothing."""
    try:
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            log_path(), maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


def catch_exceptions(tell: Callable[[str], None]) -> None:
    """Let exceptions nobody caught go to the log and, as a sentence, to `tell` (in the thread they happen in)."""

    def on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("Uncaught exception", exc_info=(kind, error, trace))
        tell(failure_sentence(error))

    def on_thread_exception(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_exception
    threading.excepthook = on_thread_exception


def failure_sentence(error: BaseException) -> str:
    """Return what to tell a user about an error in the program."""
    if isinstance(error, MemoryError):
        return "There is not enough memory for this. Make the model or the batch smaller; nothing of your work is lost."
    name = type(error).__name__
    return f"Something went wrong inside the program ({name}). Your work is still there; the log says more."
