"""Vocabulary: words in a fixed order, each with its number; and counting words to make one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array


class Vocabulary:
    """Tokens (words, or whole numbers), numbered one after the other."""

    def __init__(self, tokens: list[Any], first: int) -> None:
        self.tokens = tokens
        self.first = first  # the number of the first token; those below are for the mask and unknown tokens
        self._numbers = {token: number for number, token in enumerate(tokens, start=first)}
        if len(self._numbers) < len(tokens):
            twice = [token for token, count in Counter(tokens).items() if count > 1]
            raise ValueError(f"A vocabulary holds every token once; this one repeats {', '.join(map(repr, twice))}.")

    def numbers_of(self, words: Array, of_unknown: Callable[[Array], Any]) -> Array:
        """Return the number of every word; `of_unknown` is asked for those of words that are not in the vocabulary."""
        unique, places = np.unique(words, return_inverse=True)
        numbers = np.array([self._numbers.get(word, -1) for word in unique.tolist()], dtype=np.int64)
        is_unknown = numbers < 0
        if is_unknown.any():
            numbers[is_unknown] = of_unknown(unique[is_unknown])
        return numbers[places].reshape(words.shape)

    def tokens_of(self, numbers: Array, unknown: Any) -> Array:
        """Return the token with each number, `unknown` where there is none."""
        tokens = np.array([unknown, *self.tokens])
        places = numbers.astype(np.int64) - self.first + 1
        return np.asarray(tokens[np.where((places > 0) & (places < len(tokens)), places, 0)])


class TokenCounts:
    """How often tokens were seen, and in how many documents."""

    def __init__(self) -> None:
        self.counts: Counter[Any] = Counter()
        self.num_documents_with: Counter[Any] = Counter()
        self.num_documents = 0

    def add(self, documents: Array) -> None:
        """Count tokens; each row of the array is a document."""
        rows = documents.reshape(len(documents), -1)
        unique, places = np.unique(rows, return_inverse=True)
        places = places.reshape(rows.shape) + np.arange(len(rows))[:, None] * unique.size
        once_per_row = np.unique(places) % unique.size
        tokens = unique.tolist()
        self.counts.update(dict(zip(tokens, np.bincount(places.ravel() % unique.size).tolist(), strict=True)))
        self.num_documents_with.update(dict(zip(tokens, np.bincount(once_per_row).tolist(), strict=True)))
        self.num_documents += len(rows)

    def most_frequent(self, limit: int | None, without: tuple[Any, ...]) -> list[Any]:
        """Return the most frequent tokens first; of equally frequent ones the last in the alphabet, as in Keras."""
        ordered = sorted(((count, token) for token, count in self.counts.items() if token not in without), reverse=True)
        return [token for _, token in ordered[:limit]]

    def inverse_document_frequencies(self, tokens: list[Any]) -> Array:
        """Return how telling each token is: the rarer, the more."""
        found = np.array([self.num_documents_with[token] for token in tokens], dtype=float)
        return np.asarray(np.log(1 + self.num_documents / (1 + found)))
