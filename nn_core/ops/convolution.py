"""Convolution over any number of spatial axes, as matrix products."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.parallel import pieces_of, run, workspace
from nn_core.autodiff.primitive import Plan, Promise
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops import winograd
from nn_core.ops.finish import Finish, Pooling
from nn_core.ops.pooling import pooling_windows
from nn_core.ops.rows import bias_gradient
from nn_core.ops.windows import Windows, sample_blocks

_NARROW = 4  # with fewer channels than this, gathering windows column by column is quicker than row by row


@primitive
def conv(
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> tuple[Array, Vjp]:
    """Slide a kernel of shape (*window, channels / groups, filters) over `x` of shape (batch, *spatial, channels).

    The windows are gathered as the rows of a matrix, one block of samples at a time, so that the matrix stays in
    the cache; gathering them again on the way back is cheaper than keeping them. Where it is quicker, the products are
    taken in tiles instead (see `winograd`).
    """
    _check_channels(x.shape[-1], kernel, groups)
    windows = Windows.over(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation_rate)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((x, kernel, bias)[: len(needs)], needs, strict=True)
        found = [np.empty(each.shape, g.dtype) if need and each is not None else None for each, need in wanted]
        write_gradients(g, x, kernel, windows, groups, *found, *[None] * (3 - len(found)))
        return tuple(found)

    return slide(x, kernel, bias, windows, groups), vjp


@conv.planned
def _(
    plan: Plan,
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> Any:
    windows = Windows.over(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation_rate)
    y = plan.empty((len(x), *windows.output, kernel.shape[-1]), x.dtype)
    is_rectified, pooling = _done_along(plan, y)
    plan.do(slide, x, kernel, bias, windows, groups, y, is_rectified, pooling)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((x, kernel, bias)[: len(needs)], needs, strict=True)
        found = [plan.gradient(each) if need and each is not None else None for each, need in wanted]
        can_wait = winograd.is_suitable(windows, kernel, groups) or not needs[0]
        worth = (plan.promised(g) if can_wait else None) or plan.in_order(g)
        plan.do(write_gradients, worth, x, kernel, windows, groups, *found, *[None] * (3 - len(found)))
        return tuple(found)

    return y, vjp


def _done_along(plan: Plan, y: Array) -> tuple[bool, Pooling | None]:
    """Return what a planned convolution does while its results are in the cache: ReLU, and max pooling after that."""
    names = [each.name for each in plan.followers()]
    if names[:1] != ["relu"] or y.dtype != np.float32:
        return False, None
    plan.memo["done along", "relu", id(y)] = y
    if names[1:2] != ["max_pool"]:
        return True, None
    windows = pooling_windows(y, **plan.followers()[1].kwargs)
    pooled = plan.empty((len(y), *windows.output, y.shape[-1]), y.dtype)
    plan.memo["done along", "max_pool", id(y)] = pooled
    return True, (windows, pooled)


def slide(
    x: Array,
    kernel: Array,
    bias: Array | None,
    windows: Windows,
    groups: int = 1,
    y: Array | None = None,
    is_rectified: bool = False,
    pooling: Pooling | None = None,
) -> Array:
    """Return the product of every window with the kernel, written into y if that is given.

    Negative results may be replaced by zero, and the largest of windows over these written as well.
    """
    if y is None:
        y = np.empty((len(x), *windows.output, kernel.shape[-1]), x.dtype)
    finish = Finish(y, bias, is_rectified, pooling)
    if winograd.is_suitable(windows, kernel, groups):
        winograd.slide(x, kernel, windows, y, finish)
    else:
        slide_directly(x, kernel, windows, groups, y, finish)
    return y


def write_gradients(
    g: Array | Promise,
    x: Array,
    kernel: Array,
    windows: Windows,
    groups: int,
    dx: Array | None,
    dk: Array | None,
    db: Array | None,
) -> None:
    """Write the gradients of inputs, kernel and bias; None is not wanted.

    What the results are worth may be given as a promise, if it is needed only once.
    """
    if winograd.is_suitable(windows, kernel, groups):
        winograd.write_gradients(_arriving(g), x, kernel, windows, dx, dk, db)
        return
    if dx is not None and isinstance(g, np.ndarray):
        conv_input_gradient(g, kernel, x.shape, windows, groups, dx)
    if dk is not None or db is not None:
        kernel_gradient(g, x, kernel.shape, windows, groups, dk, db)


def _arriving(g: Array | Promise) -> Callable[[slice, Array], Array]:
    """Return a function that gives the gradient of some samples; it may write them into the spare array."""
    if isinstance(g, np.ndarray):
        return lambda samples, spare: g[samples]
    function, args = g

    def arrive(samples: slice, spare: Array) -> Array:
        function(samples, spare, *args)
        return spare

    return arrive


def slide_directly(
    x: Array, kernel: Array, windows: Windows, groups: int, y: Array, finish: Callable[[slice], None]
) -> None:
    """Write the product of every window with the kernel into y; finish(samples) follows while they are in the cache."""
    filters = kernel.shape[-1]
    weights = kernel.reshape(-1, filters)

    def piece(samples: slice) -> None:
        for block in _blocks(samples, windows, len(weights) + filters):
            matrix = y[block].reshape(-1, filters)
            for inputs, outputs in _groups(x.shape[-1], filters, groups):
                np.matmul(_columns(x[block, ..., inputs], windows), weights[:, outputs], out=matrix[:, outputs])
            finish(block)

    cost = 2 * y.size * len(weights)
    run(piece, pieces_of(len(x), cost), cost)


def _blocks(samples: slice, windows: Windows, numbers_per_window: int) -> Iterator[slice]:
    for block in sample_blocks(samples.stop - samples.start, 4 * windows.count * numbers_per_window):
        yield slice(samples.start + block.start, samples.start + block.stop)


def _columns(x: Array, windows: Windows) -> Array:
    """Return a matrix whose rows are the windows; it lies in this thread's working memory."""
    length = math.prod(windows.window) * x.shape[-1]
    if windows.is_pointwise:
        return x.reshape(-1, length)
    padded, gathered = workspace(x.dtype, windows.padded_shape(x), (len(x) * windows.count * length,))
    view = windows.view(windows.pad(x, padded))
    if x.shape[-1] >= _NARROW:
        gathered.reshape(view.shape)[...] = view
        return gathered.reshape(-1, length)
    first = (view.ndim - 2) // 2 + 1
    by_column = np.moveaxis(view, range(first, view.ndim), range(view.ndim - first))
    gathered.reshape(by_column.shape)[...] = by_column
    return gathered.reshape(length, -1).T


def kernel_gradient(
    g: Array | Promise,
    x: Array,
    shape: tuple[int, ...],
    windows: Windows,
    groups: int = 1,
    dk: Array | None = None,
    db: Array | None = None,
) -> None:
    """Write the sum over all windows of (what the window saw) times (what its result is worth); and of the latter."""
    length, filters = math.prod(shape[:-1]), shape[-1]
    cost = 2 * len(x) * windows.count * filters * length
    pieces, arrive = pieces_of(len(x), cost), _arriving(g)
    sums, bias_sums = np.zeros((len(pieces), length, filters), x.dtype), np.zeros((len(pieces), filters), x.dtype)

    def piece(number: int) -> None:
        spare = np.empty(0, x.dtype)
        for block in _blocks(pieces[number], windows, length + filters):
            room = (block.stop - block.start, *windows.output, filters)
            if spare.size < math.prod(room) and not isinstance(g, np.ndarray):
                spare = np.empty(math.prod(room), x.dtype)
            part = spare[: math.prod(room)].reshape(room) if spare.size else spare
            matrix = arrive(block, part).reshape(-1, filters)
            if db is not None:
                bias_sums[number] += bias_gradient(matrix)
            for inputs, outputs in _groups(x.shape[-1], filters, groups) if dk is not None else []:
                sums[number][:, outputs] += _columns(x[block, ..., inputs], windows).T @ matrix[:, outputs]

    run(piece, range(len(pieces)), cost)
    if dk is not None:
        np.sum(sums.reshape(-1, *shape), axis=0, out=dk)
    if db is not None:
        np.sum(bias_sums, axis=0, out=db)


def conv_input_gradient(
    g: Array,
    kernel: Array,
    shape: tuple[int, ...],
    windows: Windows,
    groups: int = 1,
    out: Array | None = None,
) -> Array:
    """Hand every window's gradient back to the elements it saw.

    This is also the forward pass of a transposed convolution.
    """
    dx = np.empty(shape, g.dtype) if out is None else out
    turned = np.ascontiguousarray(kernel.swapaxes(-1, -2))
    back = windows.back() if groups == 1 and kernel.shape[-1] <= shape[-1] else None
    if back is not None:  # gathering what meets in an element is quicker
        every_axis = (slice(None, None, -1),) * len(windows.size)
        slide_directly(g, np.ascontiguousarray(turned[every_axis]), back, 1, dx, lambda samples: None)
    else:
        cost = 2 * g.size * kernel[..., 0].size
        run(
            lambda samples: _hand_back(g[samples], turned, windows, groups, dx[samples]),
            pieces_of(len(dx), cost),
            cost,
        )
    return dx


def _hand_back(g: Array, turned: Array, windows: Windows, groups: int, dx: Array) -> None:
    """Scatter the gradients, one tap of the kernel at a time."""
    filters, channels = turned.shape[-2], dx.shape[-1]
    for samples in sample_blocks(len(dx), 4 * windows.count * channels):
        matrix, target = g[samples].reshape(-1, filters), dx[samples]
        (part,) = workspace(g.dtype, (len(matrix), channels))
        by_window = part.reshape(-1, *windows.output, channels)
        target[...] = 0
        for tap, outputs, inputs in windows.taps():
            for into, out_of in _groups(channels, filters, groups):
                np.matmul(matrix[:, out_of], turned[tap][out_of], out=part[:, into])
            target[:, *inputs] += by_window[:, *outputs]


def _groups(channels: int, filters: int, groups: int) -> list[tuple[slice, slice]]:
    """Return for each group its input channels and its filters."""
    if groups == 1:
        return [(slice(None), slice(None))]
    a, b = channels // groups, filters // groups
    return [(slice(i * a, (i + 1) * a), slice(i * b, (i + 1) * b)) for i in range(groups)]


def _check_channels(channels: int, kernel: Array, groups: int) -> None:
    if channels % groups or kernel.shape[-1] % groups:
        raise ValueError(
            f"With groups={groups}, the numbers of input channels and of filters must be multiples of {groups}, "
            f"not {channels} and {kernel.shape[-1]}."
        )
    if kernel.shape[-2] * groups != channels:
        raise ValueError(f"The kernel was made for {kernel.shape[-2] * groups} channels, but the input has {channels}.")
