"""Complex numbers: made of two real ones and taken apart again. No gradient passes through complex tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.ops.array_function import array_function

__all__ = ["angle", "conj", "conjugate", "imag", "isreal", "polar", "real", "view_as_complex", "view_as_real"]


@array_function
def real(x: Any) -> Any:
    """Return the real parts."""
    return np.real(x)


@array_function
def imag(x: Any) -> Any:
    """Return the imaginary parts."""
    return np.imag(x)


@array_function
def conj(x: Any) -> Any:
    """Return the numbers with the sign of their imaginary parts turned."""
    return np.conj(x)


conjugate = conj


@array_function
def angle(x: Any) -> Any:
    """Return the angles of complex numbers."""
    return np.angle(x)


@array_function
def isreal(x: Any) -> Any:
    """Return where the imaginary part is zero."""
    return np.isreal(x)


@array_function
def polar(abs_: Any, angle: Any) -> Any:
    """Return the complex numbers of these sizes and angles."""
    return np.asarray(abs_) * np.exp(1j * np.asarray(angle)).astype(_complex(abs_))


@array_function
def view_as_complex(x: Any) -> Any:
    """Return complex numbers of which the last axis holds real and imaginary part."""
    if np.shape(x)[-1:] != (2,):
        raise ValueError(f"view_as_complex needs a last axis of size 2, but the shape is {np.shape(x)}.")
    return (x[..., 0] + 1j * x[..., 1]).astype(_complex(x))


@array_function
def view_as_real(x: Any) -> Any:
    """Return the real and imaginary parts along a new last axis."""
    return np.stack([np.real(x), np.imag(x)], axis=-1)


def _complex(x: Any) -> Any:
    return np.complex128 if getattr(x, "dtype", None) == np.float64 else np.complex64
