"""RandomGrayscale: take the colours out of random images while training."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.colours import check_colours
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.ops.colours import to_grey
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class RandomGrayscale(RandomImageLayer, category="Preprocessing"):
    """Turn a random share of the images into shades of grey while training.

    The network then looks at shapes too, not at colours alone. The images keep their three channels.
    """

    factor: float = param(default=0.5, minimum=0.0, maximum=1.0, help="Share of the images that lose their colours.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    casts_integers = False
    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        if images.shape[-1] == 1:
            return images
        check_colours(self._title(), images)
        is_grey = self.draw((0, 1), (len(images), 1, 1, 1)) < self.factor
        grey = to_grey(images if "float" in images.dtype else ops.cast(images, "float32"))
        return ops.where(is_grey, ops.cast(grey, images.dtype), images)
