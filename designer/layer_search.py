"""Search: find layers by a few letters of their name, category or description."""

from __future__ import annotations

import re
from collections.abc import Iterable

from designer.model import catalog
from nn_core.layers.layer import Layer

BY_NAME = 40  # the least score of a match in the name


def find_layers(text: str, classes: Iterable[type[Layer]], recent: tuple[str, ...] = ()) -> list[type[Layer]]:
    """Return the layers that match, best first; without text all of them, recently used ones first."""
    wanted = text.strip().lower()
    listed = list(classes)
    if not wanted:
        return sorted(listed, key=lambda cls: recent.index(cls.__name__) if cls.__name__ in recent else len(recent))
    scored = {cls: _match_score(wanted, cls) for cls in listed}
    # where a name matches, descriptions that happen to hold the letters would only be in the way
    least = BY_NAME if max(scored.values(), default=0) >= BY_NAME else 1
    found = [cls for cls, score in scored.items() if score >= least]
    return sorted(found, key=lambda cls: (-scored[cls], len(catalog.palette_name(cls)), catalog.palette_name(cls)))


def _match_score(wanted: str, cls: type[Layer]) -> int:
    """Say how well a layer matches a lower-case text: 0 not at all, from BY_NAME on by its name."""
    name = catalog.palette_name(cls).lower()
    squeezed = re.sub(r"[\s_-]+", "", wanted)
    if name == squeezed:
        return 100
    if name.startswith(squeezed):
        return 80
    if squeezed in name:
        return 60
    if _in_order(squeezed, catalog.palette_name(cls)):
        return BY_NAME
    described = f"{cls.category} {catalog.summary(cls)}".lower()
    return 20 if all(word in described for word in wanted.split()) else 0


def _in_order(letters: str, name: str) -> bool:
    """Say whether the letters occur in this order, the first at the beginning of a word: mp2 in MaxPooling2D."""
    starts = {match.start() for match in re.finditer(r"[A-Z0-9]", name)} | {0}
    lower, place = name.lower(), -1
    for number, letter in enumerate(letters):
        place = lower.find(letter, place + 1)
        if place < 0 or (number == 0 and place not in starts):
            return False
    return True
