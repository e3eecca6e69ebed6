"""GRUCell: one step of a GRU."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.unit_cell import UnitCell, dropped
from nn_core.spec.kinds import Activation
from nn_core.spec.params import param


class GRUCell(UnitCell, category=""):
    """One step of a GRU: the new state is a mixture of the old one and a candidate.

    Example:
        >>> layer = RNN([GRUCell(8), GRUCell(8)])
    """

    recurrent_activation: Activation = param(default="sigmoid", after="activation", help="Function of the gates.")
    reset_after: bool = param(
        default=True,
        after="recurrent_dropout",
        help="Whether the reset gate acts after the state was multiplied by its weights, or before.",
    )

    num_gates = 3
    sample = Sample(args={"units": 3}, inputs=[(2,)])

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def functions(self) -> list[Any]:
        return [self.activation, self.recurrent_activation]

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any], **settings: Any) -> Any:
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        names = {"activation": self.activation.__name__, "recurrent_activation": self.recurrent_activation.__name__}
        return ops.gru(x, *states, *weights, mask, *dropouts, reset_after=self.reset_after, **names, **settings)

    def step(self, x: Any, states: list[Any], dropouts: list[Any]) -> list[Any]:
        h, seen = states[0], dropped(states[0], dropouts[1])
        x_z, x_r, x_candidate = ops.split(ops.dense(dropped(x, dropouts[0]), self.kernel, self._bias(0)), 3, axis=1)
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
