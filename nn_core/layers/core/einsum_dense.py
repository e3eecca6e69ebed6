"""EinsumDense: a Dense layer for any axes, written as an equation."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.core.einsum_equation import Shapes, shapes_for
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Activation, Constraint, Initializer, Regularizer, Shape
from nn_core.spec.params import param


class EinsumDense(Layer, category="Core"):
    """Multiply the input by a kernel along any axes, as an equation in Einstein's notation says.

    `ab,bc->ac` is Dense: a is the batch, b the inputs, c the outputs. With `abc,cd->abd` the same happens at each of b
    steps; `abc,bcd->abd` has other weights at every step. `...` stands for axes that stay as they are.
    """

    equation: str = param(help="Letters for the axes of input and kernel, then of the output, such as abc,cd->abd.")
    output_shape: Annotated[Any, Shape()] = param(
        help="Shape of the output without the batch axis and what ... stands for; None where the input says it."
    )
    activation: Activation = param(default=None, help="Function applied to every output; linear if none.")
    bias_axes: str | None = param(default=None, help="Letters of the output axes that have a bias; none if not given.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    activity_regularizer: Regularizer = param(default=None, kw_only=True, help="Penalty on large outputs.")

    min_ndim = 2
    suggested = {"equation": "...x,xy->...y", "output_shape": (32,), "bias_axes": "y"}
    roles = ("weighted", "linear")
    sample = Sample(args={"equation": "abc,cd->abd", "output_shape": (3, 2), "bias_axes": "d"}, inputs=[(3, 4)])

    def _shapes(self, input_shape: Any) -> Shapes:
        try:
            return shapes_for(self.equation, self.bias_axes, tuple(input_shape), self.output_shape)
        except ValueError as error:
            raise ValueError(f"{self._title()}: {error}") from None

    def build(self, input_shape: Any) -> None:
        shapes = self._shapes(input_shape)
        self.kernel = self.add_weight(
            "kernel",
            shapes.kernel,
            initializer=_with_axes(self.kernel_initializer, shapes),
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if shapes.bias is not None:
            self.bias = self.add_weight(
                "bias",
                shapes.bias,
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        kernel = self._shapes(shape).kernel
        if self.built and any(a not in (None, b) for a, b in zip(kernel, self.kernel.shape, strict=True)):
            raise ValueError(
                f"{self._title()} has a kernel of shape {self.kernel.shape}, which does not fit the input {shape}."
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return self._shapes(input_shape).output

    def count_macs(self, input_shape: Any) -> int | None:
        return self._shapes(input_shape).macs

    def call(self, inputs: Any) -> Any:
        y = ops.einsum(self.equation, inputs, self.kernel)
        return self.activation(y if self.bias is None else y + self.bias)


def _with_axes(initializer: Any, shapes: Shapes) -> Any:
    """Tell an initializer that asks for them which axes of the kernel lead to inputs and which to outputs."""
    if getattr(initializer, "input_axes", 0) is not None or initializer.output_axes is not None:
        return initializer
    axes = {"input_axes": list(shapes.input_axes), "output_axes": list(shapes.output_axes)}
    return type(initializer).from_config({**initializer.get_config(), **axes})
