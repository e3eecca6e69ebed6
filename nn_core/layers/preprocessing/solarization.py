"""Solarization: turn the lightest pixels dark while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class Solarization(RandomImageLayer, category="Preprocessing"):
    """Turn pixels above a random threshold into their negatives while training, as film exposed for too long does.

    Before that a random number is added to all pixels. With the defaults both are 0, and images become negatives.
    """

    addition_factor: Annotated[Any, Spread(0, 1)] = param(
        default=0.0, help="How much is added, as a share of the range; two numbers are the limits."
    )
    threshold_factor: Annotated[Any, Spread(0, 1)] = param(
        default=0.0, help="From where on pixels turn, as a share of the range; two numbers are the limits."
    )
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, kw_only=True, help="Whether the channels come last or first.")

    suggested = {"threshold_factor": 0.5}
    sample = Sample(args={"threshold_factor": 0.5}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        low, high = self.value_range
        added, thresholds = (
            for_images(self.draw(factor, len(images)), images) * (high - low)
            for factor in (self.addition_factor, self.threshold_factor)
        )
        lighter = ops.clip(images - low + added, 0, high - low)
        return ops.where(lighter < thresholds, lighter, (high - low) - lighter) + low
