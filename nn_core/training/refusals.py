"""What data must be like, said in a sentence where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

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
        if array is None or array.dtype.kind not in "USOc":
            continue
        title = f"The data for {kind} '{names[i]}'" if len(names) == len(arrays) else f"The data for the {kind}s"
        if array.dtype.kind == "c":
            raise ValueError(f"{title} is complex (dtype {array.dtype}); give the parts you need: np.real, np.abs …")
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


def share(name: str, value: Any) -> float:
    """Return a part of the whole."""
    if not isinstance(value, float | int | np.number) or not 0 < value < 1:
        raise ValueError(f"{name} must be a number between 0 and 1, not {value!r}.")
    return float(value)


def check_shuffle(shuffle: Any) -> None:
    """Raise ValueError if this is no way to shuffle."""
    if isinstance(shuffle, str) and shuffle != "batch":
        raise ValueError(f"shuffle must be True, False or 'batch', not {shuffle!r}.")


def check_validation_freq(freq: Any) -> None:
    """Raise ValueError unless it is a number of epochs, or a list of epochs after which to validate."""
    is_list = isinstance(freq, list | tuple | set | range | np.ndarray)
    if not is_list and (not isinstance(freq, int | np.integer) or freq < 1):
        raise ValueError(
            "validation_freq must be a whole number of at least 1, or a list of epochs such as [1, 5, 10], "
            f"not {freq!r}."
        )


def check_class_weight(class_weight: Any) -> None:
    """Raise ValueError unless it is a dict from class to weight, or such a dict for each output."""
    if not isinstance(class_weight, dict):
        raise ValueError(
            "class_weight must be a dict from the number of a class to its weight, such as {0: 1.0, 1: 3.0}, "
            f"not {class_weight!r}. To balance classes, weigh each with number of samples / (classes * its samples)."
        )
    for label, weight in class_weight.items():
        if isinstance(weight, dict):
            check_class_weight(weight)
        elif not isinstance(label, int | float | np.number) or not isinstance(weight, int | float | np.number):
            raise ValueError(
                f"class_weight goes from the number of a class to a number, such as {{0: 1.0, 1: 3.0}}; "
                f"it holds {label!r}: {weight!r}."
            )


class NanWatch:
    """Looks for NaN in the first pass over the data, until it has found some."""

    def __init__(self) -> None:
        self.is_over = False

    def look(self, x: Any, y: Any) -> str:
        """Look at one batch; return the words to find the array by that holds NaN."""
        if self.is_over:
            return ""
        for name, part in (("x", x), ("y", y)):
            for label, array in labelled(name, part):
                if array is not None and array.dtype.kind == "f" and array.size and np.isnan(array.min()):
                    self.is_over = True
                    return label
        return ""


def nan_refused(label: str) -> str:
    """Say what NaN in an array does."""
    return (
        f"{label} holds NaN (not a number): loss and weights become NaN too. "
        "Remove or replace these values first, for instance with np.nan_to_num."
    )


@contextmanager
def memory_said_plainly(batch_size: int | None) -> Iterator[None]:
    """Say what to do when a batch is too large for the memory."""
    try:
        yield
    except MemoryError as error:
        size = f" of {batch_size} samples" if batch_size else ""
        raise MemoryError(f"A batch{size} does not fit into memory ({error}). Choose a smaller batch_size.") from error
