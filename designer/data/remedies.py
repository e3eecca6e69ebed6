"""Remedies: other settings with which data that were refused can be read, for the window to offer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from designer.data.recipe import Reference, Step

_MOST_KEPT = 20
_lock = threading.Lock()
_known: dict[str, tuple[Remedy, ...]] = {}


@dataclass(frozen=True)
class Remedy:
    """What to set in a step so that data can be read, and what to call that on a button."""

    text: str
    step: type[Step]
    values: dict[str, Any]

    def applied(self, reference: Reference) -> Reference:
        """Return the reference with the remedy."""
        for name, value in self.values.items():
            reference = reference.with_value(self.step, name, value)
        return reference


def remember(reference: Reference, remedies: tuple[Remedy, ...]) -> None:
    """Note what would help some data; nothing if they are in order."""
    with _lock:
        _known.pop(str(reference), None)
        if remedies:
            _known[str(reference)] = remedies
        while len(_known) > _MOST_KEPT:
            del _known[next(iter(_known))]


def remedies_for(reference: str) -> tuple[Remedy, ...]:
    """Return what would help data that were just refused."""
    with _lock:
        return _known.get(reference, ())
