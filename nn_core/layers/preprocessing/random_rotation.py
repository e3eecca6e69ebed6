"""RandomRotation: turn images by a random angle while training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np

from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.affine import (
    FILL_MODE_HELP,
    FILL_VALUE_HELP,
    INTERPOLATION_HELP,
    AffineLayer,
    columns_of,
)
from nn_core.layers.regularization.noise import SEED_HELP
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Spread


class RandomRotation(AffineLayer, category="Preprocessing"):
    """Turn every image by a random angle while training.

    The angle is a share of a full turn: `factor=0.1` turns by up to 36 degrees in either direction.
    """

    factor: Annotated[Any, Spread(-1, 1)] = param(
        help="How far, in full turns: 0.1 is from -36 to 36 degrees, two numbers are the range itself."
    )
    fill_mode: Literal["reflect", "wrap", "constant", "nearest"] = param(default="reflect", help=FILL_MODE_HELP)
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    seed: int | None = param(default=None, help=SEED_HELP)
    fill_value: float = param(default=0.0, help=FILL_VALUE_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"factor": 0.1}
    usual_rank = 2
    sample = Sample(args={"factor": 0.1}, inputs=[(4, 5, 2)])

    def matrices(self, batch: int, height: int, width: int) -> Any:
        angles = 2 * np.pi * self.draw(self.factor, batch)
        cos, sin = np.cos(angles), np.sin(angles)
        x, y = (width - 1) / 2, (height - 1) / 2  # the centre stays where it is
        return columns_of(cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos)
