"""RandomPerspective: look at images from a random side while training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.affine import FILL_VALUE_HELP, INTERPOLATION_HELP, AffineLayer
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.ops.resampling import homographies
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread


class RandomPerspective(AffineLayer, category="Preprocessing"):
    """Show random images as if seen from the side, while training.

    Each corner is moved by up to half of its distance from the corner at the top left, times `scale`. For each image
    the chance of being changed is drawn from `factor`.
    """

    factor: Annotated[Any, Spread(0, 1)] = param(default=1.0, help="Range of the chance that an image is changed.")
    scale: float = param(default=1.0, minimum=0.0, maximum=1.0, help="How far the corners move, from 0 to 1.")
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    fill_value: float = param(default=0.0, help=FILL_VALUE_HELP.partition(" if ")[0] + ".")
    seed: int | None = param(default=None, help=SEED_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"scale": 0.3}
    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def transform(self, images: Any) -> Any:
        batch, height, width, _ = images.shape
        is_changed = self.draw((0, 1), (batch, 1, 1, 1)) < self.draw(self.factor, (batch, 1, 1, 1))
        moved = self.draw((-0.5 * self.scale, 0.5 * self.scale), (batch, 4, 2))
        right, bottom = width - 1.0, height - 1.0
        corners = np.broadcast_to([[0, 0], [right, 0], [0, bottom], [right, bottom]], (batch, 4, 2))
        transforms = homographies(corners * (1 + moved), corners).astype("float32")
        return ops.where(is_changed, self.resampled(images, transforms), images)
