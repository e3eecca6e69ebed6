"""The computation inside multi-head attention: which steps are seen, and what is read from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy

_HIDDEN = -1e9  # a score so low that nothing of it is left after the softmax


def what_is_seen(
    lengths: tuple[int, int],
    query_mask: Any = None,
    key_masks: Sequence[Any] = (),
    attention_mask: Any = None,
    is_causal: bool = False,
    window: int | None = None,
) -> Any:
    """Return which step of the query (last axis but one) sees which value (last axis); None if each sees all.

    Args:
        lengths: number of steps of the query, and of the values.
        query_mask: which steps of the query are there.
        key_masks: which values, and which keys, are there; None for all.
        attention_mask: the same as what is returned, as far as the caller knows it.
        is_causal: whether a step sees only itself and what is before it.
        window: how near a value must be to be seen.
    """
    rows, columns = np.arange(lengths[0])[:, None], np.arange(lengths[1])
    conditions = [convert_to_numpy(mask).astype(bool)[..., None, :] for mask in key_masks if mask is not None]
    if query_mask is not None:
        conditions.append(convert_to_numpy(query_mask).astype(bool)[..., :, None])
    if is_causal:
        conditions.append((rows >= columns)[None])
    if window is not None:
        conditions.append((abs(rows - columns) < window)[None])
    if attention_mask is not None:
        conditions.append(convert_to_numpy(attention_mask).astype(bool))
    seen: Any = conditions[0] if conditions else None
    for each in conditions[1:]:
        seen = seen & each
    return seen


def attend(
    query: Any,
    key: Any,
    value: Any,
    seen: Any,
    axes: Sequence[int],
    drop: Callable[[Any], Any] | None,
) -> tuple[Any, Any]:
    """Return what each step of the query reads from the values, and the weights with which it does.

    Args:
        query, key, value: (batch, …, heads, numbers); the query may have other sizes than the rest along `axes`.
        seen: what `what_is_seen` returns; it is stretched over the heads.
        axes: the axes that hold the steps; along all others each place reads for itself.
        drop: what is done to the weights before they are used. If it is given, a step that sees nothing reads zeros,
            else the mean of all values: so it is in Keras, which has two ways to compute the same.
    """
    order = [*(i for i in range(query.ndim - 2) if i not in axes), query.ndim - 2, *axes, query.ndim - 1]
    query, key, value = (ops.transpose(x, order) for x in (query, key, value))
    count = len(axes)
    steps, places = query.shape[-1 - count : -1], key.shape[-1 - count : -1]
    scores = ops.matmul(_in_one_row(query, count), ops.swapaxes(_in_one_row(key, count), -2, -1))
    weights = _softmax(ops.reshape(scores, (*query.shape[:-1], *places)), seen, count, drop is not None)
    flat = ops.reshape(drop(weights) if drop else weights, scores.shape)
    read = ops.reshape(
        ops.matmul(flat, _in_one_row(value, count)), (*query.shape[: -1 - count], *steps, value.shape[-1])
    )
    return ops.transpose(read, np.argsort(order)), weights


def _in_one_row(x: Any, count: int) -> Any:
    """Lay out the axes with the steps (`count` of them, before the last one) as a single one."""
    before = x.ndim - 1 - count
    return ops.reshape(x, (*x.shape[:before], math.prod(x.shape[before:-1]), x.shape[-1]))


def _softmax(scores: Any, seen: Any, count: int, hides_all: bool) -> Any:
    axes = tuple(range(-count, 0))
    if seen is None:
        return ops.softmax(scores, axis=axes)
    while seen.ndim < scores.ndim:  # stretched over the heads, and whatever is before them
        seen = np.expand_dims(seen, -2 * count - 1)
    weights = ops.softmax(ops.where(seen, scores, _HIDDEN), axis=axes)
    return ops.where(seen, weights, 0) if hides_all else weights
