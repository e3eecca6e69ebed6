"""PReLU: relu with a slope for negative numbers that is learned."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.activation.elementwise import Elementwise
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Axes, Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class PReLU(Elementwise, category="Activation"):
    """Let positive numbers through and multiply negative ones by a slope that is learned for every place.

    After a convolution, share the slopes along height and width with `shared_axes=[1, 2]`: one for each channel.

    Reference: He et al., "Delving Deep into Rectifiers" (2015).
    """

    alpha_initializer: Initializer = param(default="zeros", help="How the slopes start.")
    alpha_regularizer: Regularizer = param(default=None, help="Penalty on large slopes.")
    alpha_constraint: Constraint = param(default=None, help="Limit kept by the slopes.")
    shared_axes: Axes | None = param(default=None, help="Axes along which one slope serves all, counted from 1.")

    applies = "leaky_relu"
    sample = Sample(args={"shared_axes": [1]}, inputs=[(3, 4)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.shared_axes, int):
            self.shared_axes = [self.shared_axes]

    def build(self, input_shape: Any) -> None:
        shape = list(input_shape[1:])
        for axis in self.shared_axes or ():
            if not 1 <= axis <= len(shape):
                raise ValueError(
                    f"{self._title()} cannot share along axis {axis}: the input shape {input_shape} has the axes "
                    f"1 to {len(shape)} besides the batch."
                )
            shape[axis - 1] = 1
        if None in shape:
            raise ValueError(
                f"{self._title()} has a slope for every place and must know all sizes, but got shape {input_shape}. "
                f"Share the slopes along the open axis: shared_axes=[{shape.index(None) + 1}]."
            )
        self.alpha = self.add_weight(
            "alpha",
            shape,
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        built = self.alpha.shape if self.built else ()
        fits = len(shape) == len(built) + 1
        if self.built and not (fits and all(a in (1, b) or b is None for a, b in zip(built, shape[1:], strict=True))):
            raise ValueError(f"{self._title()} has slopes of shape {built}, but got shape {shape}.")

    def call(self, inputs: Any) -> Any:
        return ops.relu(inputs) - self.alpha * ops.relu(-inputs)
