"""Loops and branches as functions. There is no graph to compile, so they are Python's own, and a tape follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nn_core.autodiff import convert_to_numpy
from nn_core.ops.shape import flip, stack, unstack

__all__ = ["cond", "fori_loop", "map", "scan", "switch", "vectorized_map", "while_loop"]


def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """Return what one of two functions gives."""
    return true_fn() if convert_to_numpy(pred).all() else false_fn()


def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """Return what the function with this number gives; the first or last for numbers beyond them."""
    return branches[min(max(int(index), 0), len(branches) - 1)](*operands)


def while_loop(
    cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Any, maximum_iterations: Any = None
) -> Any:
    """Repeat `body` as long as `cond` holds; both take the values of the loop."""
    is_single = not isinstance(loop_vars, list | tuple)
    values = (loop_vars,) if is_single else tuple(loop_vars)
    count = 0
    while cond(*values) and (maximum_iterations is None or count < maximum_iterations):
        found = body(*values)
        values = tuple(found) if isinstance(found, list | tuple) else (found,)
        count += 1
    return values[0] if is_single else values


def fori_loop(lower: Any, upper: Any, body_fun: Callable[[int, Any], Any], init_val: Any) -> Any:
    """Repeat `body_fun(i, value)` for i from lower to upper - 1; return the last value."""
    value = init_val
    for i in range(int(lower), int(upper)):
        value = body_fun(i, value)
    return value


def map(f: Callable[[Any], Any], xs: Any) -> Any:
    """Return what a function gives for every entry along the first axis."""
    if isinstance(xs, list | tuple):
        found = [f(type(xs)(entries)) for entries in zip(*(unstack(x) for x in xs), strict=True)]
    else:
        found = [f(x) for x in unstack(xs)]
    return _stacked(found)


vectorized_map = map


def scan(
    f: Callable[[Any, Any], Any], init: Any, xs: Any = None, length: int | None = None, reverse: bool = False
) -> tuple[Any, Any]:
    """Carry a value along the first axis: `f(carry, x)` gives the next carry and a result; return the last, and all."""
    entries = [None] * (length or 0) if xs is None else unstack(flip(xs, axis=0) if reverse else xs)
    carry, results = init, []
    for x in entries:
        carry, result = f(carry, x)
        results.append(result)
    if not results or results[0] is None:
        return carry, None
    ys = _stacked(results)
    return carry, flip(ys, axis=0) if reverse else ys


def _stacked(found: list[Any]) -> Any:
    if isinstance(found[0], list | tuple):
        return type(found[0])(stack(list(column)) for column in zip(*found, strict=True))
    return stack(found)
