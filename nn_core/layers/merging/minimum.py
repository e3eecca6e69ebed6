"""Minimum: the smallest of several tensors."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge, extreme


class Minimum(Merge, category="Merging"):
    """Keep the smallest of several tensors, element by element.

    Each place is high only where all branches agree that it is.
    """

    formula = "output = smallest of the inputs"
    sample = Sample(args={}, inputs=[(2, 3), (2, 3)])

    def merge(self, inputs: list[Any]) -> Any:
        return extreme(ops.minimum, inputs)
