"""Garbage: while other threads run, only the window's thread may collect it.

Python's collector works in whichever thread allocates next. In a training thread it would now and then destroy widgets
that are gone from the screen but caught in a reference cycle, and Qt does not survive that in any thread but its own.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 200  # each time takes the interpreter from the training


class Garbage(QObject):
    """Switches the automatic collector off and collects from a timer instead, in the thread it lives in."""

    _num_holding = 0  # the collector is one for the whole program; this counts who needs it off

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_holding = False
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self.collect)

    def hold(self) -> None:
        """From now on nothing is collected but here."""
        if self._is_holding:
            return
        self._is_holding = True
        Garbage._num_holding += 1
        if Garbage._num_holding == 1:
            gc.disable()
            gc.freeze()  # what is there already need not be looked through again with every collection
        self._timer.start()

    def release(self) -> None:
        """Give way to the automatic collector, unless somebody else still needs it off."""
        if not self._is_holding:
            return
        self._is_holding = False
        self._timer.stop()
        Garbage._num_holding -= 1
        if Garbage._num_holding == 0:
            gc.unfreeze()
            gc.enable()

    def collect(self) -> None:
        """Do what the automatic collector would have done."""
        due = [level for level, limit in enumerate(gc.get_threshold()) if limit and gc.get_count()[level] > limit]
        if due:
            gc.collect(max(due))
