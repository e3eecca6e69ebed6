"""FlatWeights: weights, gradients and slots laid out as one vector each, so that a step treats them all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.blocks import Block
from nn_core.optimizers.last_product import LastProduct, cut
from nn_core.optimizers.optimizer import Optimizer

LINE = 16  # numbers in a line of the processor's cache


class FlatWeights:
    """The weights that an optimizer changes, as views of contiguous vectors; they stay the variables they were.

    Args:
        optimizer: built for these weights.
    """

    def __init__(self, optimizer: Optimizer, variables: Sequence[Variable]) -> None:
        self._optimizer = optimizer
        self.variables = list(variables)
        self.is_alike = optimizer.treats_alike(self.variables)
        self.gradients = [np.zeros_like(variable.value) for variable in self.variables]
        self._blocks: list[Block] = []
        self._last: LastProduct | None = None
        self._size = sum(variable.size for variable in self.variables)
        if self.is_alike:
            self._lay_out()
        self._kept = [variable.value for variable in self._all()]

    def _lay_out(self) -> None:
        """Give everything its place; what fills whole cache lines comes first, so that it stays aligned."""
        order = sorted(self.variables, key=lambda variable: variable.size % LINE != 0)
        w = _joined(order)
        slots = self._optimizer.slots_of(order)
        flat = {name: _joined(kept) for name, kept in slots.items()}
        g, start = aligned(w.size, w.dtype), 0
        places = {}
        for variable in order:
            places[id(variable)] = g[start : start + variable.size].reshape(variable.shape)
            start += variable.size
        g[...] = 0
        self.gradients = [places[id(variable)] for variable in self.variables]
        self._flat: Block = w, g, flat
        self._blocks = cut(self._flat, 0, w.size)

    def is_current(self) -> bool:
        """Say whether the variables are still the views made here, and treated as they were."""
        return all(
            variable.value is kept for variable, kept in zip(self._all(), self._kept, strict=True)
        ) and self.is_alike == self._optimizer.treats_alike(self.variables)

    def _all(self) -> Iterable[Variable]:
        slots = self._optimizer.slots_of(self.variables) if self.is_alike else {}
        return [*self.variables, *(slot for kept in slots.values() for slot in kept)]

    def step(self, missing: Collection[int] = (), product: Any = None) -> None:
        """Change the weights by the gradients; those of the weights whose ids are `missing` do not exist.

        A `product` that writes one of the gradients may be left to be done here (see `LastProduct`).
        """
        if self.is_alike and not missing:
            if product is not None and (self._last is None or self._last.product is not product):
                self._last = LastProduct(product, self._flat)
            self._optimizer.apply_blocks(self._blocks, self._size, None if product is None else self._last)
        else:
            if product is not None:
                product()
            pairs = zip(self.variables, self.gradients, strict=True)
            self._optimizer.apply([None if id(v) in missing else g for v, g in pairs], self.variables)


def _joined(variables: Sequence[Variable]) -> Array:
    """Move the values of variables into one vector; the variables become views of it."""
    vector, start = aligned(sum(variable.size for variable in variables), variables[0].value.dtype), 0
    for variable in variables:
        place = vector[start : start + variable.size].reshape(variable.shape)
        place[...] = variable.value
        variable.value = place
        start += variable.size
    return vector


def aligned(size: int, dtype: np.dtype[Any]) -> Array:
    """Return a vector that begins with a line of the processor's cache."""
    memory = np.empty(size * dtype.itemsize + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size * dtype.itemsize].view(dtype)
