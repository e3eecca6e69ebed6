"""Cropping2D: cut off the edges of an image."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.cropping import Cropping
from nn_core.spec.kinds import Borders, DataFormat
from nn_core.spec.params import param


class Cropping2D(Cropping, category="Reshaping"):
    """Cut off the edges of an image.

    In an encoder and decoder that are joined by Concatenate it brings both sides to the same height and width.
    """

    cropping: Annotated[Any, Borders(2)] = param(
        default=((0, 0), (0, 0)), help="Rows cut off above and below, columns cut off left and right."
    )
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")

    input_ndim = 4
    sample = Sample(args={"cropping": ((1, 0), (1, 2))}, inputs=[(4, 5, 2)])
