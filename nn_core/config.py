"""Settings of the whole program, under the name scripts import them by; they live in `nn_core.spec.defaults`."""

from nn_core.backend.graph import backend
from nn_core.spec.defaults import (
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)

__all__ = [
    "backend",
    "epsilon",
    "floatx",
    "image_data_format",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]
