"""ProductByRows: the product of a batch and weights on two threads, each of which keeps to its own rows of weights."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from nn_core.autodiff.parallel import num_threads, run, strips_of
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.halves import NO_NUMBERS, found_halves, is_plain, list_of, product
from nn_core.optimizers.last_product import rows_of_half
from nn_core.plans.spread import Product

Factors = tuple[Array, Array, Array]

_MANY = 256  # numbers to be summed up, from which one more addition of the results does not matter


class ProductByRows(Product):
    """A product cut along what is summed over, as `LastProduct` cuts the change of the same weights.

    Each thread so reads what it has written itself: numbers that lie in the cache of the other processor take longer to
    come than to be multiplied. The sums are the same, and added in the same order, whoever computes them.
    """

    def __init__(self, left: Array, right: Array, out: Array) -> None:
        super().__init__(left, right, out)
        rows, half = len(right), rows_of_half(len(right))
        longest = max(half, strips_of(rows, 2, self.cost)[0].stop)  # what is done here while the other thread wakes up
        parts = [slice(*ends) for ends in itertools.pairwise(sorted({0, half, longest, rows}))]
        self._sums = [out, *(np.empty(out.shape, out.dtype) for _ in parts[1:])]
        self._products: list[Factors] = [
            (left[:, part], right[part], y) for part, y in zip(parts, self._sums, strict=True)
        ]
        self._lists: list[Array] = []

    def __call__(self) -> None:
        if num_threads() != 2:
            super().__call__()
            return
        halves = found_halves()
        if halves is None:
            run(_multiply, [self._products[:-1], self._products[-1:]])
        else:
            self._lists = self._lists or [
                list_of([product(*each) for each in part]) for part in (self._products[:1], self._products[1:])
            ]
            halves(*self._lists, NO_NUMBERS)
        for y in self._sums[1:]:
            np.add(self.out, y, self.out)


def _multiply(products: list[Factors]) -> None:
    for left, right, out in products:
        np.dot(left, right, out)


def by_rows(call: Any, last: Product) -> ProductByRows | None:
    """Return a call of a step by rows, if it is the product with the weights whose gradient the last one writes."""
    if type(call) is not Product:
        return None
    left, right, out = call.factors
    is_same = right.shape == last.out.shape and left.ctypes.data == last.factors[0].ctypes.data
    fits = is_same and left.shape[::-1] == last.factors[0].shape and all(map(is_plain, call.factors))
    return ProductByRows(left, right, out) if fits and len(right) >= max(_MANY, 4 * len(left)) else None
