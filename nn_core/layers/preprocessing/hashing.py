"""Hashing: put words into a fixed number of bins."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.category_layer import SPARSE_HELP, CategoryLayer
from nn_core.layers.preprocessing.encoding import OUTPUT_HELP, encode, encoded_shape
from nn_core.layers.preprocessing.hashes import bins_of
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import OutputMode

SALT_HELP = "A number, or two, that make other bins of the same words, and harder ones to foresee."


class Hashing(CategoryLayer, category="Preprocessing"):
    """Put words, or whole numbers, into a fixed number of bins: the same word always into the same.

    Nothing has to be learned and no list kept, which helps where there are too many different words; but several words
    share a bin. Without a salt bins follow from FarmHash, with one from SipHash, as in Keras.
    """

    num_bins: int = param(minimum=1, help="Number of bins, that of mask_value included.")
    mask_value: Any = param(default=None, help="A word that means 'nothing here' and has bin 0 for itself.")
    salt: Any = param(default=None, help=SALT_HELP)
    output_mode: Annotated[str, OutputMode(("int", "one_hot", "multi_hot", "count"))] = param(
        default="int", help=OUTPUT_HELP
    )
    sparse: bool = param(default=False, help=SPARSE_HELP)

    suggested = {"num_bins": 100}
    sample = Sample(args={"num_bins": 5, "output_mode": "count"}, inputs=[(3,)], words=("a", "bee", "sea", "d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.salt = two_salts(self.salt, type(self).__name__)
        if self.output_mode == "int" and kwargs.get("dtype") is None:
            self.dtype = "int64"
        if self.output_mode == "int" and self.dtype not in ("int32", "int64"):
            raise ValueError(
                f"Hashing: with output_mode='int' the dtype must be 'int32' or 'int64', not {self.dtype!r}."
            )

    def output_dtype(self, input_dtype: str) -> str:
        return str(self.dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return encoded_shape(input_shape, self.output_mode, self.num_bins)

    def call(self, inputs: Any) -> Any:
        words = convert_to_numpy(inputs)
        has_mask = self.mask_value is not None and self.num_bins > 1
        numbers = bins_of(words_of(words), self.num_bins - has_mask, self.salt)
        if has_mask:
            numbers = np.where(words == self.mask_value, 0, numbers + 1)
        return Tensor(encode(numbers, self.output_mode, self.num_bins, str(self.dtype)))


def words_of(values: Any) -> Any:
    """Return numbers as text, numbers with decimals cut to whole ones."""
    return values if values.dtype.kind == "U" else values.astype("int64").astype(str)


def two_salts(salt: Any, title: str) -> list[int] | None:
    """Return a salt as a list of two whole numbers."""
    if salt is None:
        return None
    salts = [salt, salt] if isinstance(salt, int) else salt
    if not isinstance(salts, list | tuple) or len(salts) != 2 or not all(isinstance(each, int) for each in salts):
        raise ValueError(f"{title}: salt must be a whole number, or two of them, not {salt!r}.")
    return list(salts)
