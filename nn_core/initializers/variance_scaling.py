"""Initializers whose spread fits the number of inputs and outputs, so that signals neither fade nor explode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.initializers.initializer import Initializer
from nn_core.initializers.random import SEED_HELP
from nn_core.ops import random
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param
from nn_core.spec.registry import register

Mode = Literal["fan_in", "fan_out", "fan_avg"]
Distribution = Literal["truncated_normal", "untruncated_normal", "uniform", "normal"]

INPUT_AXES_HELP = "Axes of the weight that lead to inputs; found from the shape if not given."
OUTPUT_AXES_HELP = "Axes of the weight that lead to outputs; found from the shape if not given."
_TRUNCATED_STDDEV = 0.8796256610342398  # standard deviation of the bell curve between -2 and 2


def draw_scaled(
    shape: tuple[int, ...],
    dtype: Any,
    scale: float,
    mode: str,
    distribution: str,
    seed: int | None,
    fans: tuple[int, int],
) -> Array:
    """Return numbers of variance scale / n, n the number of inputs, of outputs, or their mean."""
    n = {"fan_in": fans[0], "fan_out": fans[1], "fan_avg": (fans[0] + fans[1]) / 2}[mode]
    stddev = math.sqrt(scale / max(1.0, n))
    if distribution == "uniform":
        limit = math.sqrt(3) * stddev
        return convert_to_numpy(random.uniform(shape, -limit, limit, dtype, seed))
    if distribution == "untruncated_normal":
        return convert_to_numpy(random.normal(shape, 0.0, stddev, dtype, seed))
    return convert_to_numpy(random.truncated_normal(shape, 0.0, stddev / _TRUNCATED_STDDEV, dtype, seed))


def compute_fans(
    shape: Sequence[int], input_axes: Sequence[int] | None = None, output_axes: Sequence[int] | None = None
) -> tuple[int, int]:
    """Return how many inputs each output of a weight has, and how many outputs each input."""
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[axis] for axis in input_axes), math.prod(shape[axis] for axis in output_axes)
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    window = math.prod(shape[:-2])  # of a convolution; 1 for a matrix
    return window * shape[-2], window * shape[-1]


@register("initializer")
class VarianceScaling(Initializer):
    """Draw numbers of variance scale / n, where n is the number of inputs, outputs, or their mean."""

    scale: float = param(default=1.0, help="Variance times n.")
    mode: Mode = param(default="fan_in", help="What n counts: inputs, outputs, or the mean of both.")
    distribution: Distribution = param(default="truncated_normal", help="Shape of the distribution.")
    seed: int | None = param(default=None, help=SEED_HELP)
    input_axes: Axes | None = param(default=None, help=INPUT_AXES_HELP)
    output_axes: Axes | None = param(default=None, help=OUTPUT_AXES_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.scale <= 0:
            raise ValueError(f"VarianceScaling: scale must be greater than 0, not {self.scale}.")
        if self.distribution == "normal":
            self.distribution = "truncated_normal"

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        fans = compute_fans(shape, self.input_axes, self.output_axes)
        return draw_scaled(shape, dtype, self.scale, self.mode, self.distribution, self.seed, fans)


class _Scaled(Initializer):
    """Base of the well-known special cases of VarianceScaling."""

    scale: ClassVar[float] = 1.0
    mode: ClassVar[str] = "fan_in"
    distribution: ClassVar[str] = "truncated_normal"

    seed: int | None = param(default=None, help=SEED_HELP)
    input_axes: Axes | None = param(default=None, help=INPUT_AXES_HELP)
    output_axes: Axes | None = param(default=None, help=OUTPUT_AXES_HELP)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        fans = compute_fans(shape, self.input_axes, self.output_axes)
        return draw_scaled(shape, dtype, self.scale, self.mode, self.distribution, self.seed, fans)


@register("initializer")
class GlorotUniform(_Scaled):
    """Draw evenly within ±√(6 / (inputs + outputs)): Keras's choice for kernels (Glorot & Bengio, 2010)."""

    mode = "fan_avg"
    distribution = "uniform"


@register("initializer")
class GlorotNormal(_Scaled):
    """Draw from a bell of variance 2 / (inputs + outputs); suits sigmoid and tanh (Glorot & Bengio, 2010)."""

    mode = "fan_avg"


@register("initializer")
class HeNormal(_Scaled):
    """Draw from a bell of variance 2 / inputs; suits relu (He et al., 2015)."""

    scale = 2.0


@register("initializer")
class HeUniform(_Scaled):
    """Draw evenly within ±√(6 / inputs); suits relu (He et al., 2015)."""

    scale = 2.0
    distribution = "uniform"


@register("initializer")
class LecunNormal(_Scaled):
    """Draw from a bell of variance 1 / inputs; suits selu (LeCun et al., 1998)."""


@register("initializer")
class LecunUniform(_Scaled):
    """Draw evenly within ±√(3 / inputs) (LeCun et al., 1998)."""

    distribution = "uniform"
