"""DepthwiseConv1D: look for short patterns in every channel of a sequence by itself."""

from __future__ import annotations

from nn_core.layers.convolution.depthwise_conv import DepthwiseConv
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Size1
from nn_core.spec.params import param


class DepthwiseConv1D(DepthwiseConv, category="Convolution"):
    """Look for short patterns in every channel of a sequence by itself.

    The channels do not meet: each sensor of a signal, say, is smoothed or differentiated on its own.
    """

    kernel_size: Size1 = param(help="Number of steps in the window that slides over the sequence.")
    strides: Size1 = param(default=1, help="Steps by which the window moves; 2 halves the length of the output.")
    dilation_rate: Size1 = param(default=1, help="Distance between the steps the window looks at.")

    input_ndim = 3
    sample = Sample(args={"kernel_size": 2, "depth_multiplier": 2}, inputs=[(5, 2)])
