"""CategoryEncoding: turn the numbers of categories into vectors."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.category_layer import SPARSE_HELP, CategoryLayer
from nn_core.layers.preprocessing.encoding import OUTPUT_HELP, encode, encoded_shape
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import OutputMode


class CategoryEncoding(CategoryLayer, category="Preprocessing"):
    """Turn the numbers of categories into vectors with a one at the place of each category.

    A network must not take category 4 for twice category 2; as vectors no category is larger than another. With
    "count", `count_weights` in the call say how much each number counts.
    """

    num_tokens: int = param(default=None, minimum=1, help="Number of categories: the numbers are smaller.")
    output_mode: Annotated[str, OutputMode(("one_hot", "multi_hot", "count"))] = param(
        default="multi_hot", help=OUTPUT_HELP
    )
    sparse: bool = param(default=False, help=SPARSE_HELP)

    suggested = {"num_tokens": 10}
    sample = Sample(args={"num_tokens": 5}, inputs=[(4,)], maximum=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.num_tokens is None:
            raise ValueError(
                "CategoryEncoding needs num_tokens, the number of categories. If it is not known beforehand, "
                "IntegerLookup finds it out."
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return encoded_shape(input_shape, self.output_mode, self.num_tokens)

    def call(self, inputs: Any, count_weights: Any = None) -> Any:
        if count_weights is not None and self.output_mode != "count":
            raise ValueError(
                f"{self._title()}: count_weights have a meaning for output_mode='count' only, not {self.output_mode!r}."
            )
        numbers = convert_to_numpy(inputs)
        if numbers.dtype.kind not in "iufb":
            raise ValueError(f"{self._title()} takes whole numbers; for words there is StringLookup.")
        numbers = numbers.astype(np.int64)
        if self.output_mode != "one_hot" and (numbers < 0).any():
            raise ValueError(f"{self._title()} takes numbers from 0 to {self.num_tokens - 1}, but got {numbers.min()}.")
        weights = None if count_weights is None else convert_to_numpy(count_weights)
        return Tensor(encode(numbers, self.output_mode, self.num_tokens, str(self.dtype), weights))
