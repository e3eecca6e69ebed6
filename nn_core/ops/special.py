"""Rarer functions of each number, of grids and of signals, and numbers that are made by a formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.activation import error_function
from nn_core.ops.arithmetic import divide, multiply, power, subtract
from nn_core.ops.array_function import array_function
from nn_core.ops.creation import zeros_like
from nn_core.ops.elementwise import maximum, sin, sqrt, square, where
from nn_core.ops.linear import matmul
from nn_core.ops.numeric import diag, inner, trunc
from nn_core.ops.promotion import floating, promote
from nn_core.ops.queries import bitwise_not
from nn_core.ops.reduction import mean, sum
from nn_core.ops.shape import expand_dims, getitem, ndim, pad, ravel, shape, split, stack, transpose

__all__ = [
    "bartlett",
    "bitwise_invert",
    "blackman",
    "cdist",
    "corrcoef",
    "correlate",
    "diagflat",
    "dsplit",
    "empty_like",
    "erfc",
    "erfinv",
    "fmod",
    "gcd",
    "geomspace",
    "get_item",
    "hamming",
    "hanning",
    "heaviside",
    "i0",
    "isneginf",
    "isposinf",
    "kaiser",
    "lcm",
    "ldexp",
    "nextafter",
    "select",
    "sinc",
    "trapezoid",
    "vander",
    "view",
]

bitwise_invert = bitwise_not
get_item = getitem
empty_like = zeros_like

# ---- with a derivative ----------------------------------------------------------------------------------------


@primitive
def erfc(x: Any) -> tuple[Array, Vjp]:
    """Return 1 - erf(x), exact also where that is nearly zero."""
    x = floating(x)
    y = np.asarray(np.vectorize(math.erfc, otypes=[x.dtype])(x))
    return y, lambda g, needs: (g * np.exp(-np.square(x)) * (-2 / math.sqrt(math.pi)),)


@primitive
def erfinv(x: Any) -> tuple[Array, Vjp]:
    """Return the number of which erf gives x."""
    x = floating(x)
    y = _inverse_error_function(x.astype(np.float64)).astype(x.dtype)
    return y, lambda g, needs: (g * np.exp(np.square(y)) * (math.sqrt(math.pi) / 2),)


def _inverse_error_function(x: Array) -> Array:
    """Return a first guess by Winitzki's formula, brought nearer by Newton's steps."""
    inside = np.clip(x, -1 + 1e-16, 1 - 1e-16)
    logarithm, factor = np.log1p(-inside * inside), 0.147
    half = 2 / (math.pi * factor) + logarithm / 2
    y = np.copysign(np.sqrt(np.sqrt(half * half - logarithm / factor) - half), inside)
    for _ in range(4):
        slope = np.exp(-y * y) * (2 / math.sqrt(math.pi))
        step = (error_function(y) - inside) / slope
        y = y - step / (1 + y * step)
    return np.where(np.abs(x) < 1, y, np.where(np.abs(x) == 1, np.copysign(np.inf, x), np.nan))


@primitive
def i0(x: Any) -> tuple[Array, Vjp]:
    """Return the modified Bessel function of order zero."""
    x = floating(x)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        angles = (np.arange(200) + 0.5) * (math.pi / 200)  # its derivative is the mean of cos(t) exp(x cos(t))
        return (g * (np.cos(angles) * np.exp(x[..., None] * np.cos(angles))).mean(axis=-1).astype(x.dtype),)

    return np.asarray(np.i0(x), x.dtype), vjp


def sinc(x: Any) -> Any:
    """Return sin(πx) / πx, and 1 at 0."""
    turned = multiply(x, math.pi)
    is_zero = convert_to_numpy(x) == 0
    safe = where(is_zero, 1.0, turned)
    return where(is_zero, 1.0, divide(sin(safe), safe))


def fmod(x1: Any, x2: Any) -> Any:
    """Return the remainder of a division, with the sign of x1."""
    return subtract(x1, multiply(trunc(divide(x1, x2)), x2))


def ldexp(x1: Any, x2: Any) -> Any:
    """Return x1 times 2 to the power x2."""
    return multiply(x1, power(2.0, x2))


def cdist(x: Any, y: Any) -> Any:
    """Return the distance of every row of x from every row of y."""
    return sqrt(maximum(sum(square(expand_dims(x, axis=-2) - expand_dims(y, axis=-3)), axis=-1), 0.0))


def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """Return the area under points joined by straight lines."""
    along = axis % ndim(y)
    left, right = (getitem(y, (*[slice(None)] * along, each)) for each in (slice(None, -1), slice(1, None)))
    widths: Any = dx
    if x is not None:
        places = np.diff(convert_to_numpy(x), axis=-1 if ndim(x) == 1 else along)
        widths = places.reshape([-1 if i == along else 1 for i in range(ndim(y))]) if ndim(x) == 1 else places
    return sum(multiply(left + right, widths), axis=along) / 2


def corrcoef(x: Any) -> Any:
    """Return how much each two rows go together, from -1 to 1."""
    centered = x - mean(x, axis=-1, keepdims=True)
    products = matmul(centered, transpose(centered))
    length = sqrt(sum(square(centered), axis=-1, keepdims=True))
    return products / matmul(length, transpose(length))


def correlate(x1: Any, x2: Any, mode: str = "valid") -> Any:
    """Return the sums of products of one vector with the other at every place along it."""
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"correlate: mode must be 'valid', 'same' or 'full', not {mode!r}.")
    n, m = shape(x1)[0], shape(x2)[0]
    whole = pad(x1, [(m - 1, m - 1)])
    places = np.arange(n + m - 1)[:, None] + np.arange(m)
    found = inner(getitem(whole, places), x2)
    length = {"full": n + m - 1, "same": np.maximum(n, m), "valid": np.maximum(n, m) - np.minimum(n, m) + 1}[mode]
    start = (n + m - 1 - length) // 2 if mode != "same" or n >= m else (n + m - 1 - length + 1) // 2
    return getitem(found, slice(int(start), int(start + length)))


def diagflat(x: Any, k: int = 0) -> Any:
    """Return all numbers as the diagonal of a matrix."""
    return diag(ravel(x), k)


def dsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """Return pieces along the third axis."""
    return split(x, indices_or_sections, axis=2)


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:  # noqa: N803 - Keras's name
    """Return the powers of each number as a row."""
    count = shape(x)[0] if N is None else N
    exponents = range(count) if increasing else range(count - 1, -1, -1)
    return stack([power(x, exponent) for exponent in exponents], axis=-1)


def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    """Return at each place the first choice of which the condition holds."""
    found = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        found = where(condition, choice, found)
    return found


def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: str | None = None, axis: int = 0
) -> Any:
    """Return numbers of which each is the one before times the same factor."""
    found = np.geomspace(convert_to_numpy(start), convert_to_numpy(stop), num, endpoint, axis=axis)
    return Tensor(found.astype(dtype or "float32"))


# ---- without a derivative -------------------------------------------------------------------------------------


def _of_pairs(function: Callable[..., Any], what: str) -> Any:
    @array_function
    def operation(x1: Any, x2: Any) -> Any:
        return function(*promote(x1, x2))

    operation.__name__, operation.__doc__ = function.__name__, f"Return {what}."
    return operation


gcd = _of_pairs(np.gcd, "the largest whole number that divides both")
lcm = _of_pairs(np.lcm, "the smallest whole number that both divide")
heaviside = _of_pairs(np.heaviside, "0 below zero, 1 above, and x2 at zero")
nextafter = _of_pairs(np.nextafter, "the next number after x1 in the direction of x2")


@array_function
def isneginf(x: Any) -> Any:
    """Return where x is minus infinity."""
    return np.isneginf(x)


@array_function
def isposinf(x: Any) -> Any:
    """Return where x is infinity."""
    return np.isposinf(x)


@array_function
def view(x: Any, dtype: str | None = None) -> Any:
    """Return the same bits read as another type of numbers."""
    return np.ascontiguousarray(x).view(dtype or x.dtype)


def _window(function: Callable[[int], Any]) -> Any:
    def operation(x: int) -> Tensor:
        return Tensor(function(int(x)).astype("float32"))

    operation.__name__, operation.__doc__ = function.__name__, f"Return the {function.__name__} window of x weights."
    return operation


bartlett, blackman, hamming, hanning = map(_window, (np.bartlett, np.blackman, np.hamming, np.hanning))


def kaiser(x: int, beta: float) -> Tensor:
    """Return the Kaiser window of x weights; the larger beta, the narrower."""
    return Tensor(np.kaiser(int(x), float(beta)).astype("float32"))
