"""Remarks for whoever wrote the script: warnings that point at the line which caused them."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_ENGINE = f"{Path(__file__).parents[1]}{os.sep}"
_is_quiet: ContextVar[bool] = ContextVar("is_quiet", default=False)


@contextmanager
def without_remarks() -> Iterator[None]:
    """Make no remarks: whoever wrote the script is not running it."""
    before = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(before)


def remark(text: str) -> None:
    """Warn at the nearest line outside the engine; Python shows it once for each such line.

    A UserWarning also for what is old: Python shows a DeprecationWarning only for the script itself, not for what it
    imports.
    """
    if _is_quiet.get():
        return
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith((_ENGINE, "<frozen")):
        frame = frame.f_back
    seen = frame.f_globals.setdefault("__warningregistry__", {})
    name = frame.f_globals.get("__name__")
    warnings.warn_explicit(text, UserWarning, frame.f_code.co_filename, frame.f_lineno, name, seen)
