"""Pooling over any number of spatial axes: the largest or the mean of every window."""

from __future__ import annotations

import math

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.windows import Windows, sample_blocks


@primitive
def max_pool(
    x: Array, *, pool_size: int | tuple[int, ...], strides: int | tuple[int, ...] | None = None, padding: str = "valid"
) -> tuple[Array, Vjp]:
    """Return the largest element of every window of `x` (batch, *spatial, channels).

    The gradient goes to the first element that is as large as the result.
    """
    windows = Windows.over(x.shape[1:-1], pool_size, pool_size if strides is None else strides, padding)
    y = np.empty((len(x), *windows.output, x.shape[-1]), x.dtype)
    for samples in sample_blocks(len(x), math.prod(x.shape[1:])):
        _fill_maximum(x[samples], windows, y[samples])

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array]:
        dx = np.empty_like(x)
        for samples in sample_blocks(len(x), math.prod(x.shape[1:])):
            _hand_to_maximum(x[samples], y[samples], g[samples], windows, dx[samples])
        return (dx,)

    return y, vjp


def _fill_maximum(x: Array, windows: Windows, y: Array) -> None:
    if windows.is_full:
        (_, _, first), *rest = windows.taps()
        np.copyto(y, x[:, *first])
    else:
        y[...] = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        rest = list(windows.taps())
    for _, outputs, inputs in rest:
        np.maximum(y[:, *outputs], x[:, *inputs], out=y[:, *outputs])


def _hand_to_maximum(x: Array, y: Array, g: Array, windows: Windows, dx: Array) -> None:
    """Give the gradient of each window to its first maximum."""
    open_windows = np.ones(y.shape, bool)
    if not windows.is_partition:
        dx[...] = 0
    for _, outputs, inputs in windows.taps():
        is_here = x[:, *inputs] == y[:, *outputs]
        is_here &= open_windows[:, *outputs]
        open_windows[:, *outputs] ^= is_here
        if windows.is_tiling:
            np.multiply(g[:, *outputs], is_here, out=dx[:, *inputs])
        else:
            dx[:, *inputs] += g[:, *outputs] * is_here


@primitive
def average_pool(
    x: Array, *, pool_size: int | tuple[int, ...], strides: int | tuple[int, ...] | None = None, padding: str = "valid"
) -> tuple[Array, Vjp]:
    """Return the mean of every window of `x` (batch, *spatial, channels); padding does not count."""
    windows = Windows.over(x.shape[1:-1], pool_size, pool_size if strides is None else strides, padding)
    share = _share(windows).astype(x.dtype)
    y = np.zeros((len(x), *windows.output, x.shape[-1]), x.dtype)
    for samples in sample_blocks(len(x), math.prod(x.shape[1:])):
        part = y[samples]
        for _, outputs, inputs in windows.taps():
            part[:, *outputs] += x[samples, *inputs]
        part *= share
    shape = x.shape

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array]:
        dx = np.zeros(shape, g.dtype)
        for samples in sample_blocks(shape[0], math.prod(shape[1:])):
            shared = g[samples] * share
            for _, outputs, inputs in windows.taps():
                dx[samples, *inputs] += shared[:, *outputs]
        return (dx,)

    return y, vjp


def _share(windows: Windows) -> Array:
    """Return 1 / (number of elements in the window), for every window."""
    count = np.zeros((*windows.output, 1))
    for _, outputs, _ in windows.taps():
        count[outputs] += 1
    return np.asarray(1 / count)
