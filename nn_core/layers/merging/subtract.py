"""Subtract: the difference of two tensors."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge


class Subtract(Merge, category="Merging"):
    """Subtract the second tensor from the first, element by element.

    Tells a network how two inputs differ, say two pictures of the same place.
    """

    max_inputs = 2
    roles = ("linear",)
    formula = "output = first input − second input"
    sample = Sample(args={}, inputs=[(2, 3), (2, 3)])

    def merge(self, inputs: list[Any]) -> Any:
        first, second = inputs
        return ops.subtract(first, second)
