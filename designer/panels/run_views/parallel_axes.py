"""ParallelAxis: one upright axis of many beside one another, of numbers, of powers of ten, or of names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.archive.sweep import Value
from designer.training.scores.number_table import text_of

_WIDE = 50  # values that many times apart are shown on a logarithmic axis: 0.1, 0.01, 0.001
_MOST_OWN_TICKS = 7  # so many different values are written beside the axis themselves
_NUM_STEPS = 5


@dataclass(frozen=True)
class ParallelAxis:
    """Gives each value a place between 0, below, and 1."""

    name: str
    values: tuple[Value, ...]  # those of all runs, each once, in order
    is_log: bool = False

    @property
    def has_names(self) -> bool:
        """Whether the values are words, not numbers."""
        return any(isinstance(value, str) for value in self.values)

    def place(self, value: Value) -> float:
        """Return where a value stands; the middle where there is only one."""
        low, high = self._ends
        return (self._number(value) - low) / (high - low) if high > low else 0.5

    def carried(self, low: float, high: float, other: ParallelAxis) -> tuple[float, float]:
        """Return the places on another axis for the values between two places of this one: ends move as runs come."""
        if self.has_names or other.has_names:
            within = [value for value in self.values if low <= self.place(value) <= high and value in other.values]
            places = [other.place(value) for value in within] or [low, high]
            return min(places), max(places)
        return other.place(other._nearest(self._number_at(low))), other.place(other._nearest(self._number_at(high)))

    def ticks(self) -> list[tuple[float, str]]:
        """Return places and the texts beside them: the values themselves where they are few, else round numbers."""
        if self.has_names or len(self.values) <= _MOST_OWN_TICKS:
            return [(self.place(value), text_of(value)) for value in self.values]
        low, high = self._ends
        if self.is_log:
            numbers = [10.0**power for power in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]
            numbers = numbers if len(numbers) > 1 else [10.0**low, 10.0**high]
        else:
            step = _round_above((high - low) / _NUM_STEPS)
            numbers = [step * count for count in range(math.ceil(low / step), math.floor(high / step) + 1)]
        return [(self.place(number), text_of(number)) for number in numbers]

    @property
    def _ends(self) -> tuple[float, float]:
        if self.has_names:
            return 0.0, len(self.values) - 1.0
        return self._number(self.values[0]), self._number(self.values[-1])

    def _number_at(self, place: float) -> float:
        low, high = self._ends
        number = low + place * (high - low)
        return 10.0**number if self.is_log else number

    def _nearest(self, number: float) -> float:
        """Return a number that has a place on this axis."""
        return min(max(number, float(self.values[0])), float(self.values[-1]))

    def _number(self, value: Value) -> float:
        if self.has_names:
            return float(self.values.index(value))
        return math.log10(float(value)) if self.is_log else float(value)


def axis_of(name: str, values: Sequence[Value], is_log: bool = False) -> ParallelAxis:
    """Return the axis for the values of all runs; `is_log`: they were drawn by their powers of ten.

    A few values of very different sizes were chosen so, and are shown as if they had been.
    """
    if any(isinstance(value, str) for value in values):
        return ParallelAxis(name, tuple(sorted(set(values), key=str)))
    numbers = sorted({float(value) for value in values})
    is_list = len(numbers) <= _MOST_OWN_TICKS and is_wide(numbers)
    return ParallelAxis(name, tuple(numbers), bool(numbers) and numbers[0] > 0 and (is_log or is_list))


def is_wide(values: Sequence[float]) -> bool:
    """Say whether numbers are of so different sizes that a linear axis would put most of them in one place."""
    return bool(values) and min(values) > 0 and max(values) / min(values) >= _WIDE


def nearest_line(lines: np.ndarray, xs: Sequence[float], x: float, y: float, reach: float) -> int | None:
    """Return the number of the line nearest to a point, None if none is within reach.

    Args:
        lines: (lines, axes), how high each line is at each axis.
        xs: where the axes stand, from left to right.
    """
    if not len(lines) or len(xs) < 2:
        return None
    at = int(np.clip(np.searchsorted(xs, x) - 1, 0, len(xs) - 2))
    width = xs[at + 1] - xs[at]
    slopes = (lines[:, at + 1] - lines[:, at]) / width
    heights = lines[:, at] + slopes * np.clip(x - xs[at], 0, width)
    distances = np.abs(heights - y) / np.hypot(1, slopes)
    nearest = int(distances.argmin())
    return nearest if distances[nearest] <= reach else None


def _round_above(value: float) -> float:
    """Return the smallest of … 0.5, 1, 2, 5, 10 … that is not below a positive value."""
    magnitude = 10.0 ** math.floor(math.log10(value))
    return next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= value * 0.999999)
