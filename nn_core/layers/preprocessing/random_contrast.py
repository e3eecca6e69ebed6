"""RandomContrast: change the contrast of images at random while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandomContrast(RandomImageLayer, category="Preprocessing"):
    """Move the pixels of every image away from their mean, or towards it, by a random factor while training.

    With (lower, upper) the factor lies between 1 - lower and 1 + upper, with a single number x between 1 and 1 + x.
    Each channel has its own mean.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(help="How much, from 0 to 1: how far below and above 1 the factor is.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, kw_only=True, help="Whether the channels come last or first.")

    suggested = {"factor": 0.2}
    usual_rank = 5
    sample = Sample(args={"factor": 0.5}, inputs=[(4, 5, 2)])

    def transform(self, images: Any) -> Any:
        lower, upper = self.factor
        factors = for_images(self.draw((1 - lower, 1 + upper), len(images)), images)
        mean = ops.mean(images, axis=(1, 2), keepdims=True)
        return ops.clip((images - mean) * factors + mean, *self.value_range)
