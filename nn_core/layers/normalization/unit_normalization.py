"""UnitNormalization: bring each sample to length 1."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.normalization.by_axes import ByAxes
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param


class UnitNormalization(ByAxes, category="Normalization"):
    """Bring the vector of each sample to length 1, so that only its direction counts.

    Then Dot gives the cosine of the angle between two vectors, a common measure of how alike things are.
    """

    axis: Axes = param(default=-1, help="The axis (or axes) along which the length becomes 1.")

    min_ndim = 1
    supports_masking = True
    formula = "output = input / √Σ input²"
    sample = Sample(args={}, inputs=[(4,)])

    def call(self, inputs: Any) -> Any:
        return ops.normalize(inputs, axis=self.axes(), epsilon=1e-12)
