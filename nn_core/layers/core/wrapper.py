"""Wrapper: the base of layers that do something with another layer."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Layer
from nn_core.spec.kinds import Nested
from nn_core.spec.params import param


class Wrapper(Layer, category=""):
    """A layer around another one, whose weights are its own.

    Not a layer to use by itself: the base of TimeDistributed, Bidirectional and SpectralNormalization.
    """

    layer: Annotated[Any, Nested()] = param(help="The layer inside.")

    def build(self, input_shape: Any) -> None:
        if not self.layer.built:
            self.layer.build(input_shape)
            self.layer.built = True

    def compute_output_shape(self, input_shape: Any) -> Any:
        return self.layer.compute_output_shape(input_shape)

    def count_macs(self, input_shape: Any) -> int | None:
        macs: int | None = self.layer.count_macs(input_shape)
        return macs
