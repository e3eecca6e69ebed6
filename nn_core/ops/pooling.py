"""Pooling over any number of spatial axes: the largest or the mean of every window."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.accelerator import Kernel, accelerator
from nn_core.autodiff.parallel import PASS, pieces_of, run
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops import pooling_passes as passes
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
    write_maximum(x, windows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array]:
        dx = np.empty_like(x)
        hand_to_maximum(x, y, g, windows, dx)
        return (dx,)

    return y, vjp


@max_pool.planned
def _(
    plan: Plan,
    x: Array,
    *,
    pool_size: int | tuple[int, ...],
    strides: int | tuple[int, ...] | None = None,
    padding: str = "valid",
) -> Any:
    windows = Windows.over(x.shape[1:-1], pool_size, pool_size if strides is None else strides, padding)
    y = plan.memo.get(("done along", "max_pool", id(x)))
    if y is None:
        y = plan.empty((len(x), *windows.output, x.shape[-1]), x.dtype)
        plan.do(write_maximum, x, windows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array]:
        dx, is_rectified = plan.gradient(x), ("rectified", id(x)) in plan.memo
        plan.later(dx, _hand_back_later, x, y, g, windows, is_rectified)
        if is_rectified:
            plan.memo["rectified gradient", id(dx)] = dx
        return (dx,)

    return y, vjp


def write_maximum(x: Array, windows: Windows, y: Array) -> None:
    """Write the largest element of every window into y."""
    _run_by_blocks(x.shape, lambda samples: write_largest(x[samples], windows, y[samples]))


def hand_to_maximum(x: Array, y: Array, g: Array, windows: Windows, dx: Array) -> None:
    """Give the gradient of each window to its first maximum."""
    _run_by_blocks(x.shape, lambda samples: _hand_to_largest(x[samples], y[samples], g[samples], windows, dx[samples]))


def _hand_back_later(
    samples: slice, dx: Array, x: Array, y: Array, g: Array, windows: Windows, is_rectified: bool
) -> None:
    """Write some samples of the gradient; where x has been rectified, zeros get nothing."""
    _hand_to_largest(x[samples], y[samples], g[samples], windows, dx, is_rectified)


def _run_by_blocks(shape: tuple[int, ...], function: Callable[[slice], None]) -> None:
    """Call function(samples) for blocks that stay in the processor's cache."""
    size = math.prod(shape[1:])

    def piece(samples: slice) -> None:
        for block in sample_blocks(samples.stop - samples.start, 2 * size):
            function(slice(samples.start + block.start, samples.start + block.stop))

    cost = 2 * PASS * shape[0] * size
    run(piece, pieces_of(shape[0], cost), cost)


def pooling_windows(
    x: Array, *, pool_size: int | tuple[int, ...], strides: int | tuple[int, ...] | None = None, padding: str = "valid"
) -> Windows:
    """Return the windows of a pooling over x."""
    return Windows.over(x.shape[1:-1], pool_size, pool_size if strides is None else strides, padding)


def write_largest(x: Array, windows: Windows, y: Array) -> None:
    """Write the largest element of every window into y."""
    compiled = _compiled(passes.write_largest, windows, x, y)
    if compiled is not None:
        compiled(x, *windows.window, y)
    else:
        _write_largest(x, windows, y)


def _write_largest(x: Array, windows: Windows, y: Array) -> None:
    """Do so with NumPy, one tap after the other."""
    if windows.is_full:
        (_, _, first), *rest = windows.taps()
        np.copyto(y, x[:, *first])
    else:
        y[...] = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        rest = list(windows.taps())
    for _, outputs, inputs in rest:
        np.maximum(y[:, *outputs], x[:, *inputs], out=y[:, *outputs])


def _hand_to_largest(x: Array, y: Array, g: Array, windows: Windows, dx: Array, is_rectified: bool = False) -> None:
    compiled = _compiled(passes.hand_to_largest, windows, x, y, g, dx)
    if compiled is not None:
        compiled(x, y, g, *windows.window, int(is_rectified), dx, np.empty(x.shape[-1], x.dtype))
        return
    worth = g * (y > 0) if is_rectified else g
    open_windows = np.ones(y.shape, bool)
    if not windows.is_partition:
        dx[...] = 0
    for _, outputs, inputs in windows.taps():
        is_here = x[:, *inputs] == y[:, *outputs]
        is_here &= open_windows[:, *outputs]
        open_windows[:, *outputs] ^= is_here
        if windows.is_tiling:
            np.multiply(worth[:, *outputs], is_here, out=dx[:, *inputs])
        else:
            dx[:, *inputs] += worth[:, *outputs] * is_here


def _compiled(kernel: Kernel, windows: Windows, *arrays: Array) -> Kernel | None:
    """Return the compiled form, for windows in a plane that lie side by side."""
    is_plain = windows.window == windows.strides and windows.is_full and max(windows.dilation) == 1
    return accelerator.fitting(kernel, *arrays) if is_plain and len(windows.size) == 2 else None


@primitive
def average_pool(
    x: Array, *, pool_size: int | tuple[int, ...], strides: int | tuple[int, ...] | None = None, padding: str = "valid"
) -> tuple[Array, Vjp]:
    """Return the mean of every window of `x` (batch, *spatial, channels); padding does not count."""
    windows = Windows.over(x.shape[1:-1], pool_size, pool_size if strides is None else strides, padding)
    y = np.empty((len(x), *windows.output, x.shape[-1]), x.dtype)
    share = _share(windows).astype(x.dtype)
    write_mean(x, windows, share, y)
    shape = x.shape

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array]:
        dx = np.empty(shape, g.dtype)
        hand_to_all(g, windows, share, dx)
        return (dx,)

    return y, vjp


@average_pool.planned
def _(
    plan: Plan,
    x: Array,
    *,
    pool_size: int | tuple[int, ...],
    strides: int | tuple[int, ...] | None = None,
    padding: str = "valid",
) -> Any:
    windows = Windows.over(x.shape[1:-1], pool_size, pool_size if strides is None else strides, padding)
    y = plan.empty((len(x), *windows.output, x.shape[-1]), x.dtype)
    share = _share(windows).astype(x.dtype)
    plan.do(write_mean, x, windows, share, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array]:
        dx = plan.gradient(x)
        plan.do(hand_to_all, g, windows, share, dx)
        return (dx,)

    return y, vjp


def write_mean(x: Array, windows: Windows, share: Array, y: Array) -> None:
    """Write the mean of every window into y."""

    def block(samples: slice) -> None:
        part = y[samples]
        part[...] = 0
        for _, outputs, inputs in windows.taps():
            part[:, *outputs] += x[samples, *inputs]
        part *= share

    _run_by_blocks(x.shape, block)


def hand_to_all(g: Array, windows: Windows, share: Array, dx: Array) -> None:
    """Give every element of a window its share of the gradient."""

    def block(samples: slice) -> None:
        part, shared = dx[samples], g[samples] * share
        part[...] = 0
        for _, outputs, inputs in windows.taps():
            part[:, *inputs] += shared[:, *outputs]

    _run_by_blocks(dx.shape, block)


def _share(windows: Windows) -> Array:
    """Return 1 / (number of elements in the window), for every window."""
    count = np.zeros((*windows.output, 1))
    for _, outputs, _ in windows.taps():
        count[outputs] += 1
    return np.asarray(1 / count)
