"""Conv3D: look for small patterns everywhere in a volume."""

from __future__ import annotations

from nn_core.layers.convolution.conv import Conv
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Size3
from nn_core.spec.params import param


class Conv3D(Conv, category="Convolution", aliases=("Convolution3D",)):
    """Look for small patterns everywhere in a volume: a scan in slices, or a film with time as the third axis."""

    kernel_size: Size3 = param(help="Depth, height and width of the window that slides over the input.")
    strides: Size3 = param(default=(1, 1, 1), help="Steps by which the window moves; 2 halves the size of the output.")
    dilation_rate: Size3 = param(default=(1, 1, 1), help="Distance between the elements the window looks at.")

    input_ndim = 5
    sample = Sample(args={"filters": 2, "kernel_size": 2}, inputs=[(3, 4, 3, 2)])
