"""RandomColorDegeneration: take colour out of images at random while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.colours import check_colours
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.ops.colours import to_grey
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandomColorDegeneration(RandomImageLayer, category="Preprocessing"):
    """Mix every image with its shades of grey in a random proportion while training.

    At 0 the image stays as it is, at 1 nothing is left of its colours.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(
        help="How much colour is lost, from 0 to 1; two numbers are the limits."
    )
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"factor": 0.5}
    sample = Sample(args={"factor": 0.5}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        check_colours(self._title(), images)
        shares = for_images(self.draw(self.factor, len(images)), images)
        return ops.clip(images + shares * (to_grey(images) - images), *self.value_range)
