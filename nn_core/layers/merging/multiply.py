"""Multiply: the product of several tensors."""

from __future__ import annotations

import functools
from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge, seen


class Multiply(Merge, category="Merging"):
    """Multiply several tensors element by element.

    A gate: a tensor with numbers between 0 and 1 decides how much of the other one passes.
    """

    formula = "output = product of the inputs"
    sample = Sample(args={}, inputs=[(2, 3), (2, 3)])

    def merge(self, inputs: list[Any]) -> Any:
        masks = [seen(x) for x in inputs]
        pairs = zip(inputs, masks, strict=True)
        product = functools.reduce(ops.multiply, [x if mask is None else ops.where(mask, x, 1) for x, mask in pairs])
        if any(mask is None for mask in masks):
            return product
        return ops.where(functools.reduce(ops.logical_or, masks), product, 0)
