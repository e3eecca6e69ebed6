"""What all tests of the designer share: closed windows are really gone before the next test."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def qapp(qapp: Any) -> Any:
    """The application of pytest-qt, with our own look: the widths of texts are those a user has."""
    from designer import theme
    from designer.canvas import motion

    motion.MOST_MS = 0  # nodes are where they belong at once
    theme.load_fonts()
    theme.apply(qapp, theme.LIGHT)
    return qapp


@pytest.fixture(autouse=True)
def _no_window_left_behind() -> Iterator[None]:
    """Let Qt delete what pytest-qt closed; else every later change of the theme goes through all old windows."""
    yield
    if core := sys.modules.get("PySide6.QtCore"):
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
