"""MaxoutDense: the largest of several weighted sums."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class MaxoutDense(Layer, category="Core"):
    """Each output is the largest of several weighted sums of the inputs.

    So it learns its own activation, a convex one made of straight pieces. A layer of Keras 1, meant to be used together
    with Dropout.

    Reference: Goodfellow et al., "Maxout Networks" (2013).
    """

    units: int = param(minimum=1, help="Number of outputs.")
    num_features: int = param(default=4, minimum=1, help="Number of weighted sums of which each output is the largest.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    use_bias: bool = param(default=True, help="Whether biases are added.")

    input_ndim = 2
    suggested = {"units": 32}
    sample = Sample(args={"units": 2, "num_features": 3}, inputs=[(4,)])

    def build(self, input_shape: Any) -> None:
        if input_shape[-1] is None:
            raise ValueError(f"{self._title()} must know the number of features, but the input shape is {input_shape}.")
        self.kernel = self.add_weight(
            "kernel",
            (self.num_features, input_shape[-1], self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                (self.num_features, self.units),
                initializer="zeros",
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape[:-1], self.units)

    def count_macs(self, input_shape: Any) -> int | None:
        return None if input_shape[-1] is None else input_shape[-1] * self.units * self.num_features

    def call(self, inputs: Any) -> Any:
        sums = ops.einsum("bi,fio->bfo", inputs, self.kernel)
        return ops.max(sums if self.bias is None else sums + self.bias, axis=1)
