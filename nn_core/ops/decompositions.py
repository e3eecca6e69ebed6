"""Matrices taken apart: triangular and orthogonal factors, eigenvalues, singular values."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function
from nn_core.ops.promotion import floating


def flipped(x: Array) -> Array:
    """Return matrices with rows and columns exchanged."""
    return x.swapaxes(-1, -2)


def _symmetric(x: Array) -> Array:
    return (x + flipped(x)) / 2


@primitive
def cholesky(x: Any, *, upper: bool = False) -> tuple[Array, Vjp]:
    """Return the triangular matrix L with L Lᵀ = x, for symmetric matrices of which all eigenvalues are positive."""
    try:
        lower = np.linalg.cholesky(_symmetric(floating(x)))
    except np.linalg.LinAlgError:
        raise ValueError("cholesky needs a symmetric matrix of which all eigenvalues are positive.") from None

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        inverse = np.linalg.inv(lower)
        inner = np.tril(flipped(lower) @ (flipped(g) if upper else g))
        inner = inner - inner * np.eye(inner.shape[-1], dtype=inner.dtype) / 2
        return (_symmetric(flipped(inverse) @ inner @ inverse),)

    return flipped(lower) if upper else lower, vjp


@primitive
def qr(x: Any, *, mode: str = "reduced") -> tuple[tuple[Array, Array], Vjp]:
    """Return an orthogonal matrix Q and a triangular one R with Q R = x; 'complete' makes Q square."""
    if mode not in ("reduced", "complete"):
        raise ValueError(f"qr: mode must be 'reduced' or 'complete', not {mode!r}.")
    q, r = np.linalg.qr(floating(x), "complete" if mode == "complete" else "reduced")

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        if r.shape[-2] != r.shape[-1] or q.shape[-1] != r.shape[-2]:
            raise ValueError("qr has a gradient only for mode='reduced' and matrices with at least as many rows.")
        to_q, to_r = (np.zeros_like(part) if each is None else each for each, part in zip(g, (q, r), strict=True))
        inner = r @ flipped(to_r) - flipped(to_q) @ q
        inner = np.tril(inner) + flipped(np.tril(inner, -1))
        return (flipped(np.linalg.solve(r, flipped(to_q + q @ inner))),)

    return (q, r), vjp


@primitive
def eigh(x: Any) -> tuple[tuple[Array, Array], Vjp]:
    """Return the eigenvalues of symmetric matrices, in rising order, and their eigenvectors as columns."""
    values, vectors = np.linalg.eigh(_symmetric(floating(x)))

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        inner = np.zeros_like(vectors)
        if g[1] is not None:
            inner = _one_over_differences(values) * (flipped(vectors) @ g[1])
        if g[0] is not None:
            inner = inner + g[0][..., None] * np.eye(values.shape[-1], dtype=values.dtype)
        return (_symmetric(vectors @ inner @ flipped(vectors)),)

    return (values, vectors), vjp


def _one_over_differences(values: Array) -> Array:
    """Return 1 / (value of the column - value of the row), 0 where they are the same."""
    differences = values[..., None, :] - values[..., :, None]
    return np.where(differences == 0, 0, 1 / np.where(differences == 0, 1, differences)).astype(values.dtype)


def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """Return U, the singular values and Vᵀ with U · diag(values) · Vᵀ = x; the values alone without `compute_uv`."""
    if not full_matrices or not compute_uv:
        found = singular_values(x)
        return found if compute_uv else found[1]
    values, found = convert_to_numpy(x), singular_values(x)
    if values.shape[-1] == values.shape[-2]:
        return found
    u, _, v = np.linalg.svd(values, full_matrices=True)  # what is beyond the reduced matrices has no gradient
    return Tensor(u), found[1], Tensor(v)


@primitive
def singular_values(x: Any) -> tuple[tuple[Array, Array, Array], Vjp]:
    """Return the reduced matrices U and Vᵀ and the singular values between them, the largest first."""
    u, s, v = np.linalg.svd(floating(x), full_matrices=False)

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        inverse, scale = _one_over_differences(s * s), s[..., None, :]
        gradient = np.zeros_like(u @ v) if g[1] is None else (u * g[1][..., None, :]) @ v
        if g[0] is not None:
            turned = flipped(u) @ g[0]
            gradient += (u @ (inverse * (turned - flipped(turned)) * scale) + (g[0] - u @ turned) / scale) @ v
        if g[2] is not None:
            to_v = flipped(g[2])
            turned = v @ to_v
            inner = flipped(scale) * (inverse * (turned - flipped(turned)))
            gradient += u @ (inner @ v + flipped((to_v - flipped(v) @ turned) / scale))
        return (gradient,)

    return (u, s, v), vjp


def eig(x: Any) -> tuple[Tensor, Tensor]:
    """Return the eigenvalues and eigenvectors of any square matrices, as complex numbers; there is no gradient."""
    values, vectors = np.linalg.eig(floating(convert_to_numpy(x)))
    dtype = np.complex128 if values.dtype.itemsize > 8 or vectors.dtype == np.float64 else np.complex64
    return Tensor(values.astype(dtype)), Tensor(vectors.astype(dtype))


def lu_factor(x: Any) -> tuple[Tensor, Tensor]:
    """Return lower and upper factor in one matrix, and the order the rows were put in; there is no gradient."""
    packed = np.array(floating(convert_to_numpy(x)))
    flat = packed.reshape(-1, *packed.shape[-2:])
    orders = np.stack([_eliminated(each) for each in flat])
    places = np.argsort(orders, axis=-1).astype(np.int32)
    return Tensor(packed), Tensor(places.reshape(*packed.shape[:-2], -1))


def _eliminated(matrix: Array) -> Array:
    """Turn a matrix into its two triangular factors, in place; return which row came where."""
    order = np.arange(len(matrix))
    for k in range(min(matrix.shape)):
        best = k + int(np.abs(matrix[k:, k]).argmax())
        matrix[[k, best]], order[[k, best]] = matrix[[best, k]], order[[best, k]]
        if matrix[k, k] != 0:
            matrix[k + 1 :, k] /= matrix[k, k]
            matrix[k + 1 :, k + 1 :] -= np.outer(matrix[k + 1 :, k], matrix[k, k + 1 :])
    return order


@array_function
def matrix_rank(x: Any, tol: Any = None) -> Any:
    """Return how many independent rows matrices have."""
    return np.asarray(np.linalg.matrix_rank(x, tol)).astype(np.int32)
