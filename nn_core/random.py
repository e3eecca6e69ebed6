"""Random numbers under the name scripts import them by; they live in `nn_core.ops.random`."""

from nn_core.ops.random import SeedGenerator, categorical, normal, randint, shuffle, truncated_normal, uniform

__all__ = ["SeedGenerator", "categorical", "normal", "randint", "shuffle", "truncated_normal", "uniform"]
