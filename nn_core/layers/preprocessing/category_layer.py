"""CategoryLayer: the base of layers that take words or numbers of categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor
from nn_core.autodiff.tensor import Array
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.spec.structure import flatten

SPARSE_HELP = "Sparse tensors do not exist here: leave it False."


class CategoryLayer(Layer):
    """Take words or whole numbers, as arrays, tensors or plain lists; no gradient passes.

    Words travel in tensors that hold arrays of text; `Input(shape, dtype="string")` stands for them in a model.
    """

    casts = False
    casts_integers = False
    min_ndim = 0
    output_mode: str
    sparse: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(self, "sparse", False):
            raise ValueError(f"{type(self).__name__}: there are no sparse tensors here; leave sparse=False.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return super().__call__(*(self._as_tensor(x) for x in args), **kwargs)

    def _as_tensor(self, x: Any) -> Any:
        if isinstance(x, Tensor | KerasTensor) or any(isinstance(each, KerasTensor) for each in flatten(x)):
            return x
        return Tensor(as_array(x, self._title()))

    def output_dtype(self, input_dtype: str) -> str:
        return "int64" if self.output_mode == "int" else str(self.dtype)


def as_array(x: Any, title: str) -> Array:
    """Return arrays, tensors, lists, words as an array of numbers or of text."""
    try:
        array = x.value if isinstance(x, Tensor) else np.asarray(x)
    except ValueError:
        raise ValueError(
            f"{title} takes rows of the same length; fill up the shorter ones, for example with ''."
        ) from None
    if array.dtype.kind == "S":
        return np.char.decode(array, "utf-8")
    return as_text(array) if array.dtype.kind == "O" else array


def as_text(array: Array, encoding: str = "utf-8") -> Array:
    """Return an array of text from one of words, bytes or numbers."""
    if array.dtype.kind == "U":
        return array
    if array.dtype.kind == "S":
        return np.char.decode(array, encoding)
    words = [each.decode(encoding) if isinstance(each, bytes) else str(each) for each in array.ravel().tolist()]
    return np.array(words, dtype=str).reshape(array.shape)


def batches_of(data: Any, steps: int | None = None) -> Iterator[Any]:
    """Yield what adapt() was given: batches one by one if it is a generator, at most `steps`; else the whole."""
    if hasattr(data, "__iter__") and not isinstance(data, list | tuple | np.ndarray | Tensor | str):
        for count, batch in enumerate(data):
            if steps is not None and count >= steps:
                return
            yield batch[0] if isinstance(batch, tuple) else batch
    else:
        yield data
