"""Undecided: asking a function whose comparisons of unknown sizes may turn out either way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

MAX_WAYS = 64


class TooManyWays(Exception):
    """A function compares unknown sizes so often that not all ways can be gone."""


class _Way:
    """The comparisons on one way through a function, and how they turned out."""

    def __init__(self, beginning: tuple[bool, ...]) -> None:
        self.beginning = beginning
        self.outcomes: dict[tuple[str, str], bool] = {}

    def outcome(self, question: tuple[str, str]) -> bool:
        number = len(self.outcomes)
        return self.outcomes.setdefault(question, number < len(self.beginning) and self.beginning[number])

    def others(self) -> list[tuple[bool, ...]]:
        """Return the beginnings of the ways that leave this one behind its own beginning."""
        found = tuple(self.outcomes.values())
        return [(*found[:number], not found[number]) for number in range(len(self.beginning), len(found))]


class _Present(threading.local):
    way: _Way | None = None


_present = _Present()


def all_answers(ask: Callable[[], T]) -> list[T]:
    """Return what a function gives on every way through it; where it refuses with a ValueError, it gives nothing."""
    answers, waiting, num_ways = [], [()], 0  # type: tuple[list[T], list[tuple[bool, ...]], int]
    while waiting:
        num_ways += 1
        if num_ways > MAX_WAYS:
            raise TooManyWays
        before, _present.way = _present.way, (way := _Way(waiting.pop()))
        try:
            answers.append(ask())
        except ValueError:
            pass
        finally:
            _present.way = before
        waiting += way.others()
    return answers


def is_asking() -> bool:
    """Say whether a function is being asked."""
    return _present.way is not None


def is_zero(difference: str, negative: str) -> bool:
    """Say whether a difference is 0: as it turns out on this way; outside of one, unequal is what reads differently."""
    return _present.way is not None and _present.way.outcome(("=", min(difference, negative)))


def is_negative(difference: str) -> bool:
    """Say whether a difference is below 0, on this way."""
    if _present.way is None:
        raise TypeError(f"Nobody knows yet whether {difference} is below 0.")
    return _present.way.outcome(("<", difference))
