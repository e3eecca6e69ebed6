"""Transposed convolution: the way back through a convolution, used to enlarge."""

from __future__ import annotations

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.convolution import bias_gradient, conv_input_gradient, kernel_gradient, slide
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
    y = conv_input_gradient(x, kernel, shape, windows)
    if bias is not None:
        y += bias

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        dx = slide(g, kernel, None, windows) if needs[0] else None
        dk = kernel_gradient(x, g, kernel.shape, windows) if needs[1] else None
        return (dx, dk, bias_gradient(g) if len(needs) > 2 and needs[2] else None)[: len(needs)]

    return y, vjp


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
