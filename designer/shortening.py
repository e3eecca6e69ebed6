"""Shortening: texts on buttons that hold names of the user's, which may be of any length."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

_MOST_LETTERS = 24


def show_shortened(button: QAbstractButton, text: str) -> None:
    """Write a text on a button, its middle left out if it is long; the tooltip has the whole."""
    metrics = button.fontMetrics()
    width = _MOST_LETTERS * metrics.averageCharWidth()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    button.setText(shown.replace("&", "&&"))  # which would underline a letter
    button.setToolTip(text)
