"""UpSampling3D: repeat every element of a volume along three axes."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.up_sampling import UpSampling
from nn_core.spec.kinds import DataFormat, Size3
from nn_core.spec.params import param


class UpSampling3D(UpSampling, category="Reshaping"):
    """Repeat every element of a volume along three axes: the way back from MaxPooling3D."""

    size: Size3 = param(default=(2, 2, 2), help="Factors by which depth, height and width grow.")
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")

    input_ndim = 5
    sample = Sample(args={}, inputs=[(2, 1, 2, 2)])
