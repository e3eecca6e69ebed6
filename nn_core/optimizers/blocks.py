"""Work on large arrays in pieces that stay in the processor's cache."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

Block = tuple[Array, Array, dict[str, Array]]  # a piece of the weights, of the gradients, and of each slot
Change = Callable[[Array, Array, dict[str, Array]], None]  # of such a piece

BLOCK = 32768  # numbers; a weight, its gradient, two slots and scratch of this size fit into the second-level cache


def blocks(w: Array, g: Array, slots: dict[str, Array]) -> Iterator[tuple[Array, Array, dict[str, Array]]]:
    """Yield the same piece of a weight, its gradient and its slots, one after the other, as views."""
    if w.size <= BLOCK or not all(array.flags.c_contiguous for array in (w, *slots.values())):
        yield w, g, slots
        return
    w, g, slots = w.reshape(-1), g.reshape(-1), {name: array.reshape(-1) for name, array in slots.items()}
    for start in range(0, w.size, BLOCK):
        piece = slice(start, start + BLOCK)
        yield w[piece], g[piece], {name: array[piece] for name, array in slots.items()}


class Buffer(threading.local):
    """Memory that is used again and again for arrays of different shapes; every thread has its own."""

    def __init__(self) -> None:
        super().__init__()
        self._memory: dict[Any, Array] = {}  # by dtype
        self._last: Array | None = None

    def like(self, array: Array) -> Array:
        """Return an array of the same shape and type with any content; valid until the next call."""
        last = self._last
        if last is not None and last.shape == array.shape and last.dtype is array.dtype:
            return last
        flat = self._memory.get(array.dtype)
        if flat is None or flat.size < array.size:
            flat = self._memory[array.dtype] = np.empty(array.size, array.dtype)
        self._last = flat[: array.size].reshape(array.shape)
        return self._last

    def __reduce__(self) -> Any:
        return Buffer, ()  # a copy starts with nothing


VANISH_EVERY = 128  # steps; even what halves ten times in a hundred steps is caught before it is too small
SMALLEST = 1e-30


def vanish(x: Array) -> None:
    """Replace by 0 what has nearly died away: with numbers below 1e-38 many processors compute a hundred times slower.

    The averages that optimizers keep get there where a gradient stays 0, as at the border of pictures.
    """
    if x.dtype == np.float32:
        x[np.abs(x) < SMALLEST] = 0
