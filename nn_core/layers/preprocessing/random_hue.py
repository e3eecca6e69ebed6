"""RandomHue: turn the colours of images around the colour wheel while training."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.colours import check_colours
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.ops.colours import from_hsv, to_hsv
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandomHue(RandomImageLayer, category="Preprocessing"):
    """Turn the colours of every image around the colour wheel by a random angle while training.

    Red may become orange or pink; what is light stays light. A factor of 1 goes half around, in either direction.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(help="How far, from 0 to 1; two numbers are the limits.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"factor": 0.1}
    sample = Sample(args={"factor": 0.2}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        check_colours(self._title(), images)
        low, high = self.value_range
        signs = np.where(self.draw((0, 1), len(images)) > 0.5, -1, 1)
        turns = for_images(0.5 * signs * self.draw(self.factor, len(images)), images)[..., 0]
        hue, saturation, value = to_hsv((images - low) / (high - low))
        hue = hue + turns
        hue = ops.where(hue > 1, hue - 1, hue)
        hue = ops.where(hue < 0, hue + 1, hue)
        return ops.clip(from_hsv(hue, saturation, value), 0.0, 1.0) * (high - low) + low
