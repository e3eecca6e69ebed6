"""ZeroPadding2D: put a border of zeros around an image."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.zero_padding import ZeroPadding
from nn_core.spec.kinds import Borders
from nn_core.spec.params import param


class ZeroPadding2D(ZeroPadding, category="Reshaping"):
    """Put a border of zeros around an image.

    Many published networks pad this way before a convolution with stride 2, where padding='same' would put the
    zeros on one side only.
    """

    padding: Annotated[Any, Borders(2)] = param(
        default=(1, 1), after="", help="Rows of zeros above and below, columns of zeros left and right."
    )

    input_ndim = 4
    sample = Sample(args={"padding": ((1, 0), (2, 1))}, inputs=[(3, 4, 2)])
