"""The ends of a model as the data sees them, and what is fed into each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from numpy.typing import NDArray

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class InputPort:
    """An input of a model: its name and the shape of one sample."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class OutputPort:
    """An output of a model: its name, the shape for one sample, and the loss it is judged by."""

    name: str
    shape: Shape
    loss: str = ""


@dataclass(frozen=True)
class Feed:
    """What one port gets: the array called `source`, after `make`; `code` says in Python what `make` does to {}."""

    port: str
    source: str
    text: str
    make: Callable[[NDArray], NDArray] = lambda array: array
    code: str = "{}"


def fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    """Say whether a sample of this shape can go into a port; None takes any size."""
    return len(shape) == len(wanted) and all(w is None or s == w for s, w in zip(shape, wanted, strict=True))


def filled(wanted: Shape, num_values: int) -> tuple[int, ...] | None:
    """Return the wanted shape with its one open size filled so that it holds `num_values`, if that is possible."""
    known = math.prod(size for size in wanted if size is not None)
    num_open = sum(size is None for size in wanted)
    if num_open == 0 and known == num_values:
        return tuple(size for size in wanted if size is not None)
    if num_open == 1 and known and num_values % known == 0 and num_values >= known:
        return tuple(num_values // known if size is None else size for size in wanted)
    return None
