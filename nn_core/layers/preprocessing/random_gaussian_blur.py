"""RandomGaussianBlur: blur random images while training."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.preprocessing.neighbourhood import weighted_sum
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import OddSize, Spread, ValueRange


class RandomGaussianBlur(RandomImageLayer, category="Preprocessing"):
    """Blur random images while training, as if they were out of focus.

    Every pixel becomes a mean of those around it, in which near ones count more, by a bell curve. For each image the
    chance of being blurred is drawn from `factor`; one width of the bell curve is drawn for the whole batch.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(default=1.0, help="Range of the chance that an image is blurred.")
    kernel_size: Annotated[Any, OddSize(2)] = param(default=3, help="How many pixels count: width and height, odd.")
    sigma: Annotated[Any, Spread(0, 1)] = param(default=1.0, help="Range of the width of the bell curve, in pixels.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        chances = self.draw(self.factor, (len(images), 1, 1, 1))
        is_blurred = self.draw((0, 1), chances.shape) < chances
        across, down = (_bell(*each) for each in zip(self.kernel_size, self.draw(self.sigma, 2) + 1e-6, strict=True))
        blurred = weighted_sum(weighted_sum(images, across[None, :]), down[:, None])
        return ops.clip(ops.where(is_blurred, blurred, images), *self.value_range)


def _bell(size: int, sigma: float) -> Any:
    weights = np.exp(-0.5 * ((np.arange(size) - (size - 1) / 2) / float(sigma)) ** 2)
    return weights / weights.sum()
