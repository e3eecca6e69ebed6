"""Conv3DTranspose: enlarge a volume with learned patterns."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.convolution.conv_transpose import ConvTranspose
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Optional, Size, Size3
from nn_core.spec.params import param


class Conv3DTranspose(ConvTranspose, category="Convolution", aliases=("Convolution3DTranspose",)):
    """Enlarge a volume with learned patterns: the way back from a Conv3D.

    Every element puts down a copy of the kernel, scaled by its value, and the copies are added up.
    """

    kernel_size: Size3 = param(help="Depth, height and width of the pattern put down for each element.")
    strides: Size3 = param(default=(1, 1, 1), help="Distance between neighbouring patterns; 2 doubles the size.")
    output_padding: Annotated[Any, Optional(Size(3, minimum=0))] = param(
        default=None, after="data_format", help="How much is added at the end of each axis; chosen to fit if not given."
    )
    dilation_rate: Size3 = param(
        default=(1, 1, 1), after="output_padding", help="Distance between the elements of a pattern."
    )

    input_ndim = 5
    sample = Sample(args={"filters": 2, "kernel_size": 2, "strides": 2}, inputs=[(2, 1, 2, 2)])
