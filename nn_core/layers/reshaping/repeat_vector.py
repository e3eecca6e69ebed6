"""RepeatVector: make a sequence of one vector."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.params import param


class RepeatVector(Layer, category="Reshaping"):
    """Repeat a vector as the steps of a sequence: with n = 5, (32,) becomes (5, 32).

    Stands between an encoder that condenses a sequence into one vector and a decoder that unfolds it again.
    """

    n: int = param(minimum=1, help="How often to repeat: the number of steps.")

    input_ndim = 2
    casts_integers = False
    suggested = {"n": 5}
    roles = ("linear",)
    sample = Sample(args={"n": 3}, inputs=[(4,)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        return (input_shape[0], self.n, input_shape[1])

    def call(self, inputs: Any) -> Any:
        batch, features = inputs.shape
        return ops.broadcast_to(ops.expand_dims(inputs, axis=1), (batch, self.n, features))
