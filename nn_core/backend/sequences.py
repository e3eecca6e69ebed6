"""Loops over the steps of sequences, and texts behind scores for every moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.spec.defaults import epsilon

__all__ = ["ctc_batch_cost", "ctc_decode", "foldr", "rnn"]


def rnn(
    step_function: Callable[[Any, list[Any]], tuple[Any, list[Any]]],
    inputs: Any,
    initial_states: Sequence[Any],
    go_backwards: bool = False,
    mask: Any = None,
    constants: Sequence[Any] | None = None,
    unroll: bool = False,
    input_length: int | None = None,
    time_major: bool = False,
    zero_output_for_mask: bool = False,
    return_all_outputs: bool = True,
) -> tuple[Any, Any, list[Any]]:
    """Carry states through the steps of sequences; return the last output, all of them, and the last states.

    Args:
        step_function: takes one step and the states (with the constants behind them), gives an output and new states.
        inputs: sequences (batch, steps, ...), with the first two axes exchanged if `time_major`.
        mask: where it is False, states stay as they are and the output is that of the step before.
    """
    time = 0 if time_major else 1
    steps = ops.unstack(inputs, axis=time)
    masks = [None] * len(steps) if mask is None else ops.unstack(mask, axis=time)
    order = reversed(range(len(steps))) if go_backwards else range(len(steps))
    states = list(initial_states)
    outputs: list[Any] = []
    for i in order:
        found, following = step_function(steps[i], [*states, *(constants or [])])
        if masks[i] is not None:
            before = outputs[-1] if outputs and not zero_output_for_mask else ops.zeros_like(found)
            found = _chosen(masks[i], found, before)
            following = [_chosen(masks[i], new, old) for new, old in zip(following, states, strict=True)]
        states = list(following)
        outputs.append(found)
    shown = outputs if return_all_outputs else outputs[-1:]
    return outputs[-1], ops.stack(shown, axis=time), states


def _chosen(mask: Any, new: Any, old: Any) -> Any:
    """Return what is new where the mask is True; it says so for whole samples."""
    for _ in range(len(new.shape) - len(mask.shape)):
        mask = ops.expand_dims(mask, axis=-1)
    return ops.where(mask, new, old)


def foldr(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """Combine the entries along the first axis, beginning with the last."""
    entries = ops.unstack(ops.convert_to_tensor(elems))[::-1]
    total, rest = (entries[0], entries[1:]) if initializer is None else (initializer, entries)
    for each in rest:
        total = fn(total, each)
    return total


def ctc_batch_cost(y_true: Any, y_pred: Any, input_length: Any, label_length: Any) -> Any:
    """Return -log of the probability of each text, as a column.

    Args:
        y_pred: probabilities (batch, steps, classes), of which the last class means nothing.
        input_length, label_length: how many steps and symbols of each sample count.
    """
    steps, symbols = (ops.reshape(each, (-1,)) for each in (input_length, label_length))
    found = ops.ctc_loss(y_true, ops.log(y_pred + epsilon()), symbols, steps, mask_index=y_pred.shape[-1] - 1)
    return ops.expand_dims(found, axis=1)


def ctc_decode(
    y_pred: Any, input_length: Any, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Any], Any]:
    """Return the likeliest texts, filled up with -1, and their scores; the last class means nothing."""
    texts, scores = ops.ctc_decode(
        ops.log(y_pred + epsilon()),
        input_length,
        strategy="greedy" if greedy else "beam_search",
        beam_width=beam_width,
        top_paths=top_paths,
        mask_index=y_pred.shape[-1] - 1,
    )
    found = ops.unstack(texts)
    return (found if greedy else [_without_repetitions(each) for each in found]), scores


def _without_repetitions(texts: Any) -> Any:
    """Return texts in which equal neighbours are one, as Keras 2's search gives them, though not its own scores."""
    rows = ops.convert_to_numpy(texts)
    shortened = np.full_like(rows, -1)
    for row, target in zip(rows, shortened, strict=True):
        kept = row[np.append(True, row[1:] != row[:-1]) & (row >= 0)]
        target[: len(kept)] = kept
    return ops.convert_to_tensor(shortened)
