"""DepthwiseConv2D: look for small patterns in every channel of an image by itself."""

from __future__ import annotations

from nn_core.layers.convolution.depthwise_conv import DepthwiseConv
from nn_core.layers.layer import Sample


class DepthwiseConv2D(DepthwiseConv, category="Convolution"):
    """Look for small patterns in every channel of an image by itself.

    A Conv2D with as many filters as channels takes that many times more multiplications. Networks for telephones
    alternate it with convolutions of kernel size 1, which mix the channels.

    Reference: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision" (2017).
    """

    input_ndim = 4
    sample = Sample(args={"kernel_size": 2}, inputs=[(5, 4, 2)])
