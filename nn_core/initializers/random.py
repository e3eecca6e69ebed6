"""Initializers that draw from one distribution, whatever the shape."""

from __future__ import annotations

from typing import Any

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.initializers.initializer import Initializer
from nn_core.ops import random
from nn_core.spec.params import param
from nn_core.spec.registry import register

SEED_HELP = "The same seed gives the same numbers in every call; without one, each call draws new numbers."


@register("initializer", "normal")
class RandomNormal(Initializer):
    """Draw from a bell curve."""

    mean: float = param(default=0.0, help="Middle of the bell.")
    stddev: float = param(default=0.05, minimum=0.0, help="Standard deviation, the width of the bell.")
    seed: int | None = param(default=None, help=SEED_HELP)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        return convert_to_numpy(random.normal(shape, self.mean, self.stddev, dtype, self.seed))


@register("initializer")
class TruncatedNormal(Initializer):
    """Draw from a bell curve, again if the number is more than two standard deviations from the mean."""

    mean: float = param(default=0.0, help="Middle of the bell.")
    stddev: float = param(default=0.05, minimum=0.0, help="Standard deviation before the ends are cut off.")
    seed: int | None = param(default=None, help=SEED_HELP)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        return convert_to_numpy(random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed))


@register("initializer", "uniform")
class RandomUniform(Initializer):
    """Draw numbers between two bounds, all equally likely."""

    minval: float = param(default=-0.05, help="Smallest number.")
    maxval: float = param(default=0.05, help="Upper bound.")
    seed: int | None = param(default=None, help=SEED_HELP)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        return convert_to_numpy(random.uniform(shape, self.minval, self.maxval, dtype, self.seed))
