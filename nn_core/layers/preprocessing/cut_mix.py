"""CutMix: put a piece of another image into every image while training."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core import ops
from nn_core.autodiff.tensor import Array
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.mixing import MixingLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread


class CutMix(MixingLayer, category="Preprocessing"):
    """Replace a rectangle of every image by that of another one of the batch while training.

    Labels are mixed by the share of the area. Give a dict with "images" and "labels" (one-hot).

    Reference: Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers" (2019).
    """

    factor: Annotated[Any, Spread(0, 1)] = param(
        default=1.0, help="How evenly areas are shared, as the parameter of a beta distribution; two are both of them."
    )
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def mix(self, images: Any, others: Any) -> tuple[Any, Any]:
        batch, height, width, _ = images.shape
        alpha = float(self.draw(self.factor, ())) + 1e-6
        side = np.sqrt(1 - self._random.generator.beta(alpha, alpha, batch))
        is_other = self._within(height, side)[:, :, None] & self._within(width, side)[:, None, :]
        return ops.where(is_other[..., None], others, images), 1 - is_other.mean(axis=(1, 2))

    def _within(self, size: int, side: Array) -> Array:
        """Return for each image which places along an axis lie in its rectangle."""
        length = side * size
        start = self._random.generator.uniform(size=len(side)) * (size - length)
        places = np.arange(size)
        return np.asarray((places >= start[:, None]) & (places < (start + length)[:, None]))
