"""Column: the values of one column of a table with its kind, its gaps and its statistics."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Fact, in_words
from designer.data.stored import StoredRows

Kind = Literal["number", "category", "text", "date"]
NUM_BARS = 12
SAMPLE_ROWS = 100_000  # enough for a histogram


@dataclass(frozen=True)
class Column:
    """`values` are numbers (NaN: missing), numbers of categories (-1: missing), or words (empty: missing)."""

    name: str
    kind: Kind
    values: NDArray | StoredRows
    categories: tuple[str, ...] = ()
    num_missing: int = 0
    num_infinite: int = 0
    date_format: str = ""  # as for strptime; nothing: as ISO writes dates
    has_marks: bool = False  # whether numbers are written as "$1,200" or "5 %"

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_identifier(self) -> bool:
        """Whether hardly any two values are the same words, so that there is nothing to learn from them."""
        return self.kind == "text" and not self.has_sentences

    @property
    def has_sentences(self) -> bool:
        """Whether the values are texts of several words."""
        words = [str(value) for value in self.values[:200] if value]
        return self.kind == "text" and sum(" " in word for word in words) > len(words) / 2

    @property
    def num_distinct(self) -> int:
        """How many values there are, among the first ones of a long column."""
        return len(self.categories) if self.kind == "category" else len(np.unique(self._some()))

    def facts(self) -> list[Fact]:
        """Return the statistics of the column."""
        facts = [Fact("Missing", f"{self.num_missing:,} of {len(self):,}" if self.num_missing else "none")]
        if self.num_infinite:
            facts.append(Fact("Infinite", f"{self.num_infinite:,}, taken as missing"))
        if self.kind in ("number", "date"):
            return facts + self._number_facts()
        if self.kind == "category":
            names, counts = self.bars()
            return [*facts, Fact("Categories", f"{len(self.categories)}, most often {names[0]} ({counts[0]:,})")]
        return [*facts, Fact("Texts", "sentences" if self.has_sentences else "single words or marks")]

    def bars(self) -> tuple[list[str], list[int]]:
        """Return names and counts for a small histogram: intervals, or the commonest categories."""
        if self.kind == "category":
            counts = np.bincount(np.asarray(self._some())[self._some() >= 0], minlength=len(self.categories))
            order = np.argsort(-counts, kind="stable")[:NUM_BARS]
            return [self.categories[i] for i in order], counts[order].tolist()
        if self.kind == "text":
            return [], []
        values = self._numbers()
        if not len(values):
            return [], []
        counts, edges = np.histogram(values, bins=NUM_BARS)
        return [f"{a:.4g} – {b:.4g}" for a, b in itertools.pairwise(edges)], counts.tolist()

    def _number_facts(self) -> list[Fact]:
        values = self._numbers()
        if not len(values):
            return [Fact("Values", "none")]
        if self.kind == "date":
            first, last = (
                str(np.datetime64(int(each), "s")).replace("T", " ") for each in (values.min(), values.max())
            )
            return [Fact("From", first), Fact("To", last)]
        texts = {"Mean": values.mean(), "Spread": values.std(), "Least": values.min(), "Largest": values.max()}
        return [Fact(label, in_words(float(value))) for label, value in texts.items()]

    def _numbers(self) -> NDArray:
        values = np.asarray(self._some(), np.float64)
        return values[np.isfinite(values)]

    def _some(self) -> NDArray:
        return np.asarray(self.values[:SAMPLE_ROWS])
