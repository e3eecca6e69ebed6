"""Sizes the panels at the bottom of the window agree on."""

from PySide6.QtWidgets import QWidget

from designer import theme

LOWEST_PX = 172  # below this, ten classes or a curve can no longer be read
_MOST_GROWTH = 1.5  # the canvas needs its place, too


def keep_readable(panel: QWidget) -> None:
    """Keep a panel as high as the size of the texts demands; to be called again when that changes."""
    panel.setMinimumHeight(round(LOWEST_PX * min(theme.text_scale(), _MOST_GROWTH)))
