"""RandomErasing: cover a random part of images while training."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat, Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Numbers, Spread, ValueRange


class RandomErasing(RandomImageLayer, category="Preprocessing"):
    """Cover a rectangle of random images while training, so that the network does not rely on any single part.

    For each image the chance of being covered is drawn from `factor`. Without a fill_value the rectangle holds noise.

    Reference: Zhong et al., "Random Erasing Data Augmentation", AAAI 2020.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(default=1.0, help="Range of the chance that an image is covered.")
    scale: Annotated[Any, Spread(0, 1)] = param(default=(0.02, 0.33), help="Range of the share that is covered.")
    fill_value: Annotated[Any, Optional(Numbers())] = param(
        default=None, help="What covers it: a number, one for each channel, or None for noise."
    )
    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        batch, height, width, _ = images.shape
        shares = np.sqrt(self.draw(self.scale, (batch, 2)))
        in_columns = self._between(width, shares[:, 0])[:, None, :]
        in_rows = self._between(height, shares[:, 1])[:, :, None]
        is_erased = self.draw((0, 1), batch) < self.draw(self.factor, batch)
        covered = (in_rows & in_columns & is_erased[:, None, None])[..., None]
        return ops.where(covered, self._filling(images), images)

    def _between(self, size: int, shares: Any) -> Any:
        """Return for each image which of `size` places lie within a part of the given share, at a random place."""
        lengths = shares * size
        starts = self.draw((0, 1), len(shares)) * (size - lengths)
        places = np.arange(size)
        return (places >= starts[:, None]) & (places < (starts + lengths)[:, None])

    def _filling(self, images: Any) -> Any:
        low, high = self.value_range
        if self.fill_value is None:
            filling = self._random.generator.standard_normal(images.shape) * high
        else:
            filling = np.broadcast_to(np.asarray(self.fill_value, float), images.shape)
        return np.clip(filling, low, high).astype(images.dtype)
