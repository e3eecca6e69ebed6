"""LocallyConnected2D: a Conv2D with other weights at every place."""

from __future__ import annotations

from nn_core.layers.convolution.locally_connected import LocallyConnected
from nn_core.layers.layer import Sample


class LocallyConnected2D(LocallyConnected, category="Convolution"):
    """Look for small patterns in an image, for other ones at every place.

    Like Conv2D, but nothing is shared: a pattern learned in one corner is not found in another. It suits images in
    which every place has a meaning of its own, such as faces in the same position, and takes many more weights.
    Keras 3 no longer has it.
    """

    input_ndim = 4
    sample = Sample(args={"filters": 2, "kernel_size": 2, "padding": "same", "implementation": 2}, inputs=[(3, 2, 2)])
