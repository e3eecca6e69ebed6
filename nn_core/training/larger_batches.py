"""How many samples predict takes at once, where nobody listens: as many as the cache holds.

A model is given more at once only if that changes nothing: layers that mix the samples of a batch, keep something from
one batch to the next or draw random numbers are found out by trying.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.ops.random import get_state, set_state
from nn_core.training.eligibility import holders_of
from nn_core.training.prepared import Prepared

_MOST_BYTES = 2 << 20  # in the largest array of a step
_MOST_SAMPLES = 4096


def larger(size: int, count: int, largest: int) -> int:
    """Return a multiple of the batch's size, given how many samples there are and the bytes of its largest array."""
    rows = size
    while 2 * rows <= min(_MOST_SAMPLES, count) and 2 * largest <= _MOST_BYTES:
        rows, largest = 2 * rows, 2 * largest
    return rows


def is_by_sample(model: Any, small: Prepared, prepare: Callable[[], Prepared | None]) -> bool:
    """Say whether a model treats every sample by itself, as a try with larger batches from `prepare` tells."""
    if not small.plan.is_pure:
        return False
    try:
        large = prepare()
    except (ValueError, MemoryError):  # the model wants batches of a certain size
        return False
    if large is None:
        return False
    generators = [each for holder in holders_of(model) for each in holder._seed_generators]
    before = get_state(generators)
    found = _is_same(small, large)
    if get_state(generators) != before:
        set_state(before, generators)
        return False
    return found


def _is_same(small: Prepared, large: Prepared) -> bool:
    """Compare the predictions for samples that came, with noise, once by themselves and once beside many of noise."""
    noise = np.random.default_rng(0)
    for few, many in zip(small.plan.inputs, large.plan.inputs, strict=True):
        if many.dtype.kind == "f":  # whole numbers may be places in a table: those that came are kept
            many[len(few) :] = 0
            many += noise.random(many.shape)
        few[...] = many[: len(few)]
    with np.errstate(all="ignore"):
        small.plan.run()
        expected = [y.copy() for y in small.predictions]
        large.plan.run()
    rows = len(large.plan.inputs[0])
    return all(
        y.ndim == x.ndim > 0 and len(y) == rows and np.allclose(y[: len(x)], x, rtol=1e-3, atol=1e-5, equal_nan=True)
        for x, y in zip(expected, large.predictions, strict=True)
    )
