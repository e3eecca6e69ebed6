"""Texts as lists of word ranks: what IMDB and Reuters do with them before they hand them out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array


@dataclass(frozen=True)
class WordRanks:
    """Which words are kept, and how the lists are marked; the arguments of `load_data`."""

    num_words: int | None
    skip_top: int
    maxlen: int | None
    start_char: int | None
    oov_char: int | None
    index_from: int

    def marked(self, texts: Array, labels: Array) -> tuple[list[list[int]], Array]:
        """Return lists that begin with the start mark, and the labels; without those of maxlen words or more."""
        start = [] if self.start_char is None else [self.start_char]
        shift = self.index_from or 0
        lists = [start + [word + shift for word in text] for text in texts]
        if not self.maxlen:
            return lists, labels
        kept = [number for number, each in enumerate(lists) if len(each) < self.maxlen]
        if not kept:
            raise ValueError(f"No text is shorter than maxlen={self.maxlen}; choose a larger one.")
        return [lists[number] for number in kept], labels[kept]

    def limited(self, lists: list[list[int]]) -> list[list[int]]:
        """Return the lists with the mark for unknown words, or with nothing, where a word is not kept."""
        most = self.num_words or max(max(each, default=0) for each in lists)
        if self.oov_char is None:
            return [[word for word in each if self.skip_top <= word < most] for each in lists]
        unknown = self.oov_char
        return [[word if self.skip_top <= word < most else unknown for word in each] for each in lists]


def as_rows(lists: list[list[int]]) -> Array:
    """Return an array of lists."""
    array = np.empty(len(lists), object)
    array[:] = lists
    return array


def read_word_index(path: Path) -> Any:
    """Return the ranks of words by the words."""
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"'{path.name}' is damaged: {error}.") from error
    if not isinstance(index, dict):
        raise ValueError(f"'{path.name}' holds no ranks of words.")
    return index
