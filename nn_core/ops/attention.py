"""Attention by dot products, and normalisation by given statistics."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.ops.activation import softmax, tanh
from nn_core.ops.einsum import einsum
from nn_core.ops.elementwise import rsqrt, where
from nn_core.ops.shape import ndim, repeat, reshape, shape

__all__ = ["batch_normalization", "dot_product_attention"]

HIDDEN = -1e30  # the score of what must not be looked at


def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: Any = None,
    attn_logits_soft_cap: float | None = None,
) -> Any:
    """Return for each step of the query a mean of the values, weighted by how well their keys fit.

    Args:
        query, key, value: (batch, steps, heads, features); key and value may have fewer heads, each for several.
        bias: added to the scores (batch, heads, steps of the query, steps of the key).
        mask: True where a step may be looked at; of the shape of the scores, or one that stretches to it.
        is_causal: whether a step sees only itself and those before it.
    """
    if not all(ndim(x) == 4 for x in (query, key, value)):
        raise ValueError(
            "dot_product_attention takes tensors of shape (batch, steps, heads, features), "
            f"but got {shape(query)}, {shape(key)} and {shape(value)}."
        )
    if flash_attention:
        raise ValueError("There is no flash attention here: leave flash_attention=None.")
    groups = shape(query)[2] // shape(key)[2]
    if groups > 1:
        key, value = (repeat(x, groups, axis=2) for x in (key, value))
    scores = einsum("bqhd,bkhd->bhqk", query, key) * (1 / math.sqrt(shape(key)[-1]) if scale is None else scale)
    scores = scores if bias is None else scores + bias
    if attn_logits_soft_cap is not None:
        scores = attn_logits_soft_cap * tanh(scores / attn_logits_soft_cap)
    scores = scores if mask is None else where(mask, scores, HIDDEN)
    if is_causal:
        scores = where(np.tri(*shape(scores)[-2:]) > 0, scores, HIDDEN)
    return einsum("bhqk,bkhd->bqhd", softmax(scores), value)


def batch_normalization(
    x: Any, mean: Any, variance: Any, axis: int, offset: Any = None, scale: Any = None, epsilon: float = 1e-3
) -> Any:
    """Return x with this mean and variance, one number for each place along an axis, brought to 0 and 1."""
    sizes = [-1 if i == axis % ndim(x) else 1 for i in range(ndim(x))]
    mean, variance, offset, scale = (
        each if each is None else reshape(each, sizes) for each in (mean, variance, offset, scale)
    )
    factor = rsqrt(variance + epsilon)
    y = (x - mean) * (factor if scale is None else factor * scale)
    return y if offset is None else y + offset
