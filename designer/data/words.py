"""Vocabulary: texts as rows of whole numbers, padded to one length; it knows only the words of the training part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError
from designer.data.scaling import Scaling
from designer.data.steps import Words
from nn_core.preprocessing.text import Tokenizer
from nn_core.utils.pad_sequences import pad_sequences

UNKNOWN = "[unknown]"
Encode = Callable[[Iterable[str]], NDArray[np.int32]]
Decode = Callable[[NDArray], str]


@dataclass(frozen=True)
class Wording(Scaling):
    """How the texts of an input become numbers, and what the numbers of one sample say."""

    encode: Encode = lambda texts: np.zeros((0, 0), np.int32)
    decode: Decode = str


@dataclass(frozen=True)
class Vocabulary:
    """Numbers for words: 0 is padding, 1 an unknown word, 2 the commonest word."""

    tokenizer: Tokenizer
    words: Words

    @classmethod
    def of(cls, texts: Iterable[str], words: Words) -> Vocabulary:
        """Learn the words of texts."""
        tokenizer = Tokenizer(num_words=words.num_words, oov_token=UNKNOWN)
        tokenizer.fit_on_texts(texts)
        if not tokenizer.word_counts:
            raise DataError("The texts of the training part hold no words.")
        return cls(tokenizer, words)

    @property
    def size(self) -> int:
        """How many different numbers there are, padding included."""
        return min(self.words.num_words, len(self.tokenizer.word_index) + 1)

    @property
    def text(self) -> str:
        """What the numbers stand for."""
        return f"word numbers below {self.size:,}; 0: padding, 1: unknown"

    def encode(self, texts: Iterable[str]) -> NDArray[np.int32]:
        """Return a row of numbers for each text."""
        sequences = self.tokenizer.texts_to_sequences(texts)
        padding = self.words.padding
        return pad_sequences(sequences, self.words.length, padding=padding, truncating=padding)

    def decode(self, numbers: NDArray) -> str:
        """Return the words of one sample, without the padding."""
        words = self.tokenizer.index_word
        return " ".join(words.get(int(number), UNKNOWN) for number in numbers if number)

    @property
    def scaling(self) -> Wording:
        """What a dataset keeps of the vocabulary."""
        return Wording(self.text, encode=self.encode, decode=self.decode)
