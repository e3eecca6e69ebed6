"""Dense: every output is a weighted sum of all inputs."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.layers.described import Working, product
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Activation, Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class Dense(Layer, category="Core"):
    """Every output is a weighted sum of all inputs, plus a bias, through an activation.

    `output = activation(inputs · kernel + bias)`. With more than two axes the sum runs over the last one.
    The last layer of a classifier is a Dense with as many units as classes.
    """

    units: int = param(minimum=1, help="Number of outputs.")
    activation: Activation = param(default=None, help="Function applied to every output; linear if none.")
    use_bias: bool = param(default=True, help="Whether a bias is added to every output.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")

    roles = ("weighted", "linear")
    formula = "output = activation(input · kernel + bias)"
    picture = "units"
    min_ndim = 2
    suggested = {"units": 32}
    supports_masking = True
    sample = Sample(args={"units": 3}, inputs=[(4,)])

    def build(self, input_shape: Any) -> None:
        features = input_shape[-1]
        if features is None:
            raise ValueError(
                f"{self._title()} must know the size of the last axis, but the input shape is {input_shape}."
            )
        self.kernel = self.add_weight(
            "kernel",
            (features, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                (self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape[:-1], self.units)

    def count_macs(self, input_shape: Any) -> int | None:
        return None if None in input_shape[1:] else math.prod(input_shape[1:]) * self.units

    @classmethod
    def projection(cls, ndim: int, size: int) -> dict[str, Any] | None:
        return {"units": size}

    def explain_macs(self, input_shape: Any) -> tuple[Working, ...]:
        macs = self.count_macs(input_shape)
        return () if macs is None else (Working("multiply-adds", f"{product(input_shape[1:])} × {self.units:,}", macs),)

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if self.built and shape[-1] is not None and shape[-1] != self.kernel.shape[0]:
            raise ValueError(f"{self._title()} was built for {self.kernel.shape[0]} features, but got shape {shape}.")

    def call(self, inputs: Any) -> Any:
        return self.activation(ops.dense(inputs, self.kernel, self.bias))
