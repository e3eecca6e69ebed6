"""ConvLSTM1D: a sequence of signals, read with a memory."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.conv_lstm import ConvLSTM
from nn_core.spec.kinds import Size1
from nn_core.spec.params import param


class ConvLSTM1D(ConvLSTM, category="Recurrent"):
    """Read a sequence of signals, each a row of places with channels, step by step.

    An LSTM whose matrix products are convolutions along the row: what one place remembers depends on its neighbours.
    """

    kernel_size: Size1 = param(help="Number of places in the window that slides over the row and the state.")
    strides: Size1 = param(default=1, help="Steps by which the window moves over the input.")
    dilation_rate: Size1 = param(default=1, help="Distance between the elements the window looks at in the input.")

    input_ndim = 4
    sample = Sample(args={"filters": 2, "kernel_size": 2, "padding": "same"}, inputs=[(3, 4, 2)])
