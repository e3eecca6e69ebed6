"""Conv1D: look for short patterns everywhere in a sequence."""

from __future__ import annotations

from typing import Annotated

from nn_core.layers.convolution.conv import Conv
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Choice, Size1
from nn_core.spec.params import param


class Conv1D(Conv, category="Convolution", aliases=("Convolution1D",)):
    """Look for short patterns everywhere in a sequence.

    Each filter is a short kernel that slides over the steps: words of a text, moments of a signal. With
    padding='causal' no output sees a later step, as a prediction of the future must not.
    """

    kernel_size: Size1 = param(help="Number of steps in the window that slides over the sequence.")
    strides: Size1 = param(default=1, help="Steps by which the window moves; 2 halves the length of the output.")
    padding: Annotated[str, Choice(("valid", "same", "causal"))] = param(
        default="valid", help="'valid': the window stays inside. 'same': zeros keep the length. 'causal': zeros before."
    )
    dilation_rate: Size1 = param(default=1, help="Distance between the steps the window looks at.")

    input_ndim = 3
    sample = Sample(args={"filters": 3, "kernel_size": 2}, inputs=[(5, 2)])
