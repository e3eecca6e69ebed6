"""Conv2DTranspose: enlarge an image with learned patterns."""

from __future__ import annotations

from nn_core.layers.convolution.conv_transpose import ConvTranspose
from nn_core.layers.layer import Sample


class Conv2DTranspose(ConvTranspose, category="Convolution", aliases=("Convolution2DTranspose",)):
    """Enlarge an image with learned patterns.

    Every element puts down a copy of the kernel, scaled by its value, and the copies are added up. With strides=2
    height and width double: decoders and image generators grow their pictures this way. A kernel_size that is a
    multiple of strides avoids the chequered look of copies that overlap unevenly.

    Reference: Zeiler et al., "Deconvolutional Networks" (2010).
    """

    input_ndim = 4
    sample = Sample(args={"filters": 3, "kernel_size": 3, "strides": 2}, inputs=[(2, 3, 2)])
