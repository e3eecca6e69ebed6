"""Conv2D: look for small patterns everywhere in an image."""

from __future__ import annotations

from nn_core.layers.convolution.conv import Conv
from nn_core.layers.layer import Sample


class Conv2D(Conv, category="Convolution", aliases=("Convolution2D",)):
    """Look for small patterns everywhere in an image.

    Each filter is a small kernel, say 3 × 3, that slides over the image; its output is large where the image looks
    like the kernel. A pattern is learned once and found wherever it appears, which takes far fewer weights than a
    Dense layer. Stack several: the first ones find edges, later ones what is made of edges.

    Reference: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998).
    """

    input_ndim = 4
    sample = Sample(args={"filters": 3, "kernel_size": 2}, inputs=[(5, 4, 2)])
