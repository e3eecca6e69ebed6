"""Cropping1D: cut steps off both ends of a sequence."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.cropping import Cropping
from nn_core.spec.kinds import Borders
from nn_core.spec.params import param


class Cropping1D(Cropping, category="Reshaping"):
    """Cut steps off both ends of a sequence.

    After a convolution with padding it removes the steps at which the zeros outside were seen.
    """

    cropping: Annotated[Any, Borders(1)] = param(default=(1, 1), help="Number of steps cut off the start and the end.")

    input_ndim = 3
    sample = Sample(args={"cropping": (1, 2)}, inputs=[(5, 2)])

    def borders(self) -> tuple[tuple[int, int], ...]:
        return (self.cropping,)
