"""SimpleRNN: the simplest layer with a memory."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.spec.params import param


class SimpleRNN(Recurrent, category="Recurrent"):
    """Read a sequence step by step; the new state is a Dense layer of the input and the old state.

    `h = activation(x · kernel + h · recurrent_kernel + bias)`. It forgets what lies more than a dozen steps back,
    because the gradient shrinks with every step; LSTM and GRU were made to remember longer.

    Reference: Elman, "Finding Structure in Time", Cognitive Science 14 (1990).
    """

    seed: int | None = param(default=None, after="unroll", help="Makes the random choice of the dropouts repeatable.")

    sample = Sample(args={"units": 3}, inputs=[(4, 2)])

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any]) -> Any:
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        return ops.simple_rnn(x, *states, *weights, mask, *dropouts, **self._names())

    def step(self, x: Any, states: list[Any], dropout: Any) -> list[Any]:
        h = states[0] if dropout is None else states[0] * dropout
        return [self.activation(ops.dense(x, self.kernel, self.bias) + ops.dense(h, self.recurrent_kernel))]
