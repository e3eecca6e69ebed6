"""Orthogonal: rows (or columns) of length 1 at right angles to one another."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.initializers.initializer import Initializer
from nn_core.initializers.random import SEED_HELP
from nn_core.ops.random import generator_for
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("initializer", "OrthogonalInitializer")
class Orthogonal(Initializer):
    """Draw a matrix that turns and mirrors without stretching; suits recurrent layers (Saxe et al., 2014)."""

    gain: float = param(default=1.0, help="Factor on the matrix.")
    seed: int | None = param(default=None, help=SEED_HELP)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        if len(shape) < 2:
            raise ValueError(f"Orthogonal makes weights with at least 2 axes; this one has the shape {tuple(shape)}.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        drawn = generator_for(self.seed).standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(drawn)
        q *= np.sign(np.diag(r))  # makes every orthogonal matrix equally likely
        return np.asarray(self.gain * (q.T if rows < columns else q)).reshape(shape).astype(dtype)
