"""RandomInvert: turn light into dark at random while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandomInvert(RandomImageLayer, category="Preprocessing"):
    """Turn random images into their negatives while training: light becomes dark.

    For each image the chance of being changed is drawn from `factor`.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(default=1.0, help="Range of the chance that an image is changed.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        shape = (len(images), 1, 1, 1)
        is_changed = self.draw((0, 1), shape) < self.draw(self.factor, shape)
        return ops.where(is_changed, self.value_range[1] - images, images)
