"""IntegerLookup: replace whole numbers by their places in a vocabulary."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.category_layer import SPARSE_HELP
from nn_core.layers.preprocessing.encoding import OUTPUT_HELP
from nn_core.layers.preprocessing.hashing import SALT_HELP
from nn_core.layers.preprocessing.index_lookup import (
    IDF_HELP,
    INVERT_HELP,
    MAX_TOKENS_HELP,
    MODES,
    PAD_HELP,
    VOCABULARY_HELP,
    IndexLookup,
)
from nn_core.spec.kinds import Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Numbers, OutputMode


class IntegerLookup(IndexLookup, category="Preprocessing"):
    """Replace every whole number by its place in a vocabulary.

    For numbers that are names rather than amounts, such as postal codes: the places are small and without gaps.
    Unknown numbers share the place 0. Give the vocabulary, or let `adapt(data)` collect it from the training data.
    """

    max_tokens: int | None = param(default=None, minimum=2, help=MAX_TOKENS_HELP)
    num_oov_indices: int = param(default=1, minimum=0, help="How many places unknown numbers share.")
    mask_token: int | None = param(default=None, help="A number that means 'nothing here' and has place 0.")
    oov_token: int | None = param(default=-1, help="What stands for unknown numbers when the lookup is inverted.")
    vocabulary: Any = param(default=None, help=VOCABULARY_HELP)
    vocabulary_dtype: Literal["int64"] = param(default="int64", help="Type of the numbers in the vocabulary.")
    idf_weights: Annotated[Any, Optional(Numbers())] = param(default=None, help=IDF_HELP)
    invert: bool = param(default=False, help=INVERT_HELP)
    output_mode: Annotated[str, OutputMode(MODES)] = param(default="int", help=OUTPUT_HELP)
    sparse: bool = param(default=False, help=SPARSE_HELP)
    pad_to_max_tokens: bool = param(default=False, help=PAD_HELP)
    oov_method: Literal["floormod", "farmhash"] = param(
        default="floormod", help="How unknown numbers are spread over several places: by remainder, or by hash."
    )
    salt: Any = param(default=None, help=SALT_HELP)

    suggested = {"vocabulary": [10, 20, 30]}
    sample = Sample(args={"vocabulary": [3, 1, 4], "output_mode": "count"}, inputs=[(3,)], maximum=6)

    def _check_arguments(self) -> None:
        super()._check_arguments()
        if self.salt is not None and self.oov_method != "farmhash":
            raise ValueError("IntegerLookup: a salt has a meaning for oov_method='farmhash' only.")

    def _token(self, value: Any) -> int:
        return int(value)

    def tokens_in(self, inputs: Array) -> Array:
        if inputs.dtype.kind not in "iuf":
            raise ValueError(f"{self._title()} takes whole numbers, but got {inputs.dtype}; StringLookup takes words.")
        return inputs.astype(np.int64)
