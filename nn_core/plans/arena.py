"""Where arrays lie in one block of memory, so that those which are never needed together share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ALIGNMENT = 64


@dataclass(eq=False)
class Span:
    """An array's size in bytes, and the first and the last call that need it."""

    size: int
    first: int
    last: int


def place(spans: Sequence[Span]) -> tuple[list[int], int]:
    """Return an offset for every span and the size of the whole; the largest are placed first, each as low as it can.

    A span listed twice gets one place.
    """
    placed: list[tuple[int, Span]] = []
    offsets: dict[int, int] = {}
    for span in sorted({id(span): span for span in spans}.values(), key=lambda each: -each.size):
        offset = _lowest(span, placed)
        offsets[id(span)] = offset
        placed.append((offset, span))
        placed.sort(key=lambda pair: pair[0])
    total = max((offset + _padded(span) for offset, span in placed), default=0)
    return [offsets[id(span)] for span in spans], total


def _lowest(span: Span, placed: list[tuple[int, Span]]) -> int:
    """Return the lowest place where nothing lies that is needed at the same time; `placed` is sorted by offset."""
    lowest = 0
    for offset, other in placed:
        if other.last < span.first or span.last < other.first:
            continue
        if lowest + _padded(span) <= offset:
            break
        lowest = max(lowest, offset + _padded(other))
    return lowest


def _padded(span: Span) -> int:
    return max(ALIGNMENT, -(-span.size // ALIGNMENT) * ALIGNMENT)
