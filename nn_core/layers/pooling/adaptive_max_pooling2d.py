"""AdaptiveMaxPooling2D: the largest number of a fixed number of windows of an image."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.layers.layer import Sample
from nn_core.layers.pooling.adaptive_max_pooling import AdaptiveMaxPooling


class AdaptiveMaxPooling2D(AdaptiveMaxPooling, category="Pooling"):
    """Keep the largest numbers of a fixed number of windows of an image, whatever its size.

    Images of any size become images of the same size, which Flatten and Dense can go on from.
    """

    input_ndim = 4
    suggested: ClassVar[dict[str, Any]] = {"output_size": 2}
    sample = Sample(args={"output_size": 2}, inputs=[(5, 4, 2)])
