"""RandomSharpness: make images sharper or softer at random while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.preprocessing.neighbourhood import weighted_sum
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange

SOFTENING = [[1 / 13, 1 / 13, 1 / 13], [1 / 13, 5 / 13, 1 / 13], [1 / 13, 1 / 13, 1 / 13]]


class RandomSharpness(RandomImageLayer, category="Preprocessing"):
    """Make every image softer or sharper by a random amount while training.

    A number drawn from the range decides: 0 is soft, 0.5 leaves the image as it is, 1 is sharp.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(help="0 is soft, 0.5 unchanged, 1 sharp; two numbers are the limits.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"factor": (0.3, 0.7)}
    sample = Sample(args={"factor": 0.4}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        amounts = for_images(2 * self.draw(self.factor, len(images)), images)
        soft = weighted_sum(images, SOFTENING)
        return ops.clip(images + (1 - amounts) * (soft - images), *self.value_range)
