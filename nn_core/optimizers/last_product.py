"""The last product of a step, which gives a gradient, done along with the change of the weights."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff.parallel import num_threads, run, strips_of
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.blocks import BLOCK, Block, Change
from nn_core.optimizers.halves import changes, found_halves, is_plain, list_of, product
from nn_core.optimizers.one_pass import OnePass

Piece = tuple[Callable[[], Any] | None, list[Block]]  # work, and what may be changed after it

_WEIGHT = 3  # how often a number counts that is multiplied as well as changed
_STRIP = 1_500_000  # products of numbers: what they give and the weights fit the cache; OpenBLAS has other ways for few


class LastProduct:
    """Each thread multiplies a strip, and changes the weights that go with it while it has everything in its cache.

    Args:
        product: writes a part of the gradients.
        flat: weights, gradients and slots, as vectors.
    """

    def __init__(self, product: Any, flat: Block) -> None:
        self.product, self._flat = product, flat
        self._begin = (product.out.ctypes.data - flat[1].ctypes.data) // product.out.itemsize
        self._pieces: dict[int, list[Piece]] = {}  # by number of threads
        self._lists: dict[Any, tuple[Array, Array]] = {}  # by number of threads and kernel

    def __call__(self) -> None:
        """Multiply, and no more."""
        self.product()

    def with_change(self, change: Change) -> bool:
        """Multiply and change all weights; do nothing and return False if there is only one thread.

        The change should be compiled: NumPy's many calls would wait for those of the other thread.
        """
        count = num_threads()
        if count > 1:
            run(functools.partial(_work_and_change, change), self._pieces_for(count))
        return count > 1

    def in_machine_code(self, step: OnePass | None) -> bool:
        """Multiply and change all weights in machine code; do nothing and return False if there is none (yet)."""
        count = num_threads()
        if step is None or count > 2 or not all(map(is_plain, self.product.factors)):
            return False
        halves = found_halves(_WEIGHT * self._flat[0].size)
        if halves is None:
            return False
        if (count, step.kernel) not in self._lists:
            self._lists[count, step.kernel] = self._lists_for(count, step)
        numbers = np.zeros(4, np.float32)
        numbers[: len(step.numbers)] = step.numbers
        halves(*self._lists[count, step.kernel], numbers)
        return True

    def _pieces_for(self, count: int) -> list[Piece]:
        """Return pieces of work for so many threads: a strip of a product and the weights that go with it."""
        if count not in self._pieces:
            strips = strips_of(len(self.product.out), count, self.product.cost)
            pieces: list[Piece] = [(self.product.strip(each), self._blocks_of(each)) for each in strips]
            self._pieces[count] = [*pieces, (None, self._others())]
        return self._pieces[count]

    def _blocks_of(self, rows: slice) -> list[Block]:
        columns = self.product.out.shape[1]
        return cut(self._flat, self._begin + rows.start * columns, self._begin + rows.stop * columns)

    def _others(self) -> list[Block]:
        """Return the weights that have nothing to do with the product."""
        end = self._begin + self.product.out.size
        return [*cut(self._flat, 0, self._begin), *cut(self._flat, end, self._flat[0].size)]

    def _lists_for(self, count: int, step: OnePass) -> tuple[Array, Array]:
        """Return lists for two threads that begin at the same time, or for one."""
        rows, others = len(self.product.out), self._others()
        half, middle = (rows_of_half(rows), len(others) // 2) if count == 2 else (rows, len(others))
        mine = self._rows(step, slice(0, half), others[:middle])
        return list_of(mine), list_of(self._rows(step, slice(half, rows), others[middle:]) if count == 2 else [])

    def _rows(self, step: OnePass, part: slice, others: list[Block]) -> list[Any]:
        """Return what is to be done with a part of the product and with other weights."""
        left, right, out = self.product.factors
        length = -(-_STRIP // (left.shape[1] * out.shape[1]) // 16) * 16
        found = []
        for start in range(part.start, part.stop, length):
            strip = slice(start, min(start + length, part.stop))
            found.append(product(left[strip], right, out[strip]))
            found += changes(step.kernel, step.slots, self._blocks_of(strip))
        return found + changes(step.kernel, step.slots, others)


def rows_of_half(rows: int) -> int:
    """Return where rows are cut in two; both halves begin with a line of the cache."""
    return round(rows / 32) * 16


def cut(flat: Block, start: int, stop: int) -> list[Block]:
    """Return a part of weights, gradients and slots in blocks that fit the cache."""
    w, g, slots = flat
    ends = [*range(start, stop, BLOCK), stop]
    parts = [slice(*pair) for pair in itertools.pairwise(ends)]
    return [(w[part], g[part], {name: slot[part] for name, slot in slots.items()}) for part in parts]


def _work_and_change(change: Change, piece: Piece) -> None:
    work, blocks = piece
    if work is not None:
        work()
    for block in blocks:
        change(*block)
