"""HashedCrossing: put pairs of features into a fixed number of bins."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.category_layer import SPARSE_HELP, CategoryLayer, as_array
from nn_core.layers.preprocessing.encoding import OUTPUT_HELP, encode, encoded_shape
from nn_core.layers.preprocessing.hashes import BITS, farm_hash
from nn_core.layers.shapes import is_shape
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import OutputMode

START, FACTOR = 0xDECAFCAFFE, 0xC6A4A7935BD1E995


class HashedCrossing(CategoryLayer, category="Preprocessing"):
    """Put every combination of two or more features into a bin: the same combination always into the same.

    A linear model learns from the crossing what it cannot learn from the features by themselves, such as what is true
    of young people in one town only. The bins are those of Keras.
    """

    num_bins: int = param(minimum=1, help="Number of bins.")
    output_mode: Annotated[str, OutputMode(("int", "one_hot"))] = param(default="int", help=OUTPUT_HELP)
    sparse: bool = param(default=False, help=SPARSE_HELP)

    min_inputs: ClassVar[int] = 2
    max_inputs: ClassVar[int | None] = None
    suggested = {"num_bins": 100}
    sample = Sample(args={"num_bins": 5, "output_mode": "one_hot"}, inputs=[(1,), (1,)], words=("a", "bee", "sea"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.output_mode == "int" and kwargs.get("dtype") is None:
            self.dtype = "int64"

    def _as_tensor(self, x: Any) -> Any:
        if isinstance(x, list | tuple) and len(x) > 1 and not any(hasattr(each, "node") for each in x):
            return [Tensor(as_array(each, self._title())) for each in x]
        return x

    def output_dtype(self, input_dtype: str) -> str:
        return str(self.dtype)

    def check_input_shape(self, shape: Any) -> None:
        shapes = [shape] if is_shape(shape) else list(shape)
        if len(shapes) < 2:
            raise ValueError(f"{self._title()} takes a list of at least two features, but got {len(shapes)}.")
        if any(tuple(each)[1:] != tuple(shapes[0])[1:] for each in shapes) or len(shapes[0]) > 2:
            raise ValueError(f"{self._title()} takes features of the same shape (batch,) or (batch, 1), not {shapes}.")

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        return encoded_shape(input_shape[0], self.output_mode, self.num_bins)

    def call(self, inputs: Any) -> Any:
        features = [convert_to_numpy(each) for each in inputs]
        rows = zip(*(each.reshape(-1).tolist() for each in features), strict=True)
        numbers = np.array([crossed(row) % self.num_bins for row in rows], np.int64).reshape(features[0].shape)
        return Tensor(encode(numbers, self.output_mode, self.num_bins, str(self.dtype)))


def crossed(values: tuple[Any, ...]) -> int:
    """Return one number for several words and whole numbers."""
    found = START
    for value in values:
        found = _joined(found, farm_hash(value.encode()) if isinstance(value, str) else int(value) & BITS)
    return found


def _joined(first: int, second: int) -> int:
    found = first ^ FACTOR
    found ^= (_folded(second * FACTOR & BITS) * FACTOR) & BITS
    found = found * FACTOR & BITS
    found = _folded(found) * FACTOR & BITS
    return _folded(found)


def _folded(x: int) -> int:
    return x ^ (x >> 47)
