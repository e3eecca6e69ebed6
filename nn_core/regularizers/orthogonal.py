"""OrthogonalRegularizer: wants rows or columns at right angles."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from nn_core import ops
from nn_core.regularizers.regularizer import Regularizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("regularizer")
class OrthogonalRegularizer(Regularizer):
    """factor · the mean |cos| of the angles between rows (or columns) of a matrix."""

    factor: float = param(default=0.01, minimum=0.0, help="Factor on the mean.")
    mode: Literal["rows", "columns"] = param(default="rows", help="What should stand at right angles.")

    def __call__(self, inputs: Any) -> Any:
        if len(inputs.shape) != 2:
            raise ValueError(f"OrthogonalRegularizer takes matrices, weights with 2 axes, not shape {inputs.shape}.")
        vectors = inputs if self.mode == "rows" else ops.transpose(inputs)
        length = ops.sqrt(ops.maximum(ops.sum(ops.square(vectors), axis=1, keepdims=True), 1e-12))
        unit = vectors / length
        count = unit.shape[0]
        others = ops.absolute(ops.matmul(unit, ops.transpose(unit)) * (1 - np.eye(count, dtype=unit.dtype)))
        return self.factor * 0.5 * ops.sum(others) / max(count * (count - 1) / 2, 1)
