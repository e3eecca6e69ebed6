"""Plotting: pyqtgraph in the colours of the theme."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from designer import theme
from designer.panels.plot_menu import PlotMenu

# Pairs of Okabe and Ito's colours that stand out on a light and on a dark ground.
_CYCLE = (("blue", "sky"), ("vermillion", "orange"), ("green", "green"), ("purple", "purple"), ("orange", "yellow"))


def series_colour(number: int) -> QColor:
    """Return the colour of the curve with this number."""
    on_light, on_dark = _CYCLE[number % len(_CYCLE)]
    return QColor(theme.OKABE_ITO[on_dark if theme.current().is_dark else on_light])


def faint(colour: QColor) -> QColor:
    """Return the colour for what stays in the background."""
    colour = QColor(colour)
    colour.setAlphaF(0.35)
    return colour


class Plot(pg.PlotWidget):
    """A plot with a menu of ours."""

    menu: PlotMenu


def make_plot(name: str, label: str, bottom: str) -> Plot:
    """Return an empty plot, its axes labelled where there is a text."""
    plot = Plot()
    plot.setObjectName(name)
    plot.setMinimumSize(120, 90)
    for side, text in (("left", label), ("bottom", bottom)):
        if text:
            plot.setLabel(side, text)
    plot.setMenuEnabled(False)
    plot.menu = PlotMenu(plot, plot.enableAutoRange)
    plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
    for side in ("left", "bottom"):
        plot.getAxis(side).enableAutoSIPrefix(False)
        # Kept as a picture: drawing numbers and grid anew with every point would cost more than all the rest.
        plot.getAxis(side).setCacheMode(pg.QtWidgets.QGraphicsItem.CacheMode.DeviceCoordinateCache)
    plot.getAxis("left").setWidth(
        56 if label else 40
    )  # fixed, so that the plot does not jump when the numbers grow longer
    return plot


def paint_in_theme(plot: pg.PlotWidget) -> None:
    """Give background, axes and labels the colours of the theme in use."""
    look = theme.current()
    plot.setBackground(look.colour("base"))
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(look.colour("line")))
        axis.setTextPen(pg.mkPen(look.colour("muted")))
        axis.setTickFont(theme.font("small"))
        axis.label.setFont(theme.font("small"))
        axis.setStyle(tickTextOffset=4, tickLength=-4)
    plot.showGrid(x=True, y=True, alpha=0.15 if look.is_dark else 0.12)


def dashed(colour: QColor, width: float = 1.5) -> object:
    """Return a dashed pen, for what belongs to the validation."""
    return pg.mkPen(colour, width=width, style=Qt.PenStyle.DashLine)
