"""ZeroPadding1D: put zeros before and after a sequence."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.zero_padding import ZeroPadding
from nn_core.spec.kinds import Borders
from nn_core.spec.params import param


class ZeroPadding1D(ZeroPadding, category="Reshaping"):
    """Put zeros before and after a sequence.

    Before a convolution with padding='valid' it decides exactly how far the window reaches beyond the ends.
    """

    padding: Annotated[Any, Borders(1)] = param(
        default=1, after="", help="Number of zeros before and after the sequence."
    )

    input_ndim = 3
    sample = Sample(args={"padding": (1, 2)}, inputs=[(4, 2)])

    def borders(self) -> tuple[tuple[int, int], ...]:
        return (self.padding,)
