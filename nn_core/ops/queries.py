"""Questions about tensors, and tensors of numbers and bits: nothing here has a derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, convert_to_tensor
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function

__all__ = [
    "allclose",
    "argpartition",
    "array",
    "bincount",
    "bitwise_and",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "copy",
    "digitize",
    "dtype",
    "empty",
    "histogram",
    "identity",
    "in_top_k",
    "isin",
    "left_shift",
    "logspace",
    "meshgrid",
    "multi_hot",
    "nonzero",
    "right_shift",
    "saturate_cast",
    "searchsorted",
    "signbit",
    "size",
    "tri",
    "unique",
    "unravel_index",
]


def array(x: Any, dtype: Any = None) -> Tensor:
    """Return x as a tensor."""
    return convert_to_tensor(x, dtype)


def copy(x: Any) -> Tensor:
    """Return a tensor of the same values."""
    return Tensor(convert_to_numpy(x).copy())


def dtype(x: Any) -> str:
    """Return the name of the type of the numbers."""
    return str(x.dtype)


def size(x: Any) -> int:
    """Return how many numbers there are."""
    return int(np.prod(x.shape)) if hasattr(x, "shape") else int(np.size(x))


def allclose(x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Say whether all numbers differ by little."""
    return bool(np.allclose(convert_to_numpy(x1), convert_to_numpy(x2), rtol, atol, equal_nan))


def saturate_cast(x: Any, dtype: str) -> Tensor:
    """Return the numbers as another type, those beyond its range as the nearest in it."""
    limits = np.iinfo(dtype) if np.dtype(dtype).kind in "iu" else np.finfo(dtype)
    return Tensor(np.clip(convert_to_numpy(x), limits.min, limits.max).astype(dtype))


def nonzero(x: Any) -> tuple[Tensor, ...]:
    """Return the places of what is not zero, an array of positions for each axis."""
    return tuple(Tensor(each.astype(np.int32)) for each in np.nonzero(convert_to_numpy(x)))


def meshgrid(*x: Any, indexing: str = "xy") -> list[Tensor]:
    """Return the coordinates of all points of a grid."""
    arrays: list[Any] = [convert_to_numpy(each) for each in x]
    return [Tensor(each) for each in np.meshgrid(*arrays, indexing=indexing)]  # type: ignore[call-overload]


def unravel_index(indices: Any, shape: Any) -> tuple[Tensor, ...]:
    """Return positions in a row as positions on each axis."""
    return tuple(Tensor(np.asarray(each)) for each in np.unravel_index(convert_to_numpy(indices), tuple(shape)))


def histogram(x: Any, bins: int = 10, range: Any = None) -> tuple[Tensor, Tensor]:
    """Return how many numbers fall between each two borders, and the borders."""
    counts, borders = np.histogram(convert_to_numpy(x), bins, range)
    return Tensor(counts.astype(np.int32)), Tensor(borders.astype(np.float32))


@array_function
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    """Return how often each whole number occurs."""
    rows = np.atleast_2d(x)
    length = max(int(rows.max(initial=-1)) + 1, minlength)
    shares = [None] * len(rows) if weights is None else np.atleast_2d(weights)
    found = np.stack([np.bincount(row, share, length) for row, share in zip(rows, shares, strict=True)])
    found = found.astype(np.int32 if weights is None else np.float32)
    return found[0] if np.ndim(x) == 1 else found


@array_function
def digitize(x: Any, bins: Any) -> Any:
    """Return between which borders each number lies."""
    return np.digitize(x, bins).astype(np.int32)


@array_function
def searchsorted(sorted_sequence: Any, values: Any, side: Any = "left") -> Any:
    """Return where each value would have to be put in, so that the order stays."""
    return np.searchsorted(sorted_sequence, values, side).astype(np.int32)


@array_function
def isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """Return where the numbers of x1 occur in x2."""
    return np.isin(x1, x2, assume_unique=assume_unique, invert=invert)


@array_function
def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Return for each row whether the target is among the k largest predictions."""
    scores = np.take_along_axis(predictions, np.asarray(targets).astype(np.int64)[..., None], -1)
    return (predictions > scores).sum(axis=-1) < k


@array_function
def multi_hot(inputs: Any, num_classes: int, axis: int = -1, dtype: Any = "float32") -> Any:
    """Return rows of zeros with a one at every class that occurs."""
    rows = (np.asarray(inputs)[..., None] == np.arange(num_classes)).any(axis=-2).astype(dtype)
    return rows if axis == -1 else np.moveaxis(rows, -1, axis)


@array_function
def argpartition(x: Any, kth: int, axis: int = -1) -> Any:
    """Return positions so that the kth number is in its place, smaller ones before it."""
    return np.argpartition(x, kth, axis).astype(np.int32)


@array_function
def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = "float32") -> Any:  # noqa: N803 - Keras's names
    """Return ones on and below a diagonal, zeros above."""
    return np.tri(N, M, k, dtype)


@array_function
def identity(n: int, dtype: Any = "float32") -> Any:
    """Return ones on the diagonal of a square."""
    return np.identity(n, dtype)


@array_function
def empty(shape: Any, dtype: Any = "float32") -> Any:
    """Return a tensor with any content; here zeros."""
    return np.zeros(shape, dtype)


@array_function
def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: float = 10, dtype: Any = "float32"
) -> Any:
    """Return so many powers of a base, the exponents at equal distances."""
    return np.logspace(start, stop, num, endpoint, base).astype(dtype)


@array_function
def signbit(x: Any) -> Any:
    """Return where x is negative."""
    return np.signbit(x)


def _bits(function: Any, what: str) -> Any:
    @array_function
    def operation(x: Any, y: Any) -> Any:
        return function(x, y)

    operation.__name__, operation.__doc__ = function.__name__, f"Return {what}, bit by bit."
    return operation


bitwise_and = _bits(np.bitwise_and, "x and y")
bitwise_or = _bits(np.bitwise_or, "x or y")
bitwise_xor = _bits(np.bitwise_xor, "either x or y")
bitwise_left_shift = left_shift = _bits(np.left_shift, "x moved up by y")
bitwise_right_shift = right_shift = _bits(np.right_shift, "x moved down by y")


@array_function
def bitwise_not(x: Any) -> Any:
    """Return every bit turned over."""
    return np.bitwise_not(x)


def unique(x: Any) -> Array:
    """Return the numbers that occur, each once, in rising order."""
    return np.unique(convert_to_numpy(x))
