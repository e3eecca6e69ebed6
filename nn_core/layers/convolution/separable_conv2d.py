"""SeparableConv2D: small patterns of single channels, mixed at every place."""

from __future__ import annotations

from nn_core.layers.convolution.separable_conv import SeparableConv
from nn_core.layers.layer import Sample


class SeparableConv2D(SeparableConv, category="Convolution", aliases=("SeparableConvolution2D",)):
    """Look for small patterns in every channel of an image, then mix what was found at every place.

    It splits the work of a Conv2D in two: where, and in which mixture of channels. With 3 × 3 kernels that takes
    about a ninth of the weights and of the multiplications.

    Reference: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions" (2017).
    """

    input_ndim = 4
    sample = Sample(args={"filters": 3, "kernel_size": 2}, inputs=[(5, 4, 2)])
