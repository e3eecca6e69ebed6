"""GRU: a layer with a memory, with two gates."""

from __future__ import annotations

from typing import Any, Literal

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.spec.kinds import Activation
from nn_core.spec.params import param


class GRU(Recurrent, category="Recurrent"):
    """Read a sequence step by step with a gated recurrent unit.

    The new state is a mixture of the old one and a candidate; the update gate decides how much of each. The reset
    gate decides how much of the old state the candidate sees. It remembers about as well as an LSTM with three
    quarters of the weights.

    Reference: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014).
    """

    recurrent_activation: Activation = param(default="sigmoid", after="activation", help="Function of the gates.")
    reset_after: bool = param(
        default=True, help="Whether the reset gate acts after the state was multiplied by its weights, or before."
    )
    use_cudnn: Literal["auto", True, False] = param(default="auto", help="Kept for Keras; there is no GPU here.")

    num_gates = 3
    sample = Sample(args={"units": 3}, inputs=[(4, 2)])

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any]) -> Any:
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        gates = {"recurrent_activation": self.recurrent_activation.__name__, "reset_after": self.reset_after}
        return ops.gru(x, *states, *weights, mask, *dropouts, **gates, **self._names())

    def step(self, x: Any, states: list[Any], dropout: Any) -> list[Any]:
        h = states[0]
        seen = h if dropout is None else h * dropout
        x_z, x_r, x_candidate = ops.split(ops.dense(x, self.kernel, self._bias(0)), 3, axis=1)
        h_z, h_r, h_candidate = ops.split(ops.dense(seen, self.recurrent_kernel, self._bias(1)), 3, axis=1)
        z, r = self.recurrent_activation(x_z + h_z), self.recurrent_activation(x_r + h_r)
        if self.reset_after:
            h_candidate = r * h_candidate
        else:
            h_candidate = ops.dense(r * seen, self.recurrent_kernel[:, 2 * self.units :])
        return [z * h + (1 - z) * self.activation(x_candidate + h_candidate)]

    def _bias(self, row: int) -> Any:
        """Return the bias of the inputs (0) or of the state (1), None if there is none."""
        if self.bias is None or not self.reset_after:
            return self.bias if row == 0 else None
        return self.bias[row]

    def _functions(self) -> list[Any]:
        return [self.activation, self.recurrent_activation]

    def get_config(self) -> dict[str, Any]:
        return {name: value for name, value in super().get_config().items() if name != "use_cudnn"}
