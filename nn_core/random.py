"""Random numbers under the name scripts import them by; they live in `nn_core.ops.random`."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.ops.random import (
    SeedGenerator,
    beta,
    binomial,
    categorical,
    gamma,
    normal,
    randint,
    shuffle,
    truncated_normal,
    uniform,
)

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]


def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """Return the tensor with a share of the numbers set to zero and the others scaled up."""
    generator = seed if isinstance(seed, SeedGenerator) else SeedGenerator(seed)
    return ops.dropout(inputs, rate=rate, noise_shape=noise_shape, seed=generator)
