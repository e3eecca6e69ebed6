"""Connectionist temporal classification: the probability of a text, whatever the moments of its symbols."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.promotion import floating

IMPOSSIBLE = -1e30  # the logarithm of a probability of zero, finite so that differences stay numbers


def ctc_loss(target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0) -> Any:
    """Return -log P(target) for each sample.

    Args:
        target: class numbers (batch, length).
        output: scores before the softmax (batch, steps, classes).
        target_length, output_length: how many symbols and steps of each sample count.
        mask_index: the class that means nothing.
    """
    labels = convert_to_numpy(target).astype(np.int64)
    lengths, steps = (convert_to_numpy(each).astype(np.int64) for each in (target_length, output_length))
    return ctc_negative_log(output, labels=labels, lengths=lengths, steps=steps, blank=mask_index)


@primitive
def ctc_negative_log(output: Any, *, labels: Array, lengths: Array, steps: Array, blank: int) -> tuple[Array, Vjp]:
    """Return -log P(labels), by the forward-backward method of Graves et al. (2006)."""
    x = floating(output)
    shifted = x - x.max(axis=-1, keepdims=True)
    log_shares = (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))).astype(float)
    states = _with_blanks(labels, blank)
    emitted = np.take_along_axis(log_shares, np.broadcast_to(states[:, None], (*x.shape[:2], states.shape[1])), -1)
    may_skip = (states != blank) & (states != np.roll(states, 2, axis=1))
    may_skip[:, :2] = False
    forward = _forward(emitted, may_skip)
    rows = np.arange(len(x))
    last = forward[rows, steps - 1]
    ends = np.where(lengths > 0, last[rows, 2 * lengths - 1], IMPOSSIBLE)
    total = np.logaddexp(last[rows, 2 * lengths], ends)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        backward = _backward(emitted, may_skip, lengths, steps)
        share = np.exp(np.minimum(forward + backward - emitted - total[:, None, None], 0))
        counts = np.zeros(x.shape)
        for state in range(states.shape[1]):
            counts[rows, :, states[:, state]] += share[:, :, state]
        is_in_time = np.arange(x.shape[1])[None, :] < steps[:, None]
        gradient = (np.exp(log_shares) - counts) * is_in_time[..., None] * g[:, None, None]
        return (gradient.astype(x.dtype),)

    return (-total).astype(x.dtype), vjp


def _with_blanks(labels: Array, blank: int) -> Array:
    """Return the states to pass through: a blank before, between and after the symbols."""
    states = np.full((len(labels), 2 * labels.shape[1] + 1), blank)
    states[:, 1::2] = labels
    return states


def _forward(emitted: Array, may_skip: Array) -> Array:
    """Return log P(what was emitted up to each step, being in each state)."""
    reached = np.full(emitted.shape, IMPOSSIBLE)
    reached[:, 0, :2] = emitted[:, 0, :2]
    for t in range(1, emitted.shape[1]):
        before = reached[:, t - 1]
        arrived = np.logaddexp(before, _moved(before, 1))
        arrived = np.logaddexp(arrived, np.where(may_skip, _moved(before, 2), IMPOSSIBLE))
        reached[:, t] = arrived + emitted[:, t]
    return reached


def _backward(emitted: Array, may_skip: Array, lengths: Array, steps: Array) -> Array:
    """Return log P(what is emitted from each step on, being in each state)."""
    left = np.full(emitted.shape, IMPOSSIBLE)
    rows = np.arange(len(emitted))
    skipped_to = np.roll(may_skip, -2, axis=1)
    for t in range(emitted.shape[1] - 1, -1, -1):
        if t + 1 < emitted.shape[1]:
            after = left[:, t + 1]
            ahead = np.logaddexp(after, _moved(after, -1))
            ahead = np.logaddexp(ahead, np.where(skipped_to, _moved(after, -2), IMPOSSIBLE))
            left[:, t] = ahead + emitted[:, t]
        is_last = steps - 1 == t
        ends = np.full(left[:, t].shape, IMPOSSIBLE)
        ends[rows, 2 * lengths] = emitted[rows, t, 2 * lengths]
        before_last = np.maximum(2 * lengths - 1, 0)
        ends[rows, before_last] = emitted[rows, t, before_last]
        left[:, t] = np.where(is_last[:, None], ends, left[:, t])
    return left


def _moved(scores: Array, by: int) -> Array:
    """Return the scores of the states so many places before; impossible where there are none."""
    moved = np.full_like(scores, IMPOSSIBLE)
    if by > 0:
        moved[:, by:] = scores[:, :-by]
    else:
        moved[:, :by] = scores[:, -by:]
    return moved
