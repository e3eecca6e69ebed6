"""MixUp: blend every image with another one while training."""

from __future__ import annotations

from typing import Any

from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import for_images
from nn_core.layers.preprocessing.mixing import MixingLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class MixUp(MixingLayer, category="Preprocessing"):
    """Blend every image, and its labels, with another one of the batch while training.

    A network trained so is less sure of itself between the classes, and errs less. Give a dict with "images" and
    "labels" (one-hot) so that the labels are mixed alike.

    Reference: Zhang et al., "mixup: Beyond Empirical Risk Minimization" (2018).
    """

    alpha: float = param(default=0.2, minimum=0.0, help="How evenly images are mixed; near 0 one of them prevails.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def mix(self, images: Any, others: Any) -> tuple[Any, Any]:
        shares = self._random.generator.beta(self.alpha, self.alpha, images.shape[0])
        weights = for_images(shares, images)
        return weights * images + (1 - weights) * others, shares
