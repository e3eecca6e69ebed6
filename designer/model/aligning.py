"""Aligning: places that put nodes on one line, or the same distance apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Place = tuple[float, float]
Places = Mapping[str, Place]
Sizes = Mapping[str, tuple[float, float]]
Side = Literal["left", "centre", "right", "top", "middle", "bottom"]

_PART: dict[Side, tuple[int, float]] = {  # the axis, and how far along a node the line is
    "left": (0, 0.0), "centre": (0, 0.5), "right": (0, 1.0),
    "top": (1, 0.0), "middle": (1, 0.5), "bottom": (1, 1.0),
}  # fmt: skip


def aligned(places: Places, sizes: Sizes, side: Side) -> dict[str, Place]:
    """Return places in which one side, or the middle, of every node is on one line.

    The line is that of the outermost node; for the middle it is halfway.
    """
    if not places:
        return {}
    axis, part = _PART[side]
    marks = {id: place[axis] + part * sizes[id][axis] for id, place in places.items()}
    first, last = min(marks.values()), max(marks.values())
    line = first + (last - first) * part
    return {id: _moved(place, axis, line - marks[id]) for id, place in places.items()}


def distributed(places: Places, sizes: Sizes, axis: int) -> dict[str, Place]:
    """Return places with equal gaps along an axis (0: across, 1: down); the outermost two stay."""
    if not places:
        return {}
    order = sorted(places, key=lambda id: (places[id][axis] + sizes[id][axis] / 2, id))
    end = places[order[-1]][axis] + sizes[order[-1]][axis]
    room = end - places[order[0]][axis] - sum(sizes[id][axis] for id in order)
    gap, place = room / max(len(order) - 1, 1), places[order[0]][axis]
    found = {}
    for id in order:
        found[id] = _moved(places[id], axis, place - places[id][axis])
        place += sizes[id][axis] + gap
    return found


def _moved(place: Place, axis: int, way: float) -> Place:
    return (place[0] + way, place[1]) if axis == 0 else (place[0], place[1] + way)
