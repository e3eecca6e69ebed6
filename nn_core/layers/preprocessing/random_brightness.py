"""RandomBrightness: make images lighter or darker at random while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandomBrightness(RandomImageLayer, category="Preprocessing"):
    """Add a random number to all pixels of an image while training: it gets lighter or darker.

    `factor=0.2` changes the pixels by up to a fifth of the range of values.
    """

    factor: Annotated[Any, Spread(-1, 1)] = param(help="How much, as a share of the range; two numbers are the limits.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, kw_only=True, help="Whether the channels come last or first.")

    suggested = {"factor": 0.2}
    usual_rank = 6
    sample = Sample(args={"factor": 0.3}, inputs=[(4, 5, 2)])

    def transform(self, images: Any) -> Any:
        low, high = self.value_range
        added = self.draw(self.factor, len(images)) * (high - low)
        return ops.clip(images + for_images(added, images), low, high)
