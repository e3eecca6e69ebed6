"""Average: the mean of several tensors."""

from __future__ import annotations

import functools
from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge


class Average(Merge, category="Merging"):
    """Take the mean of several tensors element by element.

    Lets several branches vote: an ensemble inside one network.
    """

    roles = ("linear",)
    formula = "output = mean of the inputs"
    sample = Sample(args={}, inputs=[(2, 3), (2, 3)])

    def merge(self, inputs: list[Any]) -> Any:
        return functools.reduce(ops.add, inputs) / len(inputs)
