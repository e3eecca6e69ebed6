"""Cropping3D: cut off the faces of a volume."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.cropping import Cropping
from nn_core.spec.kinds import Borders, DataFormat
from nn_core.spec.params import param


class Cropping3D(Cropping, category="Reshaping"):
    """Cut off the faces of a volume, or the edges of a film and some frames at its start and end."""

    cropping: Annotated[Any, Borders(3)] = param(
        default=((1, 1), (1, 1), (1, 1)), help="How much is cut off before and after each of the three axes."
    )
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")

    input_ndim = 5
    sample = Sample(args={}, inputs=[(3, 4, 3, 2)])
