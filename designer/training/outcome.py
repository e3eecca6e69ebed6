"""Outcome: how a run ended, in a sentence for the window and in detail for the log."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nn_core.saving.atomic import reason

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
        text = "There is not enough memory for this model and data. Use smaller layers or a smaller batch size."
    elif not (is_foreseen(error) and text):
        text = f"Something unforeseen went wrong ({type(error).__name__}: {text}). The log has the details."
    return Outcome("failed", text if text.endswith((".", "?", "!")) else text + ".", details)


def is_foreseen(error: BaseException) -> bool:
    """Say whether an error is the user's to mend; the engine's and our own ValueErrors are sentences."""
    return isinstance(error, ValueError | MemoryError | ImportError | OSError)
