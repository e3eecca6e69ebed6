"""Depthwise convolution: every channel is convolved by itself."""

from __future__ import annotations

import math

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.convolution import bias_gradient
from nn_core.ops.windows import Windows, sample_blocks


@primitive
def depthwise_conv(
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
) -> tuple[Array, Vjp]:
    """Slide a kernel of shape (*window, channels, multiplier) over `x` of shape (batch, *spatial, channels).

    Channel c of the input gives the channels c * multiplier and following of the result. There is no sum over
    channels, hence no matrix product: the taps of the kernel are added up one by one.
    """
    channels, multiplier = kernel.shape[-2:]
    if x.shape[-1] != channels:
        raise ValueError(f"The kernel was made for {channels} channels, but the input has {x.shape[-1]}.")
    windows = Windows.over(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation_rate)
    y = np.zeros((len(x), *windows.output, channels * multiplier), x.dtype)
    if bias is not None:
        y += bias
    for samples in _blocks(x, y):
        for j in range(multiplier):
            _add_taps(x[samples], kernel[..., j], y[samples, ..., j::multiplier], windows)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        dx = np.zeros_like(x) if needs[0] else None
        dk = np.zeros_like(kernel) if needs[1] else None
        for samples in _blocks(x, y):
            for j in range(multiplier):
                g_j = g[samples, ..., j::multiplier]
                if dx is not None:
                    _hand_back(g_j, kernel[..., j], dx[samples], windows)
                if dk is not None:
                    _add_products(g_j, x[samples], dk[..., j], windows)
        return (dx, dk, bias_gradient(g) if len(needs) > 2 and needs[2] else None)[: len(needs)]

    return y, vjp


def _blocks(x: Array, y: Array) -> list[slice]:
    return sample_blocks(len(x), 4 * max(math.prod(x.shape[1:]), math.prod(y.shape[1:])))


def _add_taps(x: Array, kernel: Array, y: Array, windows: Windows) -> None:
    for tap, outputs, inputs in windows.taps():
        y[:, *outputs] += x[:, *inputs] * kernel[tap]


def _hand_back(g: Array, kernel: Array, dx: Array, windows: Windows) -> None:
    for tap, outputs, inputs in windows.taps():
        dx[:, *inputs] += g[:, *outputs] * kernel[tap]


def _add_products(g: Array, x: Array, dk: Array, windows: Windows) -> None:
    """Add to the gradient of each tap what it met, times what the results are worth."""
    for tap, outputs, inputs in windows.taps():
        dk[tap] += bias_gradient(g[:, *outputs] * x[:, *inputs])
