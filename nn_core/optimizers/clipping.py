"""Factors that bring gradients to a greatest length."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from nn_core.autodiff.tensor import Array


def clip_factor(gradient: Array, limit: float, scale: float = 1.0) -> float:
    """Return the factor that shortens scale · gradient to the limit; 1 if it is short enough."""
    return global_factor([gradient], limit, scale)


def global_factor(gradients: Iterable[Array], limit: float, scale: float = 1.0) -> float:
    """Return the factor that shortens all gradients, taken as one vector, to the limit; NaN if one is infinite."""
    length = scale * math.sqrt(sum(float(np.vdot(gradient, gradient)) for gradient in gradients))
    return limit / max(length, limit) if math.isfinite(length) else math.nan
