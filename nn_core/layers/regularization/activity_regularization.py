"""ActivityRegularization: a penalty on large activations."""

from __future__ import annotations

from typing import Any

from nn_core.layers.layer import Layer, Sample
from nn_core.regularizers import L1L2
from nn_core.spec.params import param


class ActivityRegularization(Layer, category="Regularization"):
    """Pass the input on and add a penalty for large values in it to the loss.

    With `l1` most values become zero: the network learns a sparse representation.
    """

    l1: float = param(default=0.0, minimum=0.0, help="Factor on the sum of sizes.")
    l2: float = param(default=0.0, minimum=0.0, help="Factor on the sum of squares.")

    supports_masking = True
    suggested = {"l2": 0.01}
    roles = ("transparent", "linear")
    sample = Sample(args={"l1": 0.1, "l2": 0.01}, inputs=[(4,)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity_regularizer = L1L2(l1=self.l1, l2=self.l2)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, inputs: Any) -> Any:
        return inputs
