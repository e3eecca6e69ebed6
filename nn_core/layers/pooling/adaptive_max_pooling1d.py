"""AdaptiveMaxPooling1D: the largest number of a fixed number of windows of a sequence."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.layers.layer import Sample
from nn_core.layers.pooling.adaptive_max_pooling import AdaptiveMaxPooling
from nn_core.spec.kinds import Size1
from nn_core.spec.params import param


class AdaptiveMaxPooling1D(AdaptiveMaxPooling, category="Pooling"):
    """Keep the largest numbers of a fixed number of windows of a sequence, whatever its size.

    Sequences of any length become sequences of the same length, which Flatten and Dense can go on from.
    """

    output_size: Size1 = param(help="Number of steps of the output.")

    input_ndim = 3
    suggested: ClassVar[dict[str, Any]] = {"output_size": 4}
    sample = Sample(args={"output_size": 2}, inputs=[(5, 2)])
