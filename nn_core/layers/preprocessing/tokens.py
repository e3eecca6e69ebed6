"""Cutting texts into words."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

# Keras changes the letters of English only, and takes only these for white space.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_WORD = re.compile(r"[^ \t\n\v\f\r]+")


def _lower(texts: Array) -> Array:
    return _each(texts, lambda text: text.translate(_LOWER))


def _strip_punctuation(texts: Array) -> Array:
    return _each(texts, lambda text: text.translate(_NO_PUNCTUATION))


def _each(texts: Array, change: Callable[[str], str]) -> Array:
    return np.array([change(text) for text in texts.ravel().tolist()], dtype=str).reshape(texts.shape)


STANDARDS: dict[str, Callable[[Array], Array]] = {
    "lower_and_strip_punctuation": lambda texts: _strip_punctuation(_lower(texts)),
    "lower": _lower,
    "strip_punctuation": _strip_punctuation,
}
SPLITS: dict[str, Callable[[Array], list[list[str]]]] = {
    "whitespace": lambda texts: [_WORD.findall(text) for text in texts.tolist()],
    "character": lambda texts: [list(text) for text in texts.tolist()],
}


def ngrams_of(rows: list[list[str]], sizes: Any) -> list[list[str]]:
    """Return for each row its words in a row, joined: up to `sizes` of them, or as many as each number in it says."""
    lengths = range(1, sizes + 1) if isinstance(sizes, int) else sizes
    return [list(chain.from_iterable(_joined(words, length) for length in lengths)) for words in rows]


def _joined(words: list[str], length: int) -> list[str]:
    return [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]


def as_rectangle(rows: list[list[str]]) -> Array:
    """Return rows of words as an array, with '' at the ends of shorter ones."""
    width = max(map(len, rows), default=0)
    return np.array([[*row, *[""] * (width - len(row))] for row in rows], dtype=str).reshape(len(rows), width)
