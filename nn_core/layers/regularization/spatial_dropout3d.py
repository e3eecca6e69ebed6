"""SpatialDropout3D: switch off whole channels of 3-dimensional data."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.layers.regularization.spatial_dropout import RATE_HELP, SpatialDropout
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class SpatialDropout3D(SpatialDropout, category="Regularization"):
    """Switch off random channels of a volume at all places at once while training.

    Used after convolutions, where neighbours are too alike for Dropout to hide much.

    Reference: Tompson et al., "Efficient Object Localization Using Convolutional Networks" (2014).
    """

    rate: float = param(minimum=0.0, maximum=1.0, help=RATE_HELP)
    data_format: DataFormat = param(default=None, help="Where the channels are.")
    seed: int | None = param(default=None, help=SEED_HELP)

    input_ndim = 5
    sample = Sample(args={"rate": 0.5}, inputs=[(2, 3, 2, 2)])
