"""RandomZoom: make what images show larger or smaller while training."""

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
from nn_core.spec.kinds import DataFormat, Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Range, range_of


class RandomZoom(AffineLayer, category="Preprocessing"):
    """Move every image closer or farther away by a random factor while training.

    A positive factor zooms out, a negative one zooms in: `height_factor=(0.2, 0.3)` shows a view that is 20 to 30 %
    higher, so that everything in it gets smaller. A number x means from -x to x.
    """

    height_factor: Annotated[Any, Range(-1, 1)] = param(help="How much higher the view gets: 0.2 is from -20 to 20 %.")
    width_factor: Annotated[Any, Optional(Range(-1, 1))] = param(
        default=None, help="How much wider it gets; None keeps the proportions."
    )
    fill_mode: Literal["reflect", "wrap", "constant", "nearest"] = param(default="reflect", help=FILL_MODE_HELP)
    interpolation: Literal["bilinear", "nearest"] = param(default="bilinear", help=INTERPOLATION_HELP)
    seed: int | None = param(default=None, help=SEED_HELP)
    fill_value: float = param(default=0.0, help=FILL_VALUE_HELP)
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"height_factor": 0.1}
    usual_rank = 3
    sample = Sample(args={"height_factor": 0.2}, inputs=[(4, 5, 2)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("height_factor", "width_factor"):
            factor = getattr(self, name)
            if factor is not None and np.min(factor) <= -1:
                raise ValueError(f"RandomZoom: {name} must be larger than -1, not {factor!r}: nothing would be seen.")

    def matrices(self, batch: int, height: int, width: int) -> Any:
        zoom_y = zoom_x = 1 + self.draw(range_of(self.height_factor), batch)
        if self.width_factor is not None:
            zoom_x = 1 + self.draw(range_of(self.width_factor), batch)
        x, y = (width - 1) / 2, (height - 1) / 2  # the centre stays where it is
        return columns_of(zoom_x, 0, x * (1 - zoom_x), 0, zoom_y, y * (1 - zoom_y))
