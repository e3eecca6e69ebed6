"""What holds during a call: the training flag of the outermost layer, and dry runs that allocate nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


class _Calls(threading.local):
    def __init__(self) -> None:
        self.training: bool | None = None
        self.depth = 0
        self.is_dry = False
        self.building: tuple[Any, ...] = ()


_calls = _Calls()


@contextmanager
def calling(training: bool | None, otherwise: bool = False) -> Iterator[bool]:
    """Enter a call; yield the training flag: the caller's own, that of the call around it, or else `otherwise`."""
    before = _calls.training
    _calls.training = before if training is None else training
    _calls.depth += 1
    try:
        yield otherwise if _calls.training is None else bool(_calls.training)
    finally:
        _calls.training = before
        _calls.depth -= 1


def is_training_decided() -> bool:
    """Say whether some call around this point was told whether it trains."""
    return _calls.training is not None


def is_outermost() -> bool:
    """Say whether no layer is being called around this point."""
    return _calls.depth == 0


@contextmanager
def building(layer: Any) -> Iterator[str]:
    """Enter the build of a layer; yield the path to it, through the layers that build it."""
    before = _calls.building
    if not before or before[-1] is not layer:
        _calls.building = (*before, layer)
    try:
        yield "/".join(str(each.name) for each in _calls.building)
    finally:
        _calls.building = before


@contextmanager
def dry_run() -> Iterator[None]:
    """Build layers without drawing or allocating weights: shapes and counts only, whatever their size."""
    before, _calls.is_dry = _calls.is_dry, True
    try:
        yield
    finally:
        _calls.is_dry = before


def is_dry_run() -> bool:
    """Say whether weights are only described."""
    return _calls.is_dry


def weightless(shape: tuple[int, ...], dtype: str) -> Any:
    """Return zeros of any shape that take no memory."""
    return np.broadcast_to(np.zeros((), dtype), shape)
