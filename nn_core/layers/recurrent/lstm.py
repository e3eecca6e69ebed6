"""LSTM: a layer with a memory that gates protect."""

from __future__ import annotations

from typing import Any, Literal

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.recurrent import Recurrent, with_forget_gate_open
from nn_core.spec.kinds import Activation
from nn_core.spec.params import param


class LSTM(Recurrent, category="Recurrent"):
    """Read a sequence step by step with a long short-term memory.

    Besides its output h the layer carries c, which three gates guard: the forget gate says how much of it stays, the
    input gate how much of the new candidate enters, the output gate how much shows. As long as the forget gate is
    open, c passes through many steps unchanged, and so does its gradient.

    Reference: Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9 (1997).
    """

    recurrent_activation: Activation = param(default="sigmoid", after="activation", help="Function of the gates.")
    unit_forget_bias: bool = param(
        default=True, after="bias_initializer", help="Whether the forget gate starts open, with a bias of 1."
    )
    use_cudnn: Literal["auto", True, False] = param(default="auto", help="Kept for Keras; there is no GPU here.")

    num_states = 2
    num_gates = 4
    sample = Sample(args={"units": 3}, inputs=[(4, 2)])

    def start_of_bias(self) -> Any:
        return (
            with_forget_gate_open(self.bias_initializer, self.units) if self.unit_forget_bias else self.bias_initializer
        )

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any]) -> Any:
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        gate = self.recurrent_activation.__name__
        return ops.lstm(x, *states, *weights, mask, *dropouts, recurrent_activation=gate, **self._names())

    def step(self, x: Any, states: list[Any], dropout: Any) -> list[Any]:
        h, c = states
        z = ops.dense(x, self.kernel, self.bias)
        z = z + ops.dense(h if dropout is None else h * dropout, self.recurrent_kernel)
        i, f, candidate, o = ops.split(z, 4, axis=1)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(candidate)
        return [gate(o) * self.activation(c), c]

    def _functions(self) -> list[Any]:
        return [self.activation, self.recurrent_activation]

    def get_config(self) -> dict[str, Any]:
        return {name: value for name, value in super().get_config().items() if name != "use_cudnn"}
