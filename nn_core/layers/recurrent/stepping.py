"""Taking the steps of a sequence one by one with any cell, one's own included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.spec.structure import flatten, pack_like


def is_several(value: Any) -> bool:
    """Say whether this is a list of states (or of their sizes) rather than one."""
    return isinstance(value, list | tuple)


def output_size(cell: Any) -> Any:
    """Return the number of outputs of a cell: what it says itself, or the size of its first state."""
    given = getattr(cell, "output_size", None)
    if given is None:
        given = cell.state_size
    return given[0] if is_several(given) else given


def initial_states(cell: Any, batch_size: int, dtype: str) -> list[Any]:
    """Return the states before the first step: what the cell says itself, or zeros."""
    if hasattr(cell, "get_initial_state"):
        states = cell.get_initial_state(batch_size=batch_size)
        return list(states) if is_several(states) else [states]
    sizes = cell.state_size if is_several(cell.state_size) else [cell.state_size]
    return [ops.zeros((batch_size, size), dtype) for size in sizes]


def begin(cell: Any, input_shape: Any, training: bool) -> None:
    """Tell a cell that wants to know that a sequence begins."""
    if hasattr(cell, "begin_sequence"):
        cell.begin_sequence(input_shape, training)


def end(cell: Any) -> None:
    """Tell a cell that wants to know that a sequence is over."""
    if hasattr(cell, "end_sequence"):
        cell.end_sequence()


def take_steps(
    cell: Any, inputs: Iterable[Any], states: list[Any], masks: list[Any], zero_output_for_mask: bool
) -> tuple[list[Any], list[Any]]:
    """Call the cell for one step after the other; return the outputs of all steps and the last states.

    Where a step is masked the states stay as they were, and the output is repeated (zeros before the first one).
    """
    outputs: list[Any] = []
    for x, mask in zip(inputs, masks, strict=True):
        output, new = cell(x, states)
        new = list(new) if is_several(new) else [new]
        if mask is not None:
            before = outputs[-1] if outputs and not zero_output_for_mask else ops.zeros_like(output)
            output = _where(mask, output, before)
            pairs = zip(flatten(new), flatten(states), strict=True)
            new = pack_like(new, [_where(mask, a, b) for a, b in pairs])
        outputs.append(output)
        states = new
    return outputs, states


def masks_of_steps(mask: Any, count: int) -> list[Any]:
    """Return the mask of each step, None if there is none."""
    if mask is None:
        return [None] * count
    seen = convert_to_numpy(mask).astype(bool)
    return [seen[:, t] for t in range(count)]


def _where(mask: Any, a: Any, b: Any) -> Any:
    return ops.where(mask.reshape(-1, *[1] * (a.ndim - 1)), a, b)
