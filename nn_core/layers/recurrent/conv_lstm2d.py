"""ConvLSTM2D: a film, read with a memory."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.recurrent.conv_lstm import ConvLSTM


class ConvLSTM2D(ConvLSTM, category="Recurrent"):
    """Read a film picture by picture.

    An LSTM whose matrix products are convolutions: its states are pictures too, and what one place remembers depends
    on its neighbourhood. It was made to forecast rain from radar images. Keras 3's gates are sigmoids; those of
    Keras 2 were hard_sigmoids, and files of Keras 2 say so.

    Reference: Shi et al., "Convolutional LSTM Network" (2015).
    """

    input_ndim = 5
    sample = Sample(args={"filters": 2, "kernel_size": 2, "padding": "same"}, inputs=[(3, 4, 3, 2)])
