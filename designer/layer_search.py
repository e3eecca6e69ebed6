"""Search: find layers by a few letters of their name, category or description."""

from __future__ import annotations

import re
from collections.abc import Iterable

from designer.model import catalog
from nn_core.layers.layer import Layer


def find_layers(text: str, classes: Iterable[type[Layer]], recent: tuple[str, ...] = ()) -> list[type[Layer]]:
    """Return the layers that match, best first; without text all of them, recently used ones first."""
    wanted = text.strip().lower()
    listed = list(classes)
    if not wanted:
        return sorted(listed, key=lambda cls: recent.index(cls.__name__) if cls.__name__ in recent else len(recent))
    scored = [(score, catalog.palette_name(cls), cls) for cls in listed if (score := match_score(wanted, cls)) > 0]
    return [cls for _, _, cls in sorted(scored, key=lambda each: (-each[0], len(each[1]), each[1]))]


def match_score(wanted: str, cls: type[Layer]) -> int:
    """Say how well a layer matches a lower-case text: 0 not at all, more is better."""
    name = catalog.palette_name(cls).lower()
    squeezed = re.sub(r"[\s_-]+", "", wanted)
    if name == squeezed:
        return 100
    if name.startswith(squeezed):
        return 80
    if squeezed in name:
        return 60
    if _in_order(squeezed, catalog.palette_name(cls)):
        return 40
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
