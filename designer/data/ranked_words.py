"""RankedWords: sentences for the sets of `keras.datasets`, whose words have numbers by how common they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError
from designer.data.steps import Words
from designer.data.words import UNKNOWN, Wording
from nn_core.preprocessing.text import text_to_word_sequence
from nn_core.utils.pad_sequences import pad_sequences
from nn_core.utils.remote_file import cache_folder

_START, _UNKNOWN, _INDEX_FROM = 1, 2, 3  # as in the engine


@dataclass(frozen=True, eq=False)
class RankedWords:
    """The words of one set; their file is read when the first sentence comes, and never fetched from anywhere."""

    module: ModuleType
    words: Words

    def scaling(self, text: str) -> Wording:
        """Return what a dataset keeps of it."""
        return Wording(text, encode=self.encode, decode=self.decode)

    def encode(self, texts: Iterable[str]) -> NDArray[np.int32]:
        """Return a row of numbers for each text, as the set has them."""
        rows = [[_START, *map(self._number, text_to_word_sequence(text))] for text in texts]
        padding = self.words.padding
        return pad_sequences(rows, self.words.length, padding=padding, truncating=padding)

    def decode(self, numbers: NDArray) -> str:
        """Return the words of one sample; their numbers if the file is not here."""
        try:
            known = self._by_number
        except DataError:
            known = {}
        ordinary = [int(number) for number in numbers if number > _START]
        return " ".join(
            known.get(number, UNKNOWN if known or number == _UNKNOWN else str(number)) for number in ordinary
        )

    def _number(self, word: str) -> int:
        number = self._ranks.get(word, 0) + _INDEX_FROM
        return number if _INDEX_FROM < number < self.words.num_words else _UNKNOWN

    @cached_property
    def _ranks(self) -> dict[str, int]:
        file = self.module.FILES[1]
        place = cache_folder(file.cache_subdir) / file.name
        if not place.is_file():
            raise DataError(
                f"The list of words, {file.name}, is not on this computer: fetch {file.origin} and put it into "
                f"{place.parent}."
            )
        try:
            found: dict[str, int] = self.module.get_word_index(str(place))
        except (OSError, ValueError) as error:
            raise DataError(f"{file.name} cannot be read: {str(error).rstrip('.')}.") from None
        return found

    @cached_property
    def _by_number(self) -> dict[int, str]:
        return {rank + _INDEX_FROM: word for word, rank in self._ranks.items()}
