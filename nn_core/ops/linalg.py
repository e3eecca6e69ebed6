"""Linear algebra: inverses, determinants, systems of equations, norms; `keras.ops.linalg`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.arithmetic import power
from nn_core.ops.comparison import not_equal
from nn_core.ops.creation import cast
from nn_core.ops.decompositions import cholesky, eig, eigh, flipped, lu_factor, matrix_rank, qr, svd
from nn_core.ops.elementwise import absolute, sqrt
from nn_core.ops.linear import matmul
from nn_core.ops.promotion import floating, normalize_axes, promote_to_floats, unbroadcast
from nn_core.ops.reduction import max, min, sum
from nn_core.ops.shape import expand_dims, moveaxis, ndim, reshape, shape, squeeze, transpose, tril, triu

__all__ = [
    "cholesky",
    "cholesky_inverse",
    "det",
    "eig",
    "eigh",
    "inv",
    "logdet",
    "lstsq",
    "lu_factor",
    "matrix_rank",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_triangular",
    "svd",
]


@primitive
def inv(x: Any) -> tuple[Array, Vjp]:
    """Return the inverse of square matrices."""
    y = _inverse(floating(x))
    return y, lambda g, needs: (-flipped(y) @ g @ flipped(y),)


def _inverse(x: Array) -> Array:
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise ValueError(f"An inverse needs square matrices, but the shape is {x.shape}.")
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError:
        raise ValueError("The matrix has no inverse: its rows depend on one another. pinv() always exists.") from None


@primitive
def det(x: Any) -> tuple[Array, Vjp]:
    """Return the determinant of square matrices."""
    x = floating(x)
    y = np.asarray(np.linalg.det(x), x.dtype)
    return y, lambda g, needs: ((g * y)[..., None, None] * flipped(_inverse(x)),)


@primitive
def slogdet(x: Any) -> tuple[tuple[Array, Array], Vjp]:
    """Return the sign of the determinant and the logarithm of its size."""
    x = floating(x)
    sign, logarithm = np.linalg.slogdet(x)

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (None if g[1] is None else g[1][..., None, None] * flipped(_inverse(x)),)

    return (np.asarray(sign, x.dtype), np.asarray(logarithm, x.dtype)), vjp


def logdet(x: Any) -> Any:
    """Return the logarithm of the determinant."""
    return slogdet(x)[1]


def cholesky_inverse(x: Any, upper: bool = False) -> Any:
    """Return the inverse of the matrix of which x is the triangular factor that `cholesky` gives."""
    other = transpose(x, axes=(*range(ndim(x) - 2), ndim(x) - 1, ndim(x) - 2))
    return inv(matmul(other, x) if upper else matmul(x, other))


@primitive
def solve(a: Any, b: Any) -> tuple[Array, Vjp]:
    """Return the x with a x = b; b holds vectors if it has an axis less than a, else matrices."""
    a, b = promote_to_floats(a, b)
    is_vector = b.ndim == a.ndim - 1
    columns = b[..., None] if is_vector else b
    try:
        y = np.linalg.solve(a, columns)
    except np.linalg.LinAlgError:
        raise ValueError("The equations have no single solution: the rows of a depend on one another.") from None

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        to_b = np.linalg.solve(flipped(a), g[..., None] if is_vector else g)
        to_a = unbroadcast(-to_b @ flipped(y), a.shape) if needs[0] else None
        return to_a, unbroadcast(to_b, columns.shape).reshape(b.shape)

    return y[..., 0] if is_vector else y, vjp


def solve_triangular(a: Any, b: Any, lower: bool = False) -> Any:
    """Return the x with a x = b, where of a only the upper (or lower) triangle is read."""
    return solve(tril(a) if lower else triu(a), b)


@primitive
def pinv(x: Any, *, rcond: Any = None) -> tuple[Array, Vjp]:
    """Return the pseudo-inverse of any matrices; singular values below rcond times the largest count as zero."""
    x = floating(x)
    smallest = 10 * np.maximum(*x.shape[-2:]) * np.finfo(x.dtype).eps if rcond is None else rcond
    y = np.linalg.pinv(x, rcond=smallest)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        rows, columns = np.eye(x.shape[-2], dtype=x.dtype), np.eye(x.shape[-1], dtype=x.dtype)
        within = -flipped(y) @ g @ flipped(y)
        left = (rows - x @ y) @ flipped(g) @ y @ flipped(y)
        right = flipped(y) @ y @ flipped(g) @ (columns - y @ x)
        return (within + left + right,)

    return y, vjp


def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """Return the x for which a x comes nearest to b; the shortest if there are several."""
    size = np.maximum(*shape(a)[-2:]) * np.finfo(convert_to_numpy(a).dtype).eps
    inverse = pinv(a, rcond=float(size if rcond is None else rcond))
    return squeeze(matmul(inverse, expand_dims(b, axis=-1)), -1) if ndim(b) == ndim(a) - 1 else matmul(inverse, b)


# ---- norms ----------------------------------------------------------------------------------------------------


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the length of vectors (one axis) or the size of matrices (two axes), by one of NumPy's orders."""
    axes = normalize_axes(axis, ndim(x))
    if ord is None or (ord == 2 and len(axes) == 1) or (ord == "fro" and len(axes) == 2):
        size = absolute(x)
        return sqrt(sum(size * size, axis=axes, keepdims=keepdims))
    if len(axes) == 1 and not isinstance(ord, str):
        return _vector_norm(absolute(x), ord, axes, keepdims)
    if len(axes) == 2 and ord in _MATRIX_NORMS:
        found = _MATRIX_NORMS[ord](moveaxis(x, axes, (-2, -1)))
        kept = tuple(1 if axis in axes else size for axis, size in enumerate(shape(x)))
        return reshape(found, kept) if keepdims else found
    allowed = "any number" if len(axes) == 1 else "'fro', 'nuc', 1, -1, 2, -2, inf or -inf"
    raise ValueError(f"norm: over {len(axes)} axes ord must be None or {allowed}, not {ord!r}.")


def _vector_norm(size: Any, ord: float, axes: tuple[int, ...], keepdims: bool) -> Any:
    if math.isinf(ord):
        return (max if ord > 0 else min)(size, axis=axes, keepdims=keepdims)
    if ord == 0:
        return sum(cast(not_equal(size, 0), dtype=str(size.dtype)), axis=axes, keepdims=keepdims)
    if ord == 1:
        return sum(size, axis=axes, keepdims=keepdims)
    return power(sum(power(size, float(ord)), axis=axes, keepdims=keepdims), 1 / ord)


_MATRIX_NORMS: dict[Any, Any] = {
    "nuc": lambda x: sum(svd(x, compute_uv=False), axis=-1),
    1: lambda x: max(sum(absolute(x), axis=-2), axis=-1),
    -1: lambda x: min(sum(absolute(x), axis=-2), axis=-1),
    2: lambda x: max(svd(x, compute_uv=False), axis=-1),
    -2: lambda x: min(svd(x, compute_uv=False), axis=-1),
    math.inf: lambda x: max(sum(absolute(x), axis=-1), axis=-1),
    -math.inf: lambda x: min(sum(absolute(x), axis=-1), axis=-1),
}
