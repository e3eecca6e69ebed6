"""RandomFlip: mirror images at random while training."""

from __future__ import annotations

from typing import Any, Literal

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class RandomFlip(RandomImageLayer, category="Preprocessing"):
    """Mirror every second image, on average, while training.

    A cat seen in a mirror is still a cat: the network learns that from twice as many pictures. Use "horizontal" for
    photographs, which are seldom upside down, and no flips for letters and digits.
    """

    mode: Literal["horizontal", "vertical", "horizontal_and_vertical"] = param(
        default="horizontal_and_vertical", help="Left and right change places, top and bottom do, or both at once."
    )
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"mode": "horizontal"}
    usual_rank = 1
    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def transform(self, images: Any) -> Any:
        is_flipped = self.draw((0, 1), (len(images), 1, 1, 1)) <= 0.5
        axes = [axis for axis, name in ((2, "horizontal"), (1, "vertical")) if name in self.mode]
        return ops.where(is_flipped, ops.flip(images, axes), images)
