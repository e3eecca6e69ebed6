"""SeparableConv1D: short patterns of single channels, mixed at every step."""

from __future__ import annotations

from typing import Annotated

from nn_core.layers.convolution.separable_conv import SeparableConv
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Choice, Size1
from nn_core.spec.params import param


class SeparableConv1D(SeparableConv, category="Convolution", aliases=("SeparableConvolution1D",)):
    """Look for short patterns in every channel of a sequence, then mix what was found at every step.

    It needs a fraction of the weights of a Conv1D, and often does as well.
    """

    kernel_size: Size1 = param(help="Number of steps in the window that slides over the sequence.")
    strides: Size1 = param(default=1, help="Steps by which the window moves; 2 halves the length of the output.")
    padding: Annotated[str, Choice(("valid", "same", "causal"))] = param(
        default="valid", help="'valid': the window stays inside. 'same': zeros keep the length. 'causal': zeros before."
    )
    dilation_rate: Size1 = param(default=1, help="Distance between the steps the window looks at.")

    input_ndim = 3
    sample = Sample(args={"filters": 3, "kernel_size": 2, "depth_multiplier": 2}, inputs=[(5, 2)])
