"""RandomShear: slant images at random while training."""

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


class RandomShear(AffineLayer, category="Preprocessing"):
    """Push the rows or columns of every image to one side while training, the more the further from the corner.

    Upright things come to lean, as in slanted handwriting.
    """

    x_factor: Annotated[Any, Spread(0, 1)] = param(default=0.0, help="How far rows are pushed; 0.2 is up to 20 %.")
    y_factor: Annotated[Any, Spread(0, 1)] = param(default=0.0, help="How far columns are pushed.")
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    fill_mode: Literal["reflect", "wrap", "constant", "nearest"] = param(default="reflect", help=FILL_MODE_HELP)
    fill_value: float = param(default=0.0, help=FILL_VALUE_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"x_factor": 0.2}
    sample = Sample(args={"x_factor": 0.3, "y_factor": 0.2}, inputs=[(4, 5, 2)])

    def matrices(self, batch: int, height: int, width: int) -> Any:
        side = np.where(self.draw((0, 1), batch) > 0.5, -1, 1)
        return columns_of(1, side * self.draw(self.x_factor, batch), 0, side * self.draw(self.y_factor, batch), 1, 0)
