"""What all tests of the designer share: closed windows are really gone before the next test."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_window_left_behind() -> Iterator[None]:
    """Let Qt delete what pytest-qt closed; else every later change of the theme goes through all old windows."""
    yield
    if core := sys.modules.get("PySide6.QtCore"):
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
