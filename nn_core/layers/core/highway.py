"""Highway: a layer that learns how much of its input it should let pass."""

from __future__ import annotations

from typing import Any

from nn_core import initializers, ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Activation, Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class Highway(Layer, category="Core"):
    """Mix every input with a transformed one, in a proportion that is learned and differs from sample to sample.

    At the start nearly everything passes unchanged, so that a stack of many such layers can be trained. A layer of
    Keras 1; residual connections, made with Add, have taken its place.

    Reference: Srivastava et al., "Highway Networks" (2015).
    """

    transform_bias: float = param(default=-2.0, help="Start of the gate's bias; the lower, the more passes unchanged.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights start.")
    activation: Activation = param(default=None, help="Function applied to the transformed input; linear if none.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    use_bias: bool = param(default=True, help="Whether biases are added.")

    input_ndim = 2
    sample = Sample(args={"activation": "tanh"}, inputs=[(3,)])

    def build(self, input_shape: Any) -> None:
        size = input_shape[-1]
        if size is None:
            raise ValueError(f"{self._title()} must know the number of features, but the input shape is {input_shape}.")
        self.kernel, self.kernel_carry = self._kernel("kernel", size), self._kernel("kernel_carry", size)
        self.bias = self._bias("bias", size, 0.0) if self.use_bias else None
        self.bias_carry = self._bias("bias_carry", size, self.transform_bias) if self.use_bias else None

    def _kernel(self, name: str, size: int) -> Any:
        rules = {"regularizer": self.kernel_regularizer, "constraint": self.kernel_constraint}
        return self.add_weight(name, (size, size), initializer=self.kernel_initializer, **rules)

    def _bias(self, name: str, size: int, start: float) -> Any:
        rules = {"regularizer": self.bias_regularizer, "constraint": self.bias_constraint}
        return self.add_weight(name, (size,), initializer=initializers.Constant(start), **rules)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def count_macs(self, input_shape: Any) -> int | None:
        return None if input_shape[-1] is None else 2 * input_shape[-1] ** 2

    def call(self, inputs: Any) -> Any:
        share = ops.sigmoid(ops.dense(inputs, self.kernel_carry, self.bias_carry))
        return self.activation(ops.dense(inputs, self.kernel, self.bias)) * share + (1 - share) * inputs
