"""ZeroPadding3D: put zeros around a volume."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.zero_padding import ZeroPadding
from nn_core.spec.kinds import Borders
from nn_core.spec.params import param


class ZeroPadding3D(ZeroPadding, category="Reshaping"):
    """Put zeros around a volume, or around the frames of a film and before and after it."""

    padding: Annotated[Any, Borders(3)] = param(
        default=((1, 1), (1, 1), (1, 1)), after="", help="Number of zeros before and after each of the three axes."
    )

    input_ndim = 5
    sample = Sample(args={}, inputs=[(2, 3, 2, 2)])
