"""Running a recurrence as a primitive."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.embedding import gradient_of_table, words_behind
from nn_core.ops.recurrence import Recurrence
from nn_core.ops.recurrence_inputs import Layout, pays_by_word

Masks = tuple[Array | None, Array | None, Array | None]
Weights = tuple[Array, Array, Array | None]


def layout_of(
    x: Array,
    recurrent_kernel: Array,
    masks: Masks,
    go_backwards: bool = False,
    return_sequences: bool = True,
    zero_output_for_mask: bool = False,
) -> Layout:
    """Return the layout of a run over x with these masks: of steps, dropout and recurrent dropout."""
    if x.shape[1] == 0:
        raise ValueError(f"A recurrent layer needs at least one step, but the input has shape {x.shape}.")
    batch, length, features = x.shape
    sizes = (batch, length, features, len(recurrent_kernel), x.dtype)
    masked = (masks[0] is not None, masks[1] is not None, masks[2] is not None)
    return Layout(*sizes, *masked, go_backwards, return_sequences, zero_output_for_mask)


def run_recurrence(
    run: Recurrence, x: Array, states: Sequence[Array | None], weights: Weights, masks: Masks
) -> tuple[tuple[Array, ...], Vjp]:
    """Return the outputs and last states, and the way back; the gradients are in the order of the arguments."""
    run.forward(x, states, weights, masks)
    results = tuple(np.empty(shape, x.dtype) for shape in run.result_shapes())
    run.write_results(*results)

    def vjp(g: tuple[Array | None, ...], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        if not run.is_planned_back:
            run.plan_backward()
        dx = np.empty_like(x) if needs[0] else None
        run.backward(g[0], g[1:], weights, dx)
        kernel, recurrent_kernel, bias = weights
        of_weights = (
            np.empty_like(kernel),
            np.empty_like(recurrent_kernel),
            None if bias is None else np.empty_like(bias),
        )
        run.write_weight_gradients(*of_weights)
        found = (dx, *(d.copy() for d in run.d_states), *of_weights, None, None, None)
        return tuple(each if is_needed else None for each, is_needed in zip(found, needs, strict=False))

    return results, vjp


def plan_recurrence(
    plan: Plan, run: Recurrence, x: Array, states: Sequence[Array | None], weights: Weights, masks: Masks
) -> tuple[tuple[Array, ...], Vjp]:
    """Plan what `run_recurrence` does; its memory stays from step to step."""
    words = words_behind(plan, x) if pays_by_word(run.layout, weights[1].shape[1]) else None
    if words is not None:
        run.read_words(len(words[1]))
    results = tuple(plan.empty(shape, x.dtype) for shape in run.result_shapes())
    plan.do(run.forward, x if words is None else words, states, weights, masks)
    plan.do(run.write_results, *results)

    def vjp(g: tuple[Array | None, ...], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        run.plan_backward()
        dx = plan.gradient(x) if needs[0] else None
        of_inputs = dx if words is None or dx is None else gradient_of_table(plan, dx, words[1])
        plan.do(run.backward, g[0], g[1:], weights, of_inputs)
        of_states: list[Array | None] = [None] * len(states)
        for i, state in enumerate(states):
            if state is not None and needs[1 + i]:
                place = of_states[i] = plan.gradient(state)
                plan.do(np.copyto, place, run.d_states[i])
        of_weights = [None if each is None else plan.gradient(each) for each in weights]
        plan.do(run.write_weight_gradients, *of_weights)
        return (dx, *of_states, *of_weights, None, None, None)[: len(needs)]

    return results, vjp
