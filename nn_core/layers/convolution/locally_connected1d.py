"""LocallyConnected1D: a Conv1D with other weights at every step."""

from __future__ import annotations

from nn_core.layers.convolution.locally_connected import LocallyConnected
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Size1
from nn_core.spec.params import param


class LocallyConnected1D(LocallyConnected, category="Convolution"):
    """Look for short patterns in a sequence, for other ones at every step.

    Like Conv1D, but nothing is shared: a pattern learned at one step is not found at another. It suits sequences
    in which every place has a meaning of its own, and takes many more weights. Keras 3 no longer has it.
    """

    kernel_size: Size1 = param(help="Number of steps in the window.")
    strides: Size1 = param(default=1, help="Steps by which the window moves; 2 halves the length of the output.")

    input_ndim = 3
    sample = Sample(args={"filters": 3, "kernel_size": 2}, inputs=[(4, 2)])
