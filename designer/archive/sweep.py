"""Sweeps: the same training again and again with other values, all combinations of them or some drawn by chance."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = int | float | str
Assignment = Mapping[str, Value]  # a value for each target
MOST_RUNS = 200  # more than anybody wants to look at, or to wait for
_MOST_TRIES = 50  # at values that were not drawn before, for each run


@dataclass(frozen=True)
class Span:
    """All numbers between two, both included, from which values are drawn by chance."""

    low: float
    high: float
    is_log: bool = False  # each power of ten is as likely as the next
    is_whole: bool = False

    def draw(self, chance: random.Random) -> Value:
        """Return a value, with no more digits than one wants to read."""
        if self.is_log:
            drawn = math.exp(chance.uniform(math.log(self.low), math.log(self.high)))
        elif self.is_whole:
            return chance.randint(int(self.low), int(self.high))
        else:
            drawn = chance.uniform(self.low, self.high)
        return round(drawn) if self.is_whole else min(max(float(f"{drawn:.4g}"), self.low), self.high)


@dataclass(frozen=True)
class Axis:
    """What is varied: a setting (`learning_rate`), or an argument of a layer (`hidden.units`, `block/hidden.units`).

    It has either values, or a span from which they are drawn.
    """

    target: str
    values: tuple[Value, ...] = ()
    span: Span | None = None

    def draw(self, chance: random.Random) -> Value:
        """Return one of the values."""
        return chance.choice(self.values) if self.span is None else self.span.draw(chance)


# ---- combinations -----------------------------------------------------------------------------------------


def grid(axes: Sequence[Axis]) -> list[dict[str, Value]]:
    """Return all combinations of the values, the last axis changing fastest; ValueError if there are too many."""
    if endless := [axis.target for axis in axes if axis.span is not None]:
        raise ValueError(f"{endless[0]} has endlessly many values: draw some by chance, or write a list or a step.")
    num_runs = _num_combinations(axes)
    if num_runs > MOST_RUNS:
        raise ValueError(
            f"These values have {num_runs:,} combinations; a sweep has at most {MOST_RUNS} runs. "
            "Take fewer values, or draw some of the combinations by chance."
        )
    return [_combination(axes, number) for number in range(num_runs)]


def sample(axes: Sequence[Axis], count: int, seed: int) -> list[dict[str, Value]]:
    """Return so many different combinations drawn by chance, all of them where there are no more."""
    if not 1 <= count <= MOST_RUNS:
        raise ValueError(f"A sweep has 1 to {MOST_RUNS} runs, not {count}.")
    num_runs, chance = _num_combinations(axes), random.Random(seed)
    if any(axis.span is not None for axis in axes):
        return _drawn(axes, count, chance)
    return [_combination(axes, number) for number in chance.sample(range(num_runs), min(count, num_runs))]


def _drawn(axes: Sequence[Axis], count: int, chance: random.Random) -> list[dict[str, Value]]:
    """Return different combinations; fewer where whole numbers leave no more."""
    found: dict[tuple[Value, ...], None] = {}
    for _ in range(count * _MOST_TRIES):
        if len(found) == count:
            break
        found[tuple(axis.draw(chance) for axis in axes)] = None
    return [dict(zip((axis.target for axis in axes), values, strict=True)) for values in found]


def _num_combinations(axes: Sequence[Axis]) -> int:
    names = [axis.target for axis in axes]
    if not axes:
        raise ValueError("There is nothing to vary: choose a parameter.")
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"{twice[0]} is chosen twice; write all its values in one place.")
    if empty := [axis.target for axis in axes if not axis.values and axis.span is None]:
        raise ValueError(f"{empty[0]} has no values: write some, such as 0.1, 0.01 or 16..64 step 16.")
    return math.prod(len(axis.values) for axis in axes if axis.span is None)


def _combination(axes: Sequence[Axis], number: int) -> dict[str, Value]:
    """Return the combination with this number, as if all were counted."""
    found: dict[str, Value] = {}
    for axis in reversed(axes):
        number, place = divmod(number, len(axis.values))
        found[axis.target] = axis.values[place]
    return {axis.target: found[axis.target] for axis in axes}


def text_of(assignment: Assignment) -> str:
    """Return the values as one reads them: learning_rate=0.1, hidden.units=16."""
    return ", ".join(f"{target}={value}" for target, value in assignment.items())
