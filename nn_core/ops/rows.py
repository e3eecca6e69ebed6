"""Reductions of short rows: NumPy takes longer to begin a row than to add up its numbers."""

from __future__ import annotations

import math

import numpy as np

from nn_core.autodiff.tensor import Array

_SHORT = 32  # numbers in a row up to which turning the matrix first is quicker


def largest_of_rows(x: Array, out: Array | None = None) -> Array:
    """Return the largest number along the last axis, which stays with size 1; NaN where there is one."""
    if not 0 < x.shape[-1] <= _SHORT:
        return np.asarray(np.max(x, axis=-1, keepdims=True, out=out))
    turned = np.ascontiguousarray(x.reshape(-1, x.shape[-1]).T)
    largest = np.empty((*x.shape[:-1], 1), x.dtype) if out is None else out
    largest[...] = turned.max(axis=0).reshape(largest.shape)
    return largest


def sum_of_rows(x: Array, out: Array | None = None) -> Array:
    """Return the sum along the last axis, which stays with size 1; as a product with ones it runs in BLAS."""
    ones = np.ones((x.shape[-1], 1), x.dtype)
    if out is None:
        return np.asarray((x.reshape(-1, x.shape[-1]) @ ones).reshape(*x.shape[:-1], 1))
    out[...] = (x.reshape(-1, x.shape[-1]) @ ones).reshape(out.shape)
    return out


def sum_of_products(x: Array, y: Array, out: Array | None = None) -> Array:
    """Return the sum of x * y along the last axis, which stays with size 1."""
    sums = np.einsum("...j,...j->...", x, y)[..., None]
    if out is None:
        return np.asarray(sums)
    out[...] = sums
    return out


def bias_gradient(g: Array, out: Array | None = None) -> Array:
    """Return the sum over everything but the channels; as a product with ones it runs in BLAS."""
    ones = np.ones(math.prod(g.shape[:-1]), g.dtype)
    return np.asarray(np.matmul(ones, g.reshape(-1, g.shape[-1]), out=out))
