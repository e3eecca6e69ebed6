"""StringLookup: replace words by numbers."""

from __future__ import annotations

from typing import Annotated, Any

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


class StringLookup(IndexLookup, category="Preprocessing"):
    """Replace every word by its number in a vocabulary.

    For features such as "red", "green", "blue". Unknown words share the number 0 (or the first few, if there are
    several numbers for them). Give the vocabulary, or let `adapt(data)` collect the words of the training data.
    """

    max_tokens: int | None = param(default=None, minimum=2, help=MAX_TOKENS_HELP)
    num_oov_indices: int = param(default=1, minimum=0, help="How many numbers unknown words share.")
    mask_token: str | None = param(default=None, help="A word that means 'nothing here' and has number 0.")
    oov_token: str | None = param(default="[UNK]", help="What stands for unknown words when the lookup is inverted.")
    vocabulary: Any = param(default=None, help=VOCABULARY_HELP)
    idf_weights: Annotated[Any, Optional(Numbers())] = param(default=None, help=IDF_HELP)
    invert: bool = param(default=False, help=INVERT_HELP)
    output_mode: Annotated[str, OutputMode(MODES)] = param(default="int", help=OUTPUT_HELP)
    pad_to_max_tokens: bool = param(default=False, help=PAD_HELP)
    sparse: bool = param(default=False, help=SPARSE_HELP)
    encoding: str = param(default="utf-8", help="How words are written if they come as bytes.")
    salt: Any = param(default=None, kw_only=True, help=SALT_HELP)
    oov_method: str = param(default="floormod", kw_only=True, help="Of no use for words; it is in what Keras saves.")

    suggested = {"vocabulary": ["red", "green", "blue"]}
    sample = Sample(
        args={"vocabulary": ["red", "green", "blue"], "output_mode": "multi_hot"},
        inputs=[(3,)],
        words=("red", "green", "blue", "pink"),
    )

    def _token(self, value: Any) -> str:
        return value.decode(self.encoding) if isinstance(value, bytes) else str(value)

    def tokens_in(self, inputs: Array) -> Array:
        if not self.invert and inputs.dtype.kind != "U":
            raise ValueError(
                f"{self._title()} takes words, but got numbers ({inputs.dtype}); IntegerLookup takes those."
            )
        return inputs

    def output_dtype(self, input_dtype: str) -> str:
        return "string" if self.invert else super().output_dtype(input_dtype)
