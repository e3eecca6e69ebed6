"""Rescaling: multiply by a factor and add an offset."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.layers.layer import Layer, Sample
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Numbers


class Rescaling(Layer, category="Preprocessing"):
    """Multiply every number by a factor and add an offset.

    Brings pixels from 0 … 255 to 0 … 1 with `scale=1/255`, or to -1 … 1 with `scale=1/127.5, offset=-1`: a network
    learns best from numbers of about that size. Part of the model, it cannot be forgotten when the model is used.
    """

    scale: Annotated[Any, Numbers()] = param(help="The factor; a list gives each feature its own.")
    offset: Annotated[Any, Numbers()] = param(default=0.0, help="What is added afterwards; a list as well.")

    supports_masking = True
    suggested = {"scale": 1 / 255}
    roles = ("rescaling", "linear")
    formula = "output = input · scale + offset"
    sample = Sample(args={"scale": 0.5, "offset": [0.0, 1.0, -1.0]}, inputs=[(4, 3)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def call(self, inputs: Any) -> Any:
        return inputs * np.asarray(self.scale, self.dtype) + np.asarray(self.offset, self.dtype)
