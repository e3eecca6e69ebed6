"""Conv1DTranspose: enlarge a sequence with learned patterns."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.convolution.conv_transpose import ConvTranspose
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Optional, Size, Size1
from nn_core.spec.params import param


class Conv1DTranspose(ConvTranspose, category="Convolution", aliases=("Convolution1DTranspose",)):
    """Enlarge a sequence with learned patterns.

    Every step puts down a copy of the kernel, scaled by its value, and the copies are added up. With strides=2 the
    sequence becomes twice as long: the way back from a Conv1D with strides=2.
    """

    kernel_size: Size1 = param(help="Number of steps in the pattern put down for each step of the input.")
    strides: Size1 = param(default=1, help="Distance between neighbouring patterns; 2 doubles the length.")
    output_padding: Annotated[Any, Optional(Size(1, minimum=0))] = param(
        default=None, help="Number of steps added at the end; chosen to fit if not given."
    )
    dilation_rate: Size1 = param(default=1, help="Distance between the elements of a pattern.")

    input_ndim = 3
    sample = Sample(args={"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}, inputs=[(4, 2)])
