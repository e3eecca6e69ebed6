"""RandomTranslation: move images by a random distance while training."""

from __future__ import annotations

from typing import Annotated, Any, Literal

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
from nn_core.spec.preparation_kinds import Range, range_of


class RandomTranslation(AffineLayer, category="Preprocessing"):
    """Move every image up or down and sideways by a random distance while training.

    The network learns that it does not matter where in the picture a thing is.
    """

    height_factor: Annotated[Any, Range(-1, 1)] = param(help="How far down, as a share of the height: 0.2 is ±20 %.")
    width_factor: Annotated[Any, Range(-1, 1)] = param(help="How far to the right, as a share of the width.")
    fill_mode: Literal["reflect", "wrap", "constant", "nearest"] = param(default="reflect", help=FILL_MODE_HELP)
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    seed: int | None = param(default=None, help=SEED_HELP)
    fill_value: float = param(default=0.0, help=FILL_VALUE_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"height_factor": 0.1, "width_factor": 0.1}
    usual_rank = 4
    sample = Sample(args={"height_factor": 0.2, "width_factor": 0.2}, inputs=[(4, 5, 2)])

    def matrices(self, batch: int, height: int, width: int) -> Any:
        down = self.draw(range_of(self.height_factor), batch) * height
        right = self.draw(range_of(self.width_factor), batch) * width
        return columns_of(1, 0, -right, 0, 1, -down)
