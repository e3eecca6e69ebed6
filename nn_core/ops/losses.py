"""Cross-entropies: fused, so that neither logarithms nor exponentials overflow."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.activation import planned_shares, stable_sigmoid
from nn_core.ops.arithmetic import divide
from nn_core.ops.creation import cast
from nn_core.ops.elementwise import clip, log
from nn_core.ops.promotion import floating, promote
from nn_core.ops.reduction import sum as reduce_sum

EPSILON = 1e-7  # probabilities are kept this far from 0 and 1 before a logarithm


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Return -Σ target · log(output) along an axis; `from_logits` takes the softmax of the output first."""
    if from_logits:
        return softmax_cross_entropy(target, output, axis=axis)
    shares = divide(output, reduce_sum(output, axis=axis, keepdims=True))
    return -reduce_sum(target * log(clip(shares, EPSILON, 1 - EPSILON)), axis=axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Return -log(output) at the class `target`; `from_logits` takes the softmax of the output first."""
    if axis not in (-1, len(output.shape) - 1):
        raise ValueError(f"sparse_categorical_crossentropy: the classes must be the last axis, not axis {axis}.")
    labels = cast(target, dtype="int64")
    logits = output if from_logits else log(clip(output, EPSILON, 1 - EPSILON))
    return sparse_softmax_cross_entropy(labels, logits)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Return -target · log(output) - (1 - target) · log(1 - output) for each number."""
    if from_logits:
        return sigmoid_cross_entropy(target, output)
    return binary_cross_entropy(target, clip(output, EPSILON, 1 - EPSILON))


# ---- primitives ---------------------------------------------------------------------------------------------


@primitive
def softmax_cross_entropy(target: Any, logits: Any, *, axis: int = -1) -> tuple[Array, Vjp]:
    """Return -Σ target · log softmax(logits) along an axis."""
    target, logits = promote(target, floating(logits))
    log_shares = _log_softmax(logits, axis)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        g = np.expand_dims(g, axis)
        return (
            -g * log_shares if needs[0] else None,
            g * (np.exp(log_shares) * target.sum(axis=axis, keepdims=True) - target) if needs[1] else None,
        )

    return -np.sum(target * log_shares, axis=axis), vjp


@softmax_cross_entropy.planned
def _(plan: Plan, target: Array, logits: Array, *, axis: int = -1) -> Any:
    if axis not in (-1, logits.ndim - 1) or not target.dtype == logits.dtype == np.float32:
        return None
    shares, log_total = planned_shares(plan, logits)
    y, sums = plan.empty(logits.shape[:-1], logits.dtype), plan.like(log_total)
    rest, terms = plan.like(logits), plan.like(logits)
    plan.do(np.subtract, log_total, logits, rest)
    plan.do(np.multiply, target, rest, terms)
    plan.do(np.add.reduce, terms, -1, None, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        g = g[..., None]
        gt, gx = plan.gradient(target) if needs[0] else None, plan.gradient(logits)
        if gt is not None:
            plan.do(np.multiply, g, rest, gt)
        plan.do(np.add.reduce, target, -1, None, sums, True)
        plan.do(np.multiply, shares, sums, gx)
        plan.do(np.subtract, gx, target, gx)
        plan.do(np.multiply, gx, g, gx)
        return gt, gx

    return y, vjp


@primitive
def sparse_softmax_cross_entropy(labels: Any, logits: Any) -> tuple[Array, Vjp]:
    """Return -log softmax(logits) at the class numbers `labels`, along the last axis."""
    log_shares = _log_softmax(floating(logits), -1)
    places = labels[..., None]

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gradient = np.exp(log_shares)
        np.put_along_axis(gradient, places, np.take_along_axis(gradient, places, -1) - 1, -1)
        gradient *= g[..., None]
        return None, gradient

    return -np.take_along_axis(log_shares, places, -1)[..., 0], vjp


@sparse_softmax_cross_entropy.planned
def _(plan: Plan, labels: Array, logits: Array) -> Any:
    if logits.dtype != np.float32 or labels.dtype != np.int64:
        return None
    shares, log_total = planned_shares(plan, logits)
    classes = logits.shape[-1]
    firsts = np.arange(0, logits.size, classes).reshape(labels.shape)
    places, picked = plan.like(labels), plan.empty(labels.shape, logits.dtype)
    flat = plan.in_order(logits).reshape(-1)
    y = plan.like(picked)
    plan.do(np.add, labels, firsts, places)
    plan.do(np.ndarray.take, flat, places, None, picked, "clip")
    plan.do(np.subtract, log_total[..., 0], picked, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gx, there = plan.gradient(logits), plan.like(picked)
        plan.do(np.multiply, shares, g[..., None], gx)
        plan.do(np.ndarray.take, gx.reshape(-1), places, None, there, "clip")
        plan.do(np.subtract, there, g, there)
        plan.do(np.ndarray.put, gx, places, there)
        return None, gx

    return y, vjp


@primitive
def sigmoid_cross_entropy(target: Any, logits: Any) -> tuple[Array, Vjp]:
    """Return the binary cross-entropy of target and sigmoid(logits)."""
    target, logits = promote(target, floating(logits))
    y = np.maximum(logits, 0) - logits * target + np.log1p(np.exp(-np.abs(logits)))

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return -g * logits if needs[0] else None, g * (stable_sigmoid(logits) - target) if needs[1] else None

    return y, vjp


_FEW = 256  # numbers, for which one slow call is quicker than several fast ones


@sigmoid_cross_entropy.planned
def _(plan: Plan, target: Array, logits: Array) -> Any:
    if not target.dtype == logits.dtype == np.float32 or target.shape != logits.shape:
        return None
    y, size, product = plan.like(logits), plan.like(logits), plan.like(logits)
    plan.do(np.multiply, logits, target, product)
    if logits.size <= _FEW:
        plan.do(np.logaddexp, logits, np.float32(0), y)
    else:
        plan.do(np.absolute, logits, size)
        plan.do(np.negative, size, size)
        plan.do(np.exp, size, size)
        plan.do(np.log1p, size, size)
        plan.do(np.maximum, logits, np.zeros_like(logits), out=y)
        plan.do(np.add, y, size, y)
    plan.do(np.subtract, y, product, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        shares = plan.memo.get(("sigmoid", id(logits)))
        if shares is None:
            shares = plan.like(logits)
            plan.do(np.copyto, shares, logits)
            plan.do(_sigmoid_in_place, shares)
        gt, gx = plan.gradient(target) if needs[0] else None, plan.gradient(logits) if needs[1] else None
        if gt is not None:
            plan.do(np.multiply, g, logits, gt)
            plan.do(np.negative, gt, gt)
        if gx is not None:
            plan.do(np.subtract, shares, target, gx)
            plan.do(np.multiply, gx, g, gx)
        return gt, gx

    return y, vjp


def _sigmoid_in_place(x: Array) -> None:
    x[...] = stable_sigmoid(x)


@primitive
def binary_cross_entropy(target: Any, probability: Any) -> tuple[Array, Vjp]:
    """Return the binary cross-entropy of target and a probability that is neither 0 nor 1."""
    target, p = promote(target, floating(probability))
    y = -(target * np.log(p) + (1 - target) * np.log1p(-p))

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return g * (np.log1p(-p) - np.log(p)) if needs[0] else None, g * (p - target) / (p * (1 - p))

    return y, vjp


def _log_softmax(x: Array, axis: int) -> Array:
    shifted = x - x.max(axis=axis, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)))


def logits_behind(output: Any) -> Any:
    """Return what went into the softmax or sigmoid that made this tensor, or None."""
    return getattr(output, "_keras_logits", None) if isinstance(output, Tensor) else None
