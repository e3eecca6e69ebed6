"""NumberTable: rows under headers, as shown, copied and written to a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class NumberTable:
    """A table that keeps its numbers as numbers, in full; `text_of` rounds them for the eye."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[object, ...]] = field(default_factory=list)

    def to_csv(self, separator: str = ",") -> str:
        """Return the table as text: with commas for a file, with tabs for the clipboard."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
        writer.writerow(self.headers)
        writer.writerows([_plain(value) for value in row] for row in self.rows)
        return stream.getvalue()


def text_of(value: object) -> str:
    """Write a value for reading: four digits that count, whole numbers in full."""
    value = _plain(value)
    if isinstance(value, float):
        return f"{value:,.0f}" if 10_000 <= abs(value) < 1e15 else f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain(value: object) -> object:
    """Return a NumPy number as Python's own, with no more digits than it has."""
    if isinstance(value, np.floating):
        return float(str(value))
    return value.item() if isinstance(value, np.generic) else value
