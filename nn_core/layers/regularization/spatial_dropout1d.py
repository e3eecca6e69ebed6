"""SpatialDropout1D: switch off whole channels of 1-dimensional data."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.layers.regularization.spatial_dropout import RATE_HELP, SpatialDropout
from nn_core.spec.params import param


class SpatialDropout1D(SpatialDropout, category="Regularization"):
    """Switch off random features of a sequence at all steps at once while training.

    Used after convolutions, where neighbours are too alike for Dropout to hide much.

    Reference: Tompson et al., "Efficient Object Localization Using Convolutional Networks" (2014).
    """

    rate: float = param(minimum=0.0, maximum=1.0, help=RATE_HELP)
    seed: int | None = param(default=None, help=SEED_HELP)

    input_ndim = 3
    sample = Sample(args={"rate": 0.5}, inputs=[(4, 3)])
