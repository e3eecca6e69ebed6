"""pad_sequences: sequences of different lengths as one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from nn_core.autodiff.memory import refuse_if_too_large
from nn_core.autodiff.tensor import Array


def pad_sequences(
    sequences: Sequence[Any],
    maxlen: int | None = None,
    dtype: str = "int32",
    padding: Literal["pre", "post"] = "pre",
    truncating: Literal["pre", "post"] = "pre",
    value: Any = 0.0,
) -> Array:
    """Return sequences of different lengths as one array, filled up or cut to the same length.

    Args:
        sequences: a list of lists (or arrays).
        maxlen: the length; that of the longest if not given.
        padding, truncating: at which end values are added or taken away.
        value: what is added.

    Example:
        >>> pad_sequences([[1], [2, 3]])
        array([[0, 1],
               [2, 3]], dtype=int32)
    """
    for name, end in (("padding", padding), ("truncating", truncating)):
        if end not in ("pre", "post"):
            raise ValueError(f"pad_sequences: {name} must be 'pre' or 'post', not {end!r}.")
    if not all(hasattr(each, "__len__") and not isinstance(each, str) for each in sequences):
        wrong = next(each for each in sequences if isinstance(each, str) or not hasattr(each, "__len__"))
        raise ValueError(f"pad_sequences takes a list of lists, but one of them is {wrong!r}.")
    length = max((len(each) for each in sequences), default=0) if maxlen is None else maxlen
    rest = next((np.shape(each)[1:] for each in sequences if len(each)), ())
    refuse_if_too_large("The padded array", (len(sequences), length, *rest), np.dtype(dtype))
    filled = np.full((len(sequences), length, *rest), value, dtype)
    for row, each in zip(filled, sequences, strict=True):
        kept = np.asarray(each[max(len(each) - length, 0) :] if truncating == "pre" else each[:length])
        if len(kept):
            if kept.shape[1:] != rest:
                raise ValueError(f"pad_sequences: entries of shape {kept.shape[1:]} do not fit to those of {rest}.")
            row[slice(None, len(kept)) if padding == "post" else slice(length - len(kept), None)] = kept
    return filled
