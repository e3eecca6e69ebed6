"""Turns: how long Python lets a thread keep the interpreter while others want it; shorter while anything is trained."""

from __future__ import annotations

import sys

# This short, the window asks for the interpreter before NumPy, which lets go of it for moments in every operation, has
# called it in vain.
SHORT_S = 0.00002


class _Turns:
    """Counts who wants short turns: several tabs may train, and the first to end must not slow down the others."""

    def __init__(self) -> None:
        self._num_trainings = 0
        self._usual_s = 0.0

    def shorten(self) -> None:
        """A training begins."""
        if not self._num_trainings:
            self._usual_s = sys.getswitchinterval()
            sys.setswitchinterval(SHORT_S)
        self._num_trainings += 1

    def restore(self) -> None:
        """A training ended; after the last one turns are as they were."""
        self._num_trainings -= 1
        if not self._num_trainings:
            sys.setswitchinterval(self._usual_s)


turns = _Turns()  # one for the process, which has one interpreter
