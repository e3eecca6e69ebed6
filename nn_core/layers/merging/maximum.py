"""Maximum: the largest of several tensors."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge, extreme


class Maximum(Merge, category="Merging"):
    """Keep the largest of several tensors, element by element.

    Each place follows the branch that answers most strongly there.
    """

    formula = "output = largest of the inputs"
    sample = Sample(args={}, inputs=[(2, 3), (2, 3)])

    def merge(self, inputs: list[Any]) -> Any:
        return extreme(ops.maximum, inputs)
