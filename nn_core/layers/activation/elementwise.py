"""Elementwise: the base of layers that apply a function to every number."""

from __future__ import annotations

from typing import Any

from nn_core.layers.layer import Layer


class Elementwise(Layer):
    """Give a number for every number; the shape stays."""

    supports_masking = True

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape
