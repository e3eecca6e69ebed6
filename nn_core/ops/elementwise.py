"""Functions of each number by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function
from nn_core.ops.promotion import floating, promote, promote_to_floats, unbroadcast

# ---- powers, exponentials, logarithms -------------------------------------------------------------------


@primitive
def exp(x: Any) -> tuple[Array, Vjp]:
    """Return e to the power of x."""
    y = np.exp(floating(x))
    return y, lambda g, needs: (g * y,)


@primitive
def expm1(x: Any) -> tuple[Array, Vjp]:
    """Return exp(x) - 1, exact also for small x."""
    y = np.expm1(floating(x))
    return y, lambda g, needs: (g * (y + 1),)


@primitive
def log(x: Any) -> tuple[Array, Vjp]:
    """Return the natural logarithm."""
    x = floating(x)
    return np.log(x), lambda g, needs: (g / x,)


@primitive
def log1p(x: Any) -> tuple[Array, Vjp]:
    """Return log(1 + x), exact also for small x."""
    x = floating(x)
    return np.log1p(x), lambda g, needs: (g / (x + 1),)


@primitive
def log2(x: Any) -> tuple[Array, Vjp]:
    """Return the logarithm to the base 2."""
    x = floating(x)
    return np.log2(x), lambda g, needs: (g / (x * float(np.log(2))),)


@primitive
def log10(x: Any) -> tuple[Array, Vjp]:
    """Return the logarithm to the base 10."""
    x = floating(x)
    return np.log10(x), lambda g, needs: (g / (x * float(np.log(10))),)


@primitive
def logaddexp(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return log(exp(x1) + exp(x2)) without overflow."""
    x1, x2 = promote_to_floats(x1, x2)
    y = np.logaddexp(x1, x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (
            unbroadcast(g * np.exp(x1 - y), x1.shape) if needs[0] else None,
            unbroadcast(g * np.exp(x2 - y), x2.shape) if needs[1] else None,
        )

    return y, vjp


@primitive
def sqrt(x: Any) -> tuple[Array, Vjp]:
    """Return the square root."""
    y = np.sqrt(floating(x))
    return y, lambda g, needs: (g / (2 * y),)


@primitive
def rsqrt(x: Any) -> tuple[Array, Vjp]:
    """Return 1 / sqrt(x)."""
    y = 1 / np.sqrt(floating(x))
    return y, lambda g, needs: (-0.5 * g * y * y * y,)


@primitive
def square(x: Any) -> tuple[Array, Vjp]:
    """Return x * x."""
    return np.square(x), lambda g, needs: (2 * g * x,)


@square.planned
def _(plan: Plan, x: Array) -> Any:
    if x.dtype.kind != "f":
        return None
    y, two = plan.like(x), x.dtype.type(2)
    plan.do(np.multiply, x, x, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gx = plan.gradient(x)
        if plan.is_constant(g):
            plan.do(np.multiply, x, plan.constant(g * two), gx)
        else:
            plan.do(np.multiply, x, g, gx)
            plan.do(np.multiply, gx, two, gx)
        return (gx,)

    return y, vjp


@primitive
def reciprocal(x: Any) -> tuple[Array, Vjp]:
    """Return 1 / x."""
    y = 1 / floating(x)
    return y, lambda g, needs: (-g * y * y,)


# ---- angles -------------------------------------------------------------------------------------------------


@primitive
def sin(x: Any) -> tuple[Array, Vjp]:
    """Return the sine."""
    x = floating(x)
    return np.sin(x), lambda g, needs: (g * np.cos(x),)


@primitive
def cos(x: Any) -> tuple[Array, Vjp]:
    """Return the cosine."""
    x = floating(x)
    return np.cos(x), lambda g, needs: (-g * np.sin(x),)


@primitive
def tan(x: Any) -> tuple[Array, Vjp]:
    """Return the tangent."""
    y = np.tan(floating(x))
    return y, lambda g, needs: (g * (1 + y * y),)


@primitive
def arcsin(x: Any) -> tuple[Array, Vjp]:
    """Return the angle with this sine."""
    x = floating(x)
    return np.arcsin(x), lambda g, needs: (g / np.sqrt(1 - x * x),)


@primitive
def arccos(x: Any) -> tuple[Array, Vjp]:
    """Return the angle with this cosine."""
    x = floating(x)
    return np.arccos(x), lambda g, needs: (-g / np.sqrt(1 - x * x),)


@primitive
def arctan(x: Any) -> tuple[Array, Vjp]:
    """Return the angle with this tangent."""
    x = floating(x)
    return np.arctan(x), lambda g, needs: (g / (1 + x * x),)


@primitive
def sinh(x: Any) -> tuple[Array, Vjp]:
    """Return the hyperbolic sine."""
    x = floating(x)
    return np.sinh(x), lambda g, needs: (g * np.cosh(x),)


@primitive
def cosh(x: Any) -> tuple[Array, Vjp]:
    """Return the hyperbolic cosine."""
    x = floating(x)
    return np.cosh(x), lambda g, needs: (g * np.sinh(x),)


# ---- sizes and choices ------------------------------------------------------------------------------------


@primitive
def absolute(x: Any) -> tuple[Array, Vjp]:
    """Return the size of x without its sign."""
    return np.abs(x), lambda g, needs: (g * np.sign(x),)


abs = absolute


@primitive
def maximum(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return the larger of the two; where they are equal, the gradient goes to x1."""
    x1, x2 = promote(x1, x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return _to_chosen(g, x1 >= x2, np.shape(x1), np.shape(x2), needs)

    return np.maximum(x1, x2), vjp


@primitive
def minimum(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return the smaller of the two; where they are equal, the gradient goes to x1."""
    x1, x2 = promote(x1, x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return _to_chosen(g, x1 <= x2, np.shape(x1), np.shape(x2), needs)

    return np.minimum(x1, x2), vjp


@primitive
def where(condition: Any, x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 where the condition holds, elsewhere x2."""
    x1, x2 = promote(x1, x2)
    condition = np.asarray(condition, dtype=bool)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (None, *_to_chosen(g, condition, np.shape(x1), np.shape(x2), needs[1:]))

    return np.where(condition, x1, x2), vjp


def _to_chosen(
    g: Array, is_first: Any, shape1: tuple[int, ...], shape2: tuple[int, ...], needs: tuple[bool, ...]
) -> tuple[Any, ...]:
    return (
        unbroadcast(g * is_first, shape1) if needs[0] else None,
        unbroadcast(g * np.logical_not(is_first), shape2) if needs[1] else None,
    )


@primitive
def clip(x: Any, *, x_min: Any, x_max: Any) -> tuple[Array, Vjp]:
    """Return x, but not less than x_min and not more than x_max; outside, the gradient is zero."""
    x, x_min, x_max = promote(x, x_min, x_max)
    return np.clip(x, x_min, x_max), lambda g, needs: (g * ((x >= x_min) & (x <= x_max)),)


@array_function
def sign(x: Any) -> Any:
    """Return -1, 0 or 1."""
    return np.sign(x)


@array_function
def floor(x: Any) -> Any:
    """Return the next whole number below."""
    return np.floor(floating(x))


@array_function
def ceil(x: Any) -> Any:
    """Return the next whole number above."""
    return np.ceil(floating(x))


@array_function
def round(x: Any, decimals: int = 0) -> Any:
    """Return the nearest number with so many decimals."""
    return np.round(x, decimals)
