"""Offered: what can be chosen in a step of data, as it was found when they were last read; for the window to offer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from designer.data.recipe import Step

_MOST_KEPT = 20
_lock = threading.Lock()
_known: dict[tuple[str, str], Offers] = {}


@dataclass(frozen=True)
class Offer:
    """A value that a parameter of a step can have, and what there is to know of it."""

    value: str
    about: str


Offers = Mapping[str, tuple[Offer, ...]]  # by parameter


def remember_offers(source: str, step: type[Step], offers: Offers) -> None:
    """Note what can be chosen in a step of a source."""
    with _lock:
        _known.pop((source, step.__name__), None)
        _known[source, step.__name__] = offers
        while len(_known) > _MOST_KEPT:
            del _known[next(iter(_known))]


def offers_for(source: str, step: type[Step]) -> Offers:
    """Return what can be chosen in a step, by parameter; nothing where that is not known."""
    with _lock:
        return _known.get((source, step.__name__), {})
