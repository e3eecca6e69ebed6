"""Texts: words as numbers, by a vocabulary or by hashing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def text_to_word_sequence(text: str, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[str]:
    """Return the words of a text, without the characters in `filters`."""
    text = text.lower() if lower else text
    for character in filters:
        text = text.replace(character, split)
    return [word for word in text.split(split) if word]


def one_hot(text: str, n: int, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[int]:
    """Return a number from 1 to n - 1 for each word, by hashing; different words may share one."""
    return hashing_trick(text, n, "md5", filters, lower, split)


def hashing_trick(
    text: str, n: int, hash_function: Any = None, filters: str = FILTERS, lower: bool = True, split: str = " "
) -> list[int]:
    """Return a number from 1 to n - 1 for each word; the same in every run, unlike Python's own hash()."""
    number: Callable[[str], int] = hash_function if callable(hash_function) else _md5
    return [number(word) % (n - 1) + 1 for word in text_to_word_sequence(text, filters, lower, split)]


def _md5(word: str) -> int:
    import hashlib  # here, for it takes a while and few programs need it

    return int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), 16)


class Tokenizer:
    """Numbers words by how often they occur; 0 is kept for padding.

    Args:
        num_words: only the num_words - 1 most frequent words count.
        filters: characters that are left out.
        lower: whether capitals count as small letters.
        split: what stands between words.
        char_level: whether characters are counted instead of words.
        oov_token: stands for words that are not in the vocabulary; they are left out if not given.

    Example:
        >>> tokenizer = Tokenizer()
        >>> tokenizer.fit_on_texts(["a cat", "a dog"])
        >>> tokenizer.texts_to_sequences(["a dog"])
        [[1, 3]]
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
    ) -> None:
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token = char_level, oov_token
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.document_count = 0
        self.word_index: dict[str, int] = {}

    @property
    def index_word(self) -> dict[int, str]:
        """The words by their numbers."""
        return {index: word for word, index in self.word_index.items()}

    @property
    def index_docs(self) -> dict[int, int]:
        """In how many texts the word with each number occurs."""
        return {self.word_index[word]: count for word, count in self.word_docs.items()}

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Learn the vocabulary."""
        for text in texts:
            words = self._words(text)
            self.word_counts.update(words)
            self.word_docs.update(set(words))
            self.document_count += 1
        ranked = sorted(self.word_counts, key=self.word_counts.__getitem__, reverse=True)
        ranked = [*([self.oov_token] if self.oov_token is not None else []), *ranked]
        self.word_index = {word: i for i, word in enumerate(dict.fromkeys(ranked), start=1)}

    def _words(self, text: Any) -> list[str]:
        if self.char_level or isinstance(text, list | tuple):
            return [each.lower() if self.lower else each for each in text]
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Return each text as a list of numbers."""
        return [list(self._numbers(text)) for text in texts]

    def _numbers(self, text: Any) -> Iterator[int]:
        unknown = None if self.oov_token is None else self.word_index.get(self.oov_token)
        for word in self._words(text):
            number = self.word_index.get(word)
            is_known = number is not None and (self.num_words is None or number < self.num_words)
            found = number if is_known else unknown
            if found is not None:
                yield found

    def sequences_to_texts(self, sequences: Iterable[Sequence[int]]) -> list[str]:
        """Return lists of numbers as texts."""
        words = self.index_word
        unknown = [] if self.oov_token is None else [self.oov_token]
        return [
            " ".join(word for n in each for word in ([words[int(n)]] if int(n) in words else unknown))
            for each in sequences
        ]

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> Array:
        """Return a row for each text, with an entry for each word; see sequences_to_matrix."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Sequence[Sequence[int]], mode: str = "binary") -> Array:
        """Return a row for each sequence: whether ('binary') or how often ('count', 'freq', 'tfidf') words occur."""
        if mode not in ("binary", "count", "freq", "tfidf"):
            raise ValueError(f"mode must be 'binary', 'count', 'freq' or 'tfidf', not {mode!r}.")
        if not self.num_words and not self.word_index:
            raise ValueError("The Tokenizer has no vocabulary yet: call fit_on_texts first, or give it num_words.")
        size = self.num_words or len(self.word_index) + 1
        counts = np.zeros((len(sequences), size))
        for row, numbers in zip(counts, sequences, strict=True):
            np.add.at(row, [n for n in numbers if n < size], 1)
        if mode == "binary":
            return (counts > 0).astype(float)
        if mode == "freq":
            return np.asarray(counts / np.maximum([[len(numbers)] for numbers in sequences], 1))
        return counts if mode == "count" else self._weighted(counts)

    def _weighted(self, counts: Array) -> Array:
        """Return counts made small for words that occur in many texts."""
        documents = np.zeros(counts.shape[1])
        for number, count in self.index_docs.items():
            if number < len(documents):
                documents[number] = count
        frequency = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0.0)
        return np.asarray(frequency * np.log(1 + self.document_count / (1 + documents)))

    def get_config(self) -> dict[str, Any]:
        """Return settings and vocabulary as JSON data."""
        settings = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        learnt = {name: json.dumps(getattr(self, name)) for name in ("word_counts", "word_docs", "word_index")}
        return {name: getattr(self, name) for name in settings} | learnt

    def to_json(self, **kwargs: Any) -> str:
        """Return settings and vocabulary as text, which `tokenizer_from_json` reads."""
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, **kwargs)


def tokenizer_from_json(text: str) -> Tokenizer:
    """Make a Tokenizer from what `to_json` gave."""
    config = json.loads(text)["config"]
    names = ("num_words", "filters", "lower", "split", "char_level", "oov_token")
    tokenizer = Tokenizer(**{name: config[name] for name in names})
    tokenizer.document_count = config["document_count"]
    tokenizer.word_counts = Counter(json.loads(config["word_counts"]))
    tokenizer.word_docs = Counter(json.loads(config["word_docs"]))
    tokenizer.word_index = json.loads(config["word_index"])
    return tokenizer
