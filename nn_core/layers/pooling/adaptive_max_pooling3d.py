"""AdaptiveMaxPooling3D: the largest number of a fixed number of windows of a volume."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.layers.layer import Sample
from nn_core.layers.pooling.adaptive_max_pooling import AdaptiveMaxPooling
from nn_core.spec.kinds import Size3
from nn_core.spec.params import param


class AdaptiveMaxPooling3D(AdaptiveMaxPooling, category="Pooling"):
    """Keep the largest numbers of a fixed number of windows of a volume, whatever its size.

    Volumes of any size become volumes of the same size, which Flatten and Dense can go on from.
    """

    output_size: Size3 = param(help="Depth, height and width of the output.")

    input_ndim = 5
    suggested: ClassVar[dict[str, Any]] = {"output_size": 2}
    sample = Sample(args={"output_size": 2}, inputs=[(3, 4, 2, 2)])
