"""RandomPosterization: leave fewer shades in images while training."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange

ALL_BITS = 8


class RandomPosterization(RandomImageLayer, category="Preprocessing"):
    """Keep only some bits of the values of every image while training, so that few shades are left, as on a poster.

    The number of bits is drawn for each image, the upper limit excluded, as in Keras. No gradient passes.
    """

    factor: Annotated[Any, Spread(1, 8)] = param(
        help="How many bits are kept, from 1 to 8; two numbers are the limits."
    )
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"factor": (3, 6)}
    sample = Sample(args={"factor": 4}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        fewest, most = (int(each) for each in self.factor)
        bits = self._random.generator.integers(fewest, max(most, fewest + 1), (len(images), 1, 1, 1))
        lost = (ALL_BITS - bits).astype(np.uint8)
        low, high = self.value_range
        values = (convert_to_numpy(images) - low) * (255 / (high - low))
        kept = (values.astype(np.uint8) >> lost) << lost
        return Tensor((kept * ((high - low) / 255) + low).astype(str(images.dtype)))
