"""Settings of the whole program, under the name scripts import them by; they live in `nn_core.spec.defaults`."""

from nn_core.backend.graph import backend
from nn_core.spec.defaults import (
    epsilon,
    floatx,
    image_data_format,
    plans_are_used,
    set_epsilon,
    set_floatx,
    set_image_data_format,
    use_plans,
)
from nn_core.spec.dtype_policies import dtype_policy, set_dtype_policy

__all__ = [
    "backend",
    "dtype_policy",
    "epsilon",
    "floatx",
    "image_data_format",
    "plans_are_used",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "use_plans",
]
