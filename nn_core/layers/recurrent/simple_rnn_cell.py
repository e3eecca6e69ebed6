"""SimpleRNNCell: one step of a SimpleRNN."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.unit_cell import UnitCell, dropped


class SimpleRNNCell(UnitCell, category=""):
    """One step of a SimpleRNN: the new state is a Dense layer of the input and the old state.

    `h = activation(x · kernel + h · recurrent_kernel + bias)`.

    Example:
        >>> layer = RNN(SimpleRNNCell(8))
    """

    sample = Sample(args={"units": 3}, inputs=[(2,)])

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any], **settings: Any) -> Any:
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        name = self.activation.__name__
        return ops.simple_rnn(x, *states, *weights, mask, *dropouts, activation=name, **settings)

    def step(self, x: Any, states: list[Any], dropouts: list[Any]) -> list[Any]:
        x, h = dropped(x, dropouts[0]), dropped(states[0], dropouts[1])
        return [self.activation(ops.dense(x, self.kernel, self.bias) + ops.dense(h, self.recurrent_kernel))]
