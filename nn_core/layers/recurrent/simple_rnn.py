"""SimpleRNN: the simplest layer with a memory."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.recurrent import Recurrent
from nn_core.layers.recurrent.simple_rnn_cell import SimpleRNNCell
from nn_core.spec.kinds import Regularizer
from nn_core.spec.params import param


class SimpleRNN(Recurrent, cell=SimpleRNNCell, category="Recurrent"):
    """Read a sequence step by step; the new state is a Dense layer of the input and the old state.

    `h = activation(x · kernel + h · recurrent_kernel + bias)`. It forgets what lies more than a dozen steps back,
    because the gradient shrinks with every step; LSTM and GRU were made to remember longer.

    Reference: Elman, "Finding Structure in Time", Cognitive Science 14 (1990).
    """

    activity_regularizer: Regularizer = param(default=None, after="bias_regularizer", help="Penalty on large outputs.")
    seed: int | None = param(default=None, after="unroll", help="Makes the random choice of the dropouts repeatable.")

    formula = "h = activation(x · kernel + h · recurrent_kernel + bias)"
    input_ndim = 3
    sample = Sample(args={"units": 3}, inputs=[(4, 2)])
