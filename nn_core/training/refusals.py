"""What data must be like, said in a sentence where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from nn_core.spec.remarks import remark
from nn_core.spec.structure import flatten

PARTS = ("x", "y", "sample_weight")


def common_length(parts: tuple[Any, ...]) -> int:
    """Return the number of samples; ValueError if the arrays do not agree about it."""
    lengths = {}
    for part, name in zip(parts, PARTS, strict=True):
        for label, array in labelled(name, part):
            if array is not None and array.ndim == 0:
                raise ValueError(
                    f"{label} must be an array with one row for each sample, not the single value {array!r}. "
                    "Wrap a list of numbers in np.array(...)."
                )
            if array is not None:
                lengths[label] = len(array)
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{label}: {length}" for label, length in lengths.items())
        raise ValueError(f"All arrays must hold the same number of samples, but they hold {listed}.")
    if not any(lengths.values()):
        raise ValueError("There is no data: x holds no samples.")
    return next(iter(lengths.values()))


def labelled(name: str, part: Any) -> Iterator[tuple[str, Any]]:
    """Yield every array with the words to find it by: x, x[0], x['pixels']."""
    if isinstance(part, dict):
        for key, each in part.items():
            yield from labelled(f"{name}[{key!r}]", each)
    elif isinstance(part, list | tuple):
        for i, each in enumerate(part):
            yield from labelled(f"{name}[{i}]", each)
    else:
        yield name, part


def refuse_text(kind: str, part: Any, names: Sequence[str]) -> None:
    """Raise ValueError if an array of a batch holds text or other objects; `names` are those of inputs or outputs."""
    arrays = flatten(part)
    for i, array in enumerate(arrays):
        if array is None or array.dtype.kind not in "USO":
            continue
        title = f"The data for {kind} '{names[i]}'" if len(names) == len(arrays) else f"The data for the {kind}s"
        content = "text" if array.dtype.kind != "O" or isinstance(array.flat[0], str) else "objects"
        remedy = (
            "Number the classes first: np.unique(labels, return_inverse=True)[1]."
            if kind == "output"
            else "Make numbers of it first, for instance with .astype('float32'), or with a layer that looks words up."
        )
        raise ValueError(f"{title} is {content} (dtype {array.dtype}), but numbers are needed. {remedy}")


def whole_number(name: str, value: Any, minimum: int = 1) -> int:
    """Return a count that is large enough."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < minimum:
        raise ValueError(f"{name} must be a whole number of at least {minimum}, not {value!r}.")
    return int(value)


class NanWatch:
    """Looks for NaN in the first pass over the data, and warns once."""

    def __init__(self) -> None:
        self.is_over = False

    def look(self, x: Any, y: Any) -> None:
        """Look at one batch."""
        if self.is_over:
            return
        for name, part in (("x", x), ("y", y)):
            for label, array in labelled(name, part):
                if array is not None and array.dtype.kind == "f" and array.size and np.isnan(array.min()):
                    self.is_over = True
                    remark(
                        f"{label} holds NaN (not a number): loss and weights become NaN too. "
                        "Remove or replace these values first, for instance with np.nan_to_num."
                    )
                    return


@contextmanager
def memory_said_plainly(batch_size: int | None) -> Iterator[None]:
    """Say what to do when a batch is too large for the memory."""
    try:
        yield
    except MemoryError as error:
        size = f" of {batch_size} samples" if batch_size else ""
        raise MemoryError(f"A batch{size} does not fit into memory ({error}). Choose a smaller batch_size.") from error
