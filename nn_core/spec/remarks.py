"""Remarks for whoever wrote the script: warnings that point at the line which caused them."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

_ENGINE = f"{Path(__file__).parents[1]}{os.sep}"


def remark(text: str) -> None:
    """Warn at the nearest line outside the engine; Python shows it once for each such line.

    A UserWarning also for what is old: Python shows a DeprecationWarning only for the script itself, not for what it
    imports.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith((_ENGINE, "<frozen")):
        frame = frame.f_back
    seen = frame.f_globals.setdefault("__warningregistry__", {})
    name = frame.f_globals.get("__name__")
    warnings.warn_explicit(text, UserWarning, frame.f_code.co_filename, frame.f_lineno, name, seen)
