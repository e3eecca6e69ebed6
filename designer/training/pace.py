"""Pace: how often the window is told of a training, so that listening takes a small share of the time."""

from __future__ import annotations

import time

SOONEST_S, LATEST_S = 0.1, 0.5  # nobody reads faster; with more time between them numbers seem to stand still
SHARE = 0.015  # of the time may go into showing what is told: the training waits for most of it


class Pace:
    """Lets the next look wait longer the more work of this thread the last one brought, painting and all."""

    def __init__(self) -> None:
        self._told, self._worked = 0.0, 0.0
        self._is_first = True

    def start(self) -> None:
        """A training begins."""
        self.note()
        self._is_first = True  # what a beginning costs says nothing about a look

    def note(self) -> None:
        """Somebody is told."""
        self._told, self._worked, self._is_first = time.monotonic(), time.thread_time(), False

    @property
    def is_due(self) -> bool:
        """Whether somebody may be told again."""
        wanted = 0.0 if self._is_first else (time.thread_time() - self._worked) / SHARE
        return time.monotonic() - self._told >= min(max(SOONEST_S, wanted), LATEST_S)
