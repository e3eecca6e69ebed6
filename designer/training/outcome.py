"""Outcome: how a run ended, in a sentence for the window and in detail for the log."""

from __future__ import annotations

import sysconfig
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nn_core
from nn_core.saving.atomic import reason

_INSTALLED = tuple(
    str(Path(path).resolve())
    for path in (nn_core.__path__[0], Path(__file__).parents[1], *map(sysconfig.get_path, ("stdlib", "purelib")))
)
Kind = Literal["finished", "stopped", "failed"]


@dataclass(frozen=True)
class Outcome:
    """The end of a training or an evaluation. `details` is empty unless something unforeseen happened."""

    kind: Kind
    text: str
    details: str = ""


def failure(error: BaseException) -> Outcome:
    """Say in one sentence what went wrong."""
    details = "".join(traceback.format_exception(error))
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.strerror:
        name = f"'{Path(str(error.filename)).name}'" if error.filename else "A file"
        text = f"{name} cannot be written or read: {reason(error)}. What was learned until then is kept."
    elif isinstance(error, MemoryError):
        text = "There is not enough memory for this model and data. What was learned until then is kept. "
        text += "Use smaller layers or a smaller batch size."
    elif (place := _place_of_the_user(error)) is not None:
        text = f"Your function '{place.name}' (line {place.lineno} of '{Path(place.filename).name}') failed: "
        text += f"{type(error).__name__}: {str(error) or 'no more is known'}. What was learned until then is kept."
    elif not (is_foreseen(error) and text):
        text = f"Something unforeseen went wrong ({type(error).__name__}: {text}). The log has the details."
    return Outcome("failed", text if text.endswith((".", "?", "!")) else text + ".", details)


def _place_of_the_user(error: BaseException) -> traceback.FrameSummary | None:
    """Return the last line outside this program on the way to an error that nobody foresaw, if there is any."""
    frames = [] if is_foreseen(error) else traceback.extract_tb(error.__traceback__)
    return next((each for each in reversed(frames) if not _is_installed(each.filename)), None)


def _is_installed(filename: str) -> bool:
    return filename.startswith(("<", *_INSTALLED))


def is_foreseen(error: BaseException) -> bool:
    """Say whether an error is the user's to mend; the engine's and our own ValueErrors are sentences."""
    return isinstance(error, ValueError | MemoryError | ImportError | OSError)
