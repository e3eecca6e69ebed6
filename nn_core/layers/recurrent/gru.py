"""GRU: a layer with a memory, with two gates."""

from __future__ import annotations

from typing import Any, Literal

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.gru_cell import GRUCell
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.spec.kinds import Regularizer
from nn_core.spec.params import param


class GRU(Recurrent, cell=GRUCell, category="Recurrent"):
    """Read a sequence step by step with a gated recurrent unit.

    The new state is a mixture of the old one and a candidate; the update gate decides how much of each. The reset
    gate decides how much of the old state the candidate sees. It remembers about as well as an LSTM with three
    quarters of the weights.

    Reference: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014).
    """

    activity_regularizer: Regularizer = param(default=None, after="bias_regularizer", help="Penalty on large outputs.")
    reset_after: bool = param(
        default=True,
        after="unroll",
        help="Whether the reset gate acts after the state was multiplied by its weights, or before.",
    )
    use_cudnn: Literal["auto", True, False] = param(default="auto", help="Kept for Keras; there is no GPU here.")

    formula = "z, r = sigmoid(x · kernel + h · recurrent_kernel + bias); g = tanh(same, r·h for h); h = z·h + (1 − z)·g"
    input_ndim = 3
    sample = Sample(args={"units": 3}, inputs=[(4, 2)])

    def get_config(self) -> dict[str, Any]:
        return {name: value for name, value in super().get_config().items() if name != "use_cudnn"}
