"""The Fourier transform: take a signal apart into its frequencies, and put it together again."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_tensor, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.arithmetic import divide
from nn_core.ops.elementwise import maximum, where
from nn_core.ops.numeric import place
from nn_core.ops.shape import getitem, ndim, pad, shape, take

__all__ = ["extract_sequences", "fft", "fft2", "ifft2", "irfft", "istft", "rfft", "stft"]

Pair = tuple[Any, Any]  # real parts, imaginary parts


@primitive
def real_fourier(x: Any) -> tuple[tuple[Array, Array], Vjp]:
    """Return (real parts, imaginary parts) of the frequencies 0 … n / 2 of signals along the last axis."""
    length = x.shape[-1]
    found = np.fft.rfft(x)

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        real, imaginary = _filled(g, found.shape, x.dtype)
        waves = np.fft.ifft(real + 1j * imaginary, length, axis=-1) * length
        return (waves.real.astype(x.dtype),)

    return (found.real.astype(x.dtype), found.imag.astype(x.dtype)), vjp


@primitive
def signal_of(real: Any, imaginary: Any, *, length: int) -> tuple[Array, Vjp]:
    """Return the signals, of this length, that have the frequencies 0 … length / 2 given along the last axis."""
    y = np.fft.irfft(real + 1j * imaginary, length).astype(real.dtype)
    count = np.full(real.shape[-1], 2 / length)  # every frequency between the first and the last stands for two
    count[0] = 1 / length
    if length % 2 == 0:
        count[-1] = 1 / length

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        found = np.fft.rfft(g) * count
        to_imaginary = found.imag.astype(real.dtype)
        to_imaginary[..., count == 1 / length] = 0
        return found.real.astype(real.dtype), to_imaginary

    return y, vjp


@primitive
def complex_fourier(real: Any, imaginary: Any, *, axes: tuple[int, ...]) -> tuple[tuple[Array, Array], Vjp]:
    """Return (real parts, imaginary parts) of the frequencies of complex signals along some axes."""
    found = np.fft.fftn(real + 1j * np.asarray(imaginary), axes=axes)
    count = np.prod([found.shape[axis] for axis in axes])

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        to_real, to_imaginary = _filled(g, found.shape, real.dtype)
        back = np.fft.ifftn(to_real + 1j * to_imaginary, axes=axes) * count
        return back.real.astype(real.dtype), back.imag.astype(real.dtype)

    return (found.real.astype(real.dtype), found.imag.astype(real.dtype)), vjp


def _filled(g: Any, shape: tuple[int, ...], dtype: Any) -> tuple[Array, Array]:
    real, imaginary = (np.zeros(shape, dtype) if each is None else each for each in g)
    return real, imaginary


@primitive
def phase(real: Any, imaginary: Any) -> tuple[Array, Vjp]:
    """Return the angles of complex numbers, from -pi to pi."""

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        power = real * real + imaginary * imaginary
        return -g * imaginary / power, g * real / power

    return np.arctan2(imaginary, real), vjp


# ---- under Keras's names --------------------------------------------------------------------------------------


def fft(x: Pair) -> Pair:
    """Return the frequencies of complex signals along the last axis; x and the result are (real, imaginary)."""
    real, imaginary = _pair(x)
    return complex_fourier(real, imaginary, axes=(-1,))  # type: ignore[no-any-return]


def fft2(x: Pair) -> Pair:
    """Return the frequencies of complex pictures along the last two axes."""
    real, imaginary = _pair(x)
    return complex_fourier(real, imaginary, axes=(-2, -1))  # type: ignore[no-any-return]


def ifft2(x: Pair) -> Pair:
    """Return the complex pictures that have these frequencies along the last two axes."""
    real, imaginary = _pair(x)
    count = float(np.prod(shape(real)[-2:]))
    imaginary, real = complex_fourier(imaginary, real, axes=(-2, -1))  # exchanged, the transform runs backwards
    return divide(real, count), divide(imaginary, count)


def rfft(x: Any, fft_length: int | None = None) -> Pair:
    """Return the frequencies 0 … n / 2 of real signals, cut or filled up to n = fft_length."""
    return real_fourier(x if fft_length is None else _with_length(x, fft_length))  # type: ignore[no-any-return]


def irfft(x: Pair, fft_length: int | None = None) -> Any:
    """Return the real signals that have these frequencies."""
    real, imaginary = _pair(x)
    length = 2 * (shape(real)[-1] - 1) if fft_length is None else fft_length
    return signal_of(*(_with_length(each, length // 2 + 1) for each in (real, imaginary)), length=length)


def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Any:
    """Return pieces of signals, of this length, one starting so many steps after the other."""
    starts = np.arange(0, shape(x)[-1] - sequence_length + 1, sequence_stride)
    return take(x, starts[:, None] + np.arange(sequence_length), axis=-1)


def stft(
    x: Any, sequence_length: int, sequence_stride: int, fft_length: int, window: Any = "hann", center: bool = True
) -> Pair:
    """Return the frequencies of overlapping pieces of signals, faded in and out by a window.

    Args:
        center: whether the signals are mirrored at their ends, so that pieces are centred on their places.
    """
    if center:
        x = pad(x, [(0, 0)] * (ndim(x) - 1) + [(fft_length // 2,) * 2], mode="reflect")
    weights = _window(window, sequence_length, fft_length)
    pieces = extract_sequences(x, fft_length, sequence_stride)
    return real_fourier(pieces * weights.astype(str(pieces.dtype)))  # type: ignore[no-any-return]


def istft(
    x: Pair,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Any:
    """Return the signals of which `stft` with the same arguments gave the frequencies."""
    weights = _window(window, sequence_length, fft_length)
    pieces = irfft(x, fft_length) * weights.astype(str(_pair(x)[0].dtype))
    counts = np.broadcast_to(weights**2, shape(pieces)[-2:]).astype(str(pieces.dtype))
    total, share = _added_up(pieces, sequence_stride), _added_up(counts, sequence_stride)
    signal = total / where(share > 1e-7, maximum(share, 1e-7), 1.0)
    start = fft_length // 2 if center else 0
    end = start + length if length is not None else shape(signal)[-1] - start
    return getitem(signal, (Ellipsis, slice(start, end)))


def _added_up(pieces: Any, stride: int) -> Any:
    """Return overlapping pieces added at their places."""
    *before, count, length = shape(pieces)
    places = np.arange(count)[:, None] * stride + np.arange(length)
    return place(pieces, key=(Ellipsis, places), shape=(*before, (count - 1) * stride + length))


def _window(window: Any, length: int, whole: int) -> Array:
    """Return the weights of a window in the middle of zeros."""
    if window is None:
        weights = np.ones(length)
    elif isinstance(window, str):
        first = {"hann": 0.5, "hamming": 0.54}.get(window)
        if first is None:
            raise ValueError(f"window must be 'hann', 'hamming', weights of one's own or None, not {window!r}.")
        weights = first - (1 - first) * np.cos(2 * np.pi * np.arange(length) / length)
    else:
        weights = np.asarray(window, float)
    before = (whole - length) // 2
    return np.pad(weights, (before, whole - length - before))


def _pair(x: Any) -> Pair:
    if not isinstance(x, list | tuple) or len(x) != 2:
        raise ValueError(f"A Fourier transform takes a pair (real parts, imaginary parts), not {type(x).__name__}.")
    real, imaginary = (each if hasattr(each, "dtype") else convert_to_tensor(each) for each in x)
    return real, imaginary


def _with_length(x: Any, length: int) -> Any:
    """Return signals cut, or filled up with zeros, along the last axis."""
    missing = length - shape(x)[-1]
    if missing <= 0:
        return getitem(x, (Ellipsis, slice(0, length)))
    return pad(x, [(0, 0)] * (ndim(x) - 1) + [(0, missing)])
