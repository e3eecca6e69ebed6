"""ConvLSTM3D: a sequence of volumes, read with a memory."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.conv_lstm import ConvLSTM
from nn_core.spec.kinds import Size3
from nn_core.spec.params import param


class ConvLSTM3D(ConvLSTM, category="Recurrent"):
    """Read a sequence of volumes, such as scans taken one after the other.

    An LSTM whose matrix products are convolutions over three axes.
    """

    kernel_size: Size3 = param(help="Depth, height and width of the window that slides over the input and the state.")
    strides: Size3 = param(default=1, help="Steps by which the window moves over the input.")
    dilation_rate: Size3 = param(default=1, help="Distance between the elements the window looks at in the input.")

    input_ndim = 6
    sample = Sample(args={"filters": 2, "kernel_size": 2, "padding": "same"}, inputs=[(2, 3, 2, 2, 1)])
