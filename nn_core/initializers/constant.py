"""Initializers without chance: zeros, ones, one value, the unit matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.initializers.initializer import Initializer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("initializer", "zero")
class Zeros(Initializer):
    """All numbers 0: the usual start of a bias."""

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        return np.zeros(shape, dtype)


@register("initializer", "one")
class Ones(Initializer):
    """All numbers 1."""

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        return np.ones(shape, dtype)


@register("initializer")
class Constant(Initializer):
    """All numbers the same value."""

    value: float = param(default=0.0, help="The value of every number.")

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        return np.full(shape, self.value, dtype)


@register("initializer", "IdentityInitializer")
class Identity(Initializer):
    """The unit matrix (times a gain): a layer that starts by passing its input on. For matrices only."""

    gain: float = param(default=1.0, help="Value on the diagonal.")

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        if len(shape) != 2:
            raise ValueError(f"Identity makes matrices, weights with 2 axes; this weight has the shape {tuple(shape)}.")
        return self.gain * np.eye(*shape, dtype=dtype)
