"""Reverse-mode differentiation: tensors, variables and the tape that connects them."""

from nn_core.autodiff.check import check_gradients
from nn_core.autodiff.primitive import primitive
from nn_core.autodiff.tape import GradientTape, stop_recording
from nn_core.autodiff.tensor import Symbolic, Tensor, Variable, convert_to_numpy, convert_to_tensor

__all__ = [
    "GradientTape",
    "Symbolic",
    "Tensor",
    "Variable",
    "check_gradients",
    "convert_to_numpy",
    "convert_to_tensor",
    "primitive",
    "stop_recording",
]
