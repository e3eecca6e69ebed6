"""UpSampling2D: enlarge an image."""

from __future__ import annotations

from typing import Any, Literal

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.up_sampling import UpSampling
from nn_core.spec.kinds import DataFormat, Size2
from nn_core.spec.params import param


class UpSampling2D(UpSampling, category="Reshaping"):
    """Enlarge an image, by repeating its elements or by drawing smooth lines between them.

    Decoders of autoencoders and of image generators alternate it with convolutions. Compared with Conv2DTranspose
    it has no weights and leaves no chequered pattern.
    """

    size: Size2 = param(default=(2, 2), help="Factors by which height and width grow.")
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")
    interpolation: Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] = param(
        default="nearest", help="'nearest' repeats elements; the others draw lines or curves between them."
    )

    input_ndim = 4
    sample = Sample(args={"interpolation": "bilinear"}, inputs=[(2, 3, 2)])

    def enlarge(self, x: Any) -> Any:
        if self.interpolation == "nearest":
            return super().enlarge(x)
        _, *sizes, _ = self._output_sizes(x.shape)
        return ops.resize(x, sizes, self.interpolation)

    def output_dtype(self, input_dtype: str) -> str:
        return super().output_dtype(input_dtype) if self.interpolation == "nearest" else str(self.dtype)
