"""LSTMCell: one step of an LSTM."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.cell import with_forget_gate_open
from nn_core.layers.recurrent.unit_cell import UnitCell, dropped
from nn_core.spec.kinds import Activation
from nn_core.spec.params import param


class LSTMCell(UnitCell, category=""):
    """One step of an LSTM, with its two states: the output h, and c, which three gates guard.

    Example:
        >>> layer = RNN([LSTMCell(8), LSTMCell(4)])
    """

    recurrent_activation: Activation = param(default="sigmoid", after="activation", help="Function of the gates.")
    unit_forget_bias: bool = param(
        default=True, after="bias_initializer", help="Whether the forget gate starts open, with a bias of 1."
    )

    num_states = 2
    num_gates = 4
    sample = Sample(args={"units": 3}, inputs=[(2,)])

    def start_of_bias(self) -> Any:
        return (
            with_forget_gate_open(self.bias_initializer, self.units) if self.unit_forget_bias else self.bias_initializer
        )

    def functions(self) -> list[Any]:
        return [self.activation, self.recurrent_activation]

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any], **settings: Any) -> Any:
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        names = {"activation": self.activation.__name__, "recurrent_activation": self.recurrent_activation.__name__}
        return ops.lstm(x, *states, *weights, mask, *dropouts, **names, **settings)

    def step(self, x: Any, states: list[Any], dropouts: list[Any]) -> list[Any]:
        h, c = states
        z = ops.dense(dropped(x, dropouts[0]), self.kernel, self.bias)
        z = z + ops.dense(dropped(h, dropouts[1]), self.recurrent_kernel)
        i, f, candidate, o = ops.split(z, 4, axis=1)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(candidate)
        return [gate(o) * self.activation(c), c]
