"""Making and reading variables, constants and random numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor, Variable, convert_to_numpy, convert_to_tensor
from nn_core.ops import ones_like, random, zeros_like
from nn_core.spec.defaults import floatx

__all__ = [
    "arange",
    "batch_get_value",
    "batch_set_value",
    "cast",
    "cast_to_floatx",
    "constant",
    "eval",
    "eye",
    "get_value",
    "ones",
    "ones_like",
    "print_tensor",
    "random_bernoulli",
    "random_binomial",
    "random_normal",
    "random_normal_variable",
    "random_uniform",
    "random_uniform_variable",
    "set_value",
    "truncated_normal",
    "update",
    "update_add",
    "update_sub",
    "variable",
    "zeros",
    "zeros_like",
]


def variable(value: Any, dtype: str | None = None, name: str | None = None, constraint: Any = None) -> Variable:
    """Return a variable that starts with a value."""
    array = convert_to_numpy(value)
    return Variable(array, dtype=dtype or _dtype_for(array), name=name or "variable", constraint=constraint)


def constant(value: Any, dtype: str | None = None, shape: Any = None, name: str | None = None) -> Tensor:
    """Return a tensor of fixed values; a single one is repeated to fill the shape."""
    array = convert_to_numpy(value)
    array = array.astype(dtype or _dtype_for(array))
    return Tensor(array if shape is None else np.array(np.broadcast_to(array, shape)))


def _dtype_for(array: Any) -> Any:
    return floatx() if array.dtype == np.float64 else array.dtype


def zeros(shape: Any, dtype: str | None = None, name: str | None = None) -> Variable:
    """Return a variable of zeros."""
    return Variable(np.zeros(shape, dtype or floatx()), name=name or "variable")


def ones(shape: Any, dtype: str | None = None, name: str | None = None) -> Variable:
    """Return a variable of ones."""
    return Variable(np.ones(shape, dtype or floatx()), name=name or "variable")


def eye(size: Any, dtype: str | None = None, name: str | None = None) -> Variable:
    """Return a variable with ones on the diagonal."""
    rows, columns = size if isinstance(size, tuple | list) else (size, size)
    return Variable(np.eye(rows, columns, dtype=dtype or floatx()), name=name or "variable")


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: str = "int32") -> Any:
    """Return start, start + step … before stop."""
    return ops.arange(start, stop, step, dtype)


def cast(x: Any, dtype: str) -> Any:
    """Return the numbers as another type."""
    return ops.cast(x, dtype=dtype)


def cast_to_floatx(x: Any) -> Any:
    """Return the numbers in the program's type of floats."""
    return ops.cast(x, dtype=floatx()) if isinstance(x, Tensor) else np.asarray(x, floatx())


def get_value(x: Any) -> Any:
    """Return the values of a variable as a NumPy array (a copy), of a number as a number."""
    array = np.array(convert_to_numpy(x))
    return array if array.ndim else array[()]


eval = get_value


def set_value(x: Variable, value: Any) -> None:
    """Give a variable other values."""
    x.assign(value)


def batch_get_value(tensors: Iterable[Any]) -> list[Any]:
    """Return the values of several variables."""
    return [get_value(each) for each in tensors]


def batch_set_value(tuples: Iterable[tuple[Variable, Any]]) -> None:
    """Give several variables other values."""
    for each, value in tuples:
        set_value(each, value)


def update(x: Variable, new_x: Any) -> Variable:
    """Give a variable other values."""
    return x.assign(new_x)


def update_add(x: Variable, increment: Any) -> Variable:
    """Add to a variable."""
    return x.assign_add(increment)


def update_sub(x: Variable, decrement: Any) -> Variable:
    """Subtract from a variable."""
    return x.assign_sub(decrement)


def print_tensor(x: Any, message: str = "") -> Any:
    """Print the values and return the tensor."""
    print(message, convert_to_numpy(x))
    return x


def random_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str | None = None, seed: Any = None
) -> Tensor:
    """Return numbers from a bell curve."""
    return convert_to_tensor(random.normal(shape, mean, stddev, dtype or floatx(), seed))


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str | None = None, seed: Any = None
) -> Tensor:
    """Return numbers from a bell curve without its ends."""
    return convert_to_tensor(random.truncated_normal(shape, mean, stddev, dtype or floatx(), seed))


def random_uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: str | None = None, seed: Any = None
) -> Tensor:
    """Return numbers that are all equally likely."""
    return convert_to_tensor(random.uniform(shape, minval, maxval, dtype or floatx(), seed))


def random_normal_variable(
    shape: Any, mean: float, scale: float, dtype: str | None = None, name: str | None = None, seed: Any = None
) -> Variable:
    """Return a variable of numbers from a bell curve."""
    return variable(random_normal(shape, mean, scale, dtype, seed), name=name)


def random_uniform_variable(
    shape: Any, low: float, high: float, dtype: str | None = None, name: str | None = None, seed: Any = None
) -> Variable:
    """Return a variable of numbers that are all equally likely."""
    return variable(random_uniform(shape, low, high, dtype, seed), name=name)


def random_bernoulli(shape: Any, p: float = 0.0, dtype: str | None = None, seed: Any = None) -> Tensor:
    """Return ones with probability p, zeros elsewhere."""
    drawn = random.uniform(shape, seed=seed)
    return Tensor((drawn.value < p).astype(dtype or floatx()))


random_binomial = random_bernoulli
