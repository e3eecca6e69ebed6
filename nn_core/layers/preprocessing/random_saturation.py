"""RandomSaturation: make colours stronger or weaker while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.colours import check_colours
from nn_core.layers.preprocessing.image import RandomImageLayer, for_images
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.ops.colours import from_hsv, to_hsv
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread, ValueRange


class RandomSaturation(RandomImageLayer, category="Preprocessing"):
    """Multiply the strength of the colours of every image by a random factor while training.

    A number f drawn from the range multiplies it by f / (1 - f): 0.5 leaves an image as it is, 0 takes the colours out,
    1 makes them as strong as can be. `factor=(0.4, 0.6)` changes them a little.
    """

    factor: Annotated[Any, Spread(-1, 1)] = param(help="0 is grey, 0.5 unchanged, 1 full; two numbers are the limits.")
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"factor": (0.4, 0.6)}
    sample = Sample(args={"factor": (0.4, 0.6)}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        check_colours(self._title(), images)
        drawn = self.draw(self.factor, len(images))
        factors = for_images(drawn / (1 - drawn + 1e-7), images)[..., 0]
        hue, saturation, value = to_hsv(images)
        return from_hsv(hue, ops.clip(saturation * factors, *self.value_range), value)
