"""Comparisons and logic; they have no derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.ops.array_function import array_function


@array_function
def equal(x1: Any, x2: Any) -> Any:
    """Return where x1 == x2."""
    return np.equal(x1, x2)


@array_function
def not_equal(x1: Any, x2: Any) -> Any:
    """Return where x1 != x2."""
    return np.not_equal(x1, x2)


@array_function
def less(x1: Any, x2: Any) -> Any:
    """Return where x1 < x2."""
    return np.less(x1, x2)


@array_function
def less_equal(x1: Any, x2: Any) -> Any:
    """Return where x1 <= x2."""
    return np.less_equal(x1, x2)


@array_function
def greater(x1: Any, x2: Any) -> Any:
    """Return where x1 > x2."""
    return np.greater(x1, x2)


@array_function
def greater_equal(x1: Any, x2: Any) -> Any:
    """Return where x1 >= x2."""
    return np.greater_equal(x1, x2)


@array_function
def logical_not(x: Any) -> Any:
    """Return where x is false."""
    return np.logical_not(x)


@array_function
def logical_and(x1: Any, x2: Any) -> Any:
    """Return where both are true."""
    return np.logical_and(x1, x2)


@array_function
def logical_or(x1: Any, x2: Any) -> Any:
    """Return where one of them or both are true."""
    return np.logical_or(x1, x2)


@array_function
def logical_xor(x1: Any, x2: Any) -> Any:
    """Return where exactly one of them is true."""
    return np.logical_xor(x1, x2)


@array_function
def isnan(x: Any) -> Any:
    """Return where x is not a number."""
    return np.isnan(x)


@array_function
def isinf(x: Any) -> Any:
    """Return where x is infinite."""
    return np.isinf(x)


@array_function
def isfinite(x: Any) -> Any:
    """Return where x is an ordinary number: neither infinite nor NaN."""
    return np.isfinite(x)


@array_function
def isclose(x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Return where x1 and x2 differ by little."""
    return np.isclose(x1, x2, rtol, atol, equal_nan)
