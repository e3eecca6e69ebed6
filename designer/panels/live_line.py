"""LiveLine: a line that grows while a model learns, drawn with as little work as possible."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QBrush, QPen

MOST_SYMBOLS = 50  # more would cover the line, and drawing them costs several times as much as the line
_SYMBOL_PX = 6
Points = NDArray[np.float64]


class LiveLine(pg.PlotCurveItem):
    """A line through some thousand points at most, and symbols at them while they are few.

    pyqtgraph's own item for both prepares itself for millions of points with every change, and takes three times as
    long; the training waits meanwhile.
    """

    def __init__(self, has_symbols: bool) -> None:
        super().__init__(connect="finite")
        self._has_symbols = has_symbols
        self._symbols: pg.ScatterPlotItem | None = None
        self._symbol_pen, self._symbol_brush = QPen(), QBrush()
        self._is_log = False
        self.x, self.y = np.empty(0), np.empty(0)

    def show_points(self, x: Points, y: Points) -> None:
        """Draw other points."""
        self.x, self.y = x, y
        height = _logarithms(y) if self._is_log else y
        self.setData(x, height)
        if self._has_symbols:
            self._show_symbols(x, height)

    def _show_symbols(self, x: Points, y: Points) -> None:
        is_few = 0 < len(x) <= MOST_SYMBOLS
        if is_few and self._symbols is None:
            self._symbols = pg.ScatterPlotItem(size=_SYMBOL_PX, pen=self._symbol_pen, brush=self._symbol_brush)
            self._symbols.setParentItem(self)
        if self._symbols is not None:
            self._symbols.setVisible(is_few)
            if is_few:
                self._symbols.setData(x, y)

    @property
    def shows_symbols(self) -> bool:
        """Whether there are symbols at the points."""
        return self._symbols is not None and self._symbols.isVisible()

    def paint_symbols(self, pen: QPen, brush: QBrush) -> None:
        """Take other colours for the symbols."""
        self._symbol_pen, self._symbol_brush = pen, brush
        if self._symbols is not None:
            self._symbols.setPen(pen)
            self._symbols.setBrush(brush)

    def setLogMode(self, _x_is_log: bool, y_is_log: bool) -> None:
        """Draw logarithms of the values, or the values; the plot asks for it when its axis changes."""
        if y_is_log != self._is_log:
            self._is_log = y_is_log
            self.show_points(self.x, self.y)


def _logarithms(y: Points) -> Points:
    """Return the logarithms; where there is none, the line has a gap."""
    return np.asarray(np.log10(np.where(y > 0, y, np.nan)))
