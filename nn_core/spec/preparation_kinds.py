"""Kinds of parameters that layers for preparing data have: ranges, numbers, words or functions of one's own."""

from __future__ import annotations

import numbers
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn_core.spec.kinds import Choice, Kind, Real, Size


@dataclass(frozen=True)
class Range(Kind):
    """A number, or the two numbers between which numbers are drawn."""

    minimum: float = 0.0
    maximum: float = 1.0

    def check(self, value: Any) -> Any:
        one = Real(self.minimum, self.maximum)
        try:
            if isinstance(value, numbers.Real):
                return one.check(value)
            if isinstance(value, str) or len(value) != 2:
                raise self.refuse(value)
            return tuple(sorted(one.check(each) for each in value))
        except (TypeError, ValueError):
            raise self.refuse(value) from None

    def describe(self) -> str:
        return f"a number from {self.minimum:g} to {self.maximum:g}, or two of them"

    def to_json(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


def range_of(value: Any) -> tuple[float, float]:
    """Return the two bounds that a Range means: a number x stands for from -x to x."""
    return value if isinstance(value, tuple) else (-abs(value), abs(value))


@dataclass(frozen=True)
class Spread(Range):
    """A range kept as two numbers: one number stands for that far to both sides, as far as the bounds allow."""

    def check(self, value: Any) -> tuple[float, float]:
        found = super().check(value)
        return found if isinstance(found, tuple) else (max(-abs(found), self.minimum), abs(found))


@dataclass(frozen=True)
class OddSize(Size):
    """A size that has a middle: odd along every axis."""

    def check(self, value: Any) -> tuple[int, ...]:
        sizes = super().check(value)
        if any(size % 2 == 0 for size in sizes):
            raise self.refuse(value)
        return sizes

    def describe(self) -> str:
        return f"an odd whole number, or {self.ndim} of them such as {(3,) * self.ndim}"


@dataclass(frozen=True)
class ValueRange(Kind):
    """The smallest and the largest value that occur."""

    def check(self, value: Any) -> tuple[float, float]:
        one = Real()
        try:
            low, high = sorted(one.check(each) for each in value)
        except (TypeError, ValueError):
            raise self.refuse(value) from None
        if low == high:
            raise self.refuse(value)
        return low, high

    def describe(self) -> str:
        return "two different numbers such as (0, 255)"

    def to_json(self, value: Any) -> list[float]:
        return list(value)


@dataclass(frozen=True)
class Numbers(Kind):
    """A number, or numbers in (nested) lists."""

    def check(self, value: Any) -> Any:
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise self.refuse(value) from None
        if isinstance(value, bool | str) or not np.isfinite(array).all():
            raise self.refuse(value)
        return value if isinstance(value, int | float) else np.asarray(value).tolist()

    def describe(self) -> str:
        return "a number, or a list of numbers"


@dataclass(frozen=True)
class ChoiceOrFunction(Choice):
    """One of a fixed set of words, or a function of one's own."""

    def check(self, value: Any) -> Any:
        from nn_core.spec.serialization import find_custom

        if callable(value):
            return value
        own = find_custom(value) if isinstance(value, str) else None
        return super().check(value) if own is None else own

    def describe(self) -> str:
        return f"{super().describe()}, or a function"

    def to_json(self, value: Any) -> Any:
        return value if isinstance(value, str) else str(value.__name__)


@dataclass(frozen=True)
class OutputMode(Choice):
    """A form in which categories come out; names of earlier times are understood."""

    def check(self, value: Any) -> Any:
        return super().check({"binary": "multi_hot", "tf-idf": "tf_idf"}.get(value, value) if value else value)
