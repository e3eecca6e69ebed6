"""Transposed convolution: the way back through a convolution, used to enlarge."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.convolution import conv_input_gradient, kernel_gradient, slide
from nn_core.ops.rows import bias_gradient
from nn_core.ops.windows import Windows, per_axis


def transposed_output_size(
    size: int | None, window: int, stride: int = 1, padding: str = "valid", dilation: int = 1, more: int | None = None
) -> int | None:
    """Return the size Keras gives to the result along one axis; `more` is the output padding, None for the usual."""
    if size is None:
        return None
    reach = dilation * (window - 1) + 1
    if padding == "valid":
        return (size - 1) * stride + reach + (max(stride - reach, 0) if more is None else more)
    return size * stride if more is None else (size - 1) * stride + reach % 2 + more


@primitive
def conv_transpose(
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    output_padding: int | tuple[int, ...] | None = None,
    dilation_rate: int | tuple[int, ...] = 1,
) -> tuple[Array, Vjp]:
    """Put a copy of the kernel, (*window, filters, channels), down for every element of x (batch, *spatial, channels).

    A convolution with the same kernel over the result would have x's size; its way back is the way forward here.
    """
    windows = _windows(x.shape[1:-1], kernel.shape[:-2], strides, padding, output_padding, dilation_rate)
    shape = (len(x), *windows.size, kernel.shape[-2])
    y = np.empty(shape, x.dtype)
    _spread(x, kernel, bias, windows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((x, kernel, bias)[: len(needs)], needs, strict=True)
        found = [np.empty(each.shape, g.dtype) if need and each is not None else None for each, need in wanted]
        _write_gradients(g, x, kernel, windows, *found, *[None] * (3 - len(found)))
        return tuple(found)

    return y, vjp


@conv_transpose.planned
def _(
    plan: Plan,
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    output_padding: int | tuple[int, ...] | None = None,
    dilation_rate: int | tuple[int, ...] = 1,
) -> Any:
    windows = _windows(x.shape[1:-1], kernel.shape[:-2], strides, padding, output_padding, dilation_rate)
    x, y = plan.in_order(x), plan.empty((len(x), *windows.size, kernel.shape[-2]), x.dtype)
    plan.do(_spread, x, kernel, bias, windows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((x, kernel, bias)[: len(needs)], needs, strict=True)
        found = [plan.gradient(each) if need and each is not None else None for each, need in wanted]
        plan.do(_write_gradients, plan.in_order(g), x, kernel, windows, *found, *[None] * (3 - len(found)))
        return tuple(found)

    return y, vjp


def _spread(x: Array, kernel: Array, bias: Array | None, windows: Windows, y: Array) -> None:
    conv_input_gradient(x, kernel, y.shape, windows, out=y)
    if bias is not None:
        y += bias


def _write_gradients(
    g: Array, x: Array, kernel: Array, windows: Windows, dx: Array | None, dk: Array | None, db: Array | None
) -> None:
    if dx is not None:
        slide(g, kernel, None, windows, y=dx)
    if dk is not None:
        kernel_gradient(x, g, kernel.shape, windows, dk=dk)
    if db is not None:
        bias_gradient(g, db)


def _windows(
    size: tuple[int, ...],
    window: tuple[int, ...],
    strides: int | tuple[int, ...],
    padding: str,
    output_padding: int | tuple[int, ...] | None,
    dilation: int | tuple[int, ...],
) -> Windows:
    """Return the windows over the result, of which x has one element each."""
    ndim = len(size)
    strides, dilation = per_axis(strides, ndim), per_axis(dilation, ndim)
    more = (None,) * ndim if output_padding is None else per_axis(output_padding, ndim)
    axes = list(zip(size, window, strides, [padding] * ndim, dilation, more, strict=True))
    result = tuple(transposed_output_size(*axis) or 0 for axis in axes)
    if min(result) < 1:
        raise ValueError(f"With strides {strides} and output_padding {output_padding} nothing of {size} would be left.")
    over = [
        max((n - 1) * stride + rate * (w - 1) + 1 - whole, 0)  # how far the windows reach beyond the result
        for (n, w, stride, _, rate, _), whole in zip(axes, result, strict=True)
    ]
    return Windows(result, window, strides, dilation, tuple((each // 2, each - each // 2) for each in over), size)
