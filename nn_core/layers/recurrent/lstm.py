"""LSTM: a layer with a memory that gates protect."""

from __future__ import annotations

from typing import Any, Literal

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.lstm_cell import LSTMCell
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.spec.kinds import Regularizer
from nn_core.spec.params import param


class LSTM(Recurrent, cell=LSTMCell, category="Recurrent"):
    """Read a sequence step by step with a long short-term memory.

    Besides its output h the layer carries c, which three gates guard: the forget gate says how much of it stays, the
    input gate how much of the new candidate enters, the output gate how much shows. As long as the forget gate is
    open, c passes through many steps unchanged, and so does its gradient.

    Reference: Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9 (1997).
    """

    activity_regularizer: Regularizer = param(default=None, after="bias_regularizer", help="Penalty on large outputs.")
    use_cudnn: Literal["auto", True, False] = param(default="auto", help="Kept for Keras; there is no GPU here.")

    formula = "i, f, o = sigmoid(x·kernel + h·recurrent_kernel + bias); g = tanh(same); c = f·c + i·g; h = o·tanh(c)"
    input_ndim = 3
    sample = Sample(args={"units": 3}, inputs=[(4, 2)])

    def get_config(self) -> dict[str, Any]:
        return {name: value for name, value in super().get_config().items() if name != "use_cudnn"}
