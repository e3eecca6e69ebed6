"""Search: find layers by a few letters of their name, by an alias, by plain words or by their description."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable

from designer import translation
from designer.model import catalog
from designer.paths import resource
from nn_core.layers.layer import Layer
from nn_core.spec import registry

EXACT, IN_NAME = 100, 60  # scores of the very name, and of a part of it
BY_NAME = 40  # the least score of a match in the name, or in what people call it


def find_layers(
    text: str, classes: Iterable[type[Layer]], recent: tuple[str, ...] = (), rank: int | None = None
) -> list[type[Layer]]:
    """Return the layers that match, best first; without text all of them, recently used ones first.

    With the `rank` of a tensor (its number of axes, batch axis included) layers that take such a tensor come before
    those that do not and match no better.
    """
    wanted = text.strip().lower()
    listed = list(classes)
    unfit = {cls for cls in listed if rank is not None and not _takes(cls, rank)}
    if not wanted:
        place = {name: number for number, name in enumerate(recent)}
        return sorted(listed, key=lambda cls: (cls in unfit, place.get(cls.__name__, len(recent))))
    scored = {cls: _match_score(wanted, cls) for cls in listed}
    # where a name matches, descriptions that happen to hold the letters would only be in the way
    least = BY_NAME if max(scored.values(), default=0) >= BY_NAME else 1
    found = [cls for cls, score in scored.items() if score >= least]
    names = {cls: catalog.palette_name(cls) for cls in found}
    found.sort(key=lambda cls: (-scored[cls], len(names[cls]), names[cls]))
    return sorted(found, key=lambda cls: (-_closeness(scored[cls]), cls in unfit))


def _takes(cls: type[Layer], rank: int) -> bool:
    return cls.max_inputs != 0 and cls.input_ndim in (None, rank) and rank >= cls.min_ndim


def _closeness(score: int) -> int:
    """Say how close a match is: the very name, letters of it, or something else."""
    return 2 if score == EXACT else 1 if score >= IN_NAME else 0


def _match_score(wanted: str, cls: type[Layer]) -> int:
    """Say how well a layer matches a lower-case text: 0 not at all, from BY_NAME on by its name."""
    name = catalog.palette_name(cls).lower()
    squeezed = re.sub(r"[\s_-]+", "", wanted)
    if name == squeezed:
        return EXACT
    if name.startswith(squeezed):
        return 80
    if squeezed in name:
        return IN_NAME
    if any(squeezed in alias for alias in _aliases().get(cls, ())):
        return 50
    if any(_says(wanted, phrase) for phrase in _plain_words(translation.current().code).get(cls.__name__, ())):
        return 45
    if _in_order(squeezed, catalog.palette_name(cls)):
        return BY_NAME
    summary = catalog.summary(cls)
    described = f"{cls.category} {summary} {translation.translated(summary)}".lower()
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


def _says(wanted: str, phrase: str) -> bool:
    """Say whether every word that was typed begins a word of the phrase; one letter means nothing yet."""
    words = re.split(r"[\s-]+", phrase.lower())
    typed = wanted.split()
    if not phrase.isascii():  # a language without spaces
        return wanted in phrase
    return len(wanted) > 1 and all(any(word.startswith(each) for word in words) for each in typed)


@functools.cache
def _aliases() -> dict[type[Layer], list[str]]:
    """Return the other names under which Keras knows the layers, in lower case."""
    found: dict[type[Layer], list[str]] = {}
    for alias, cls in registry.aliases("layer").items():
        found.setdefault(cls, []).append(alias.replace("_", "").lower())
    return found


@functools.lru_cache(maxsize=8)
def _plain_words(language: str) -> dict[str, list[str]]:
    """Return what people call the layers, in English and in their own language."""
    found: dict[str, list[str]] = {}
    for code in dict.fromkeys((translation.ENGLISH, language)):
        path = resource(f"search/{code}.json")
        if path.is_file():
            for name, phrases in json.loads(path.read_text(encoding="utf-8")).items():
                found.setdefault(name, []).extend(phrases)
    return found
