"""Mixed precision, as scripts switch it on; layers compute in float32 all the same, and say so."""

from nn_core.optimizers import LossScaleOptimizer
from nn_core.spec.dtype_policies import DTypePolicy, dtype_policy, set_dtype_policy

Policy = DTypePolicy
global_policy = dtype_policy
set_global_policy = set_policy = set_dtype_policy

__all__ = [
    "DTypePolicy",
    "LossScaleOptimizer",
    "Policy",
    "dtype_policy",
    "global_policy",
    "set_dtype_policy",
    "set_global_policy",
    "set_policy",
]

__path__: list[str] = []  # so that the old place inside it can be imported
