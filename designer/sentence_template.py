"""SentenceTemplate: a sentence with places for names and numbers, and how another language says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property

_PLACE = re.compile(r"(\{\d\})")
_BRACKETS = r"'[(\[]'|\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]"  # what stands in brackets stays together
_ANYTHING = rf"(?:{_BRACKETS}|[^(\[])*?"
_NO_SENTENCE = rf"(?:{_BRACKETS}|(?!\. [A-Z])[^(\[])*?"
_NO_LIST = rf"(?:{_BRACKETS}|(?![,;:.] )[^(\[])*?"
_SHORT = 12  # letters: a form of so few would be found anywhere, were it to reach over commas
_REASON = re.compile(r"[:,] [^.]*\{\d\}$")  # what follows may be a sentence
_GAP = re.compile(r"(?<=[\u3400-\u9fff”]) (?=[\u3400-\u9fff“])")  # between two Chinese words there is none
_FILLED = re.compile(r"\{(\d)(!?)\}")  # {0!} is what stands there as it is, in English if it is English


class SentenceTemplate:
    """Recognises the sentences of one form, such as `'{0}' takes {1} inputs.`, and says them in another language."""

    def __init__(self, english: str, own: str) -> None:
        self.english = english
        self.own = own
        self._words = [part for part in _PLACE.split(english) if part and not _PLACE.fullmatch(part)]
        self.num_letters = sum(map(len, self._words))

    def said(self, sentence: str, say: Callable[[str], str]) -> str | None:
        """Return the sentence in the other language, what stands in its places said by `say`; None if it differs."""
        if any(word not in sentence for word in self._words):
            return None  # most sentences differ here, so that most patterns are never made
        found = self._pattern.fullmatch(sentence)
        if found is None:
            return None
        parts = found.groupdict()
        own = _FILLED.sub(lambda place: (str if place[2] else say)(parts[f"_{place[1]}"]), self.own)
        return _GAP.sub("", own)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        place = self._place()
        seen: set[str] = set()
        parts = []
        for part in _PLACE.split(self.english):
            if not _PLACE.fullmatch(part):
                parts.append(re.escape(part))
            elif part in seen:
                parts.append(f"(?P=_{part[1]})")
            else:
                seen.add(part)
                parts.append(f"(?P<_{part[1]}>{place})")
        if not re.search("[.,:;]", self.english):
            parts.append(r"(?<!\.)")  # "Set {0} of {1}" names a step; a sentence that begins alike is none
        return re.compile("".join(parts), re.DOTALL)

    def _place(self) -> str:
        """Return what fits into a place."""
        if _REASON.search(self.english):
            return _ANYTHING
        return _NO_LIST if self.num_letters < _SHORT and not re.search("[,;:]", self.english) else _NO_SENTENCE


def templates_of(texts: Mapping[str, str]) -> list[SentenceTemplate]:
    """Return those of the texts that have places, with most words of their own first."""
    found = [SentenceTemplate(english, own) for english, own in texts.items() if _PLACE.search(english)]
    return sorted(found, key=lambda template: -template.num_letters)
