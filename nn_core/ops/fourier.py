"""The Fourier transform: take a signal apart into its frequencies."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array


@primitive
def real_fourier(x: Any) -> tuple[tuple[Array, Array], Vjp]:
    """Return (real parts, imaginary parts) of the frequencies 0 … n / 2 of signals along the last axis."""
    length = x.shape[-1]
    found = np.fft.rfft(x)

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        real, imaginary = (np.zeros(found.shape, x.dtype) if each is None else each for each in g)
        waves = np.fft.ifft(real + 1j * imaginary, length, axis=-1) * length
        return (waves.real.astype(x.dtype),)

    return (found.real.astype(x.dtype), found.imag.astype(x.dtype)), vjp


@primitive
def phase(real: Any, imaginary: Any) -> tuple[Array, Vjp]:
    """Return the angles of complex numbers, from -pi to pi."""

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        power = real * real + imaginary * imaginary
        return -g * imaginary / power, g * real / power

    return np.arctan2(imaginary, real), vjp
