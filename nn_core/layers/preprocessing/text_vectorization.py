"""TextVectorization: turn texts into numbers of words."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Tensor
from nn_core.autodiff.tensor import Array
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.category_layer import SPARSE_HELP
from nn_core.layers.preprocessing.encoding import OUTPUT_HELP
from nn_core.layers.preprocessing.index_lookup import (
    IDF_HELP,
    MAX_TOKENS_HELP,
    MODES,
    PAD_HELP,
    VOCABULARY_HELP,
    IndexLookup,
)
from nn_core.layers.preprocessing.tokens import SPLITS, STANDARDS, as_rectangle, ngrams_of
from nn_core.spec.kinds import Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import ChoiceOrFunction, Numbers, OutputMode


class TextVectorization(IndexLookup, category="Preprocessing"):
    """Turn texts into the numbers of their words.

    A text is written in small letters without punctuation, split into words, and each word replaced by its number:
    0 fills up shorter texts, 1 is an unknown word, 2 the most frequent one. `adapt(texts)` collects the vocabulary.
    Usually followed by an Embedding.
    """

    max_tokens: int | None = param(default=None, minimum=2, help=MAX_TOKENS_HELP)
    standardize: Annotated[Any, Optional(ChoiceOrFunction(tuple(STANDARDS)))] = param(
        default="lower_and_strip_punctuation", help="What is done to a text first; a function takes and gives an array."
    )
    split: Annotated[Any, Optional(ChoiceOrFunction(tuple(SPLITS)))] = param(
        default="whitespace", help="Where a text is cut into words; a function gives a list of words for each text."
    )
    ngrams: Annotated[Any, Optional(Numbers())] = param(
        default=None, help="Largest number of words in a row that count as one, or a list of such numbers."
    )
    output_mode: Annotated[str, OutputMode(MODES)] = param(default="int", help=OUTPUT_HELP)
    output_sequence_length: int | None = param(
        default=None, minimum=1, help="Number of words kept; shorter texts are filled up. None: the longest of a batch."
    )
    pad_to_max_tokens: bool = param(default=False, help=PAD_HELP)
    vocabulary: Any = param(default=None, help=VOCABULARY_HELP)
    idf_weights: Annotated[Any, Optional(Numbers())] = param(default=None, help=IDF_HELP)
    sparse: bool = param(default=False, help=SPARSE_HELP)
    ragged: bool = param(default=False, help="Ragged tensors do not exist here: leave it False.")
    encoding: str = param(default="utf-8", help="How texts are written if they come as bytes.")

    mask_token = ""
    oov_token = "[UNK]"
    sample = Sample(
        args={"vocabulary": ["earth", "wind", "fire"], "output_mode": "count"},
        inputs=[(1,)],
        words=("Earth, wind and fire!", "wind, wind", "", "Fire"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.ragged:
            raise ValueError("TextVectorization: there are no ragged tensors here; leave ragged=False.")
        if self.output_mode != "int" and self.output_sequence_length is not None:
            raise ValueError(
                "TextVectorization: output_sequence_length has a meaning for output_mode='int' only, "
                f"not {self.output_mode!r}."
            )
        sizes = np.atleast_1d([] if self.ngrams is None else self.ngrams)
        if any(size != int(size) or size < 1 for size in sizes):
            raise ValueError(f"TextVectorization: ngrams must be whole numbers of at least 1, not {self.ngrams!r}.")

    def adapt(  # type: ignore[override]  # the order of the arguments is Keras's
        self, data: Any, batch_size: int | None = None, steps: int | None = None
    ) -> None:
        """Make the vocabulary from the words in texts, the most frequent first.

        Args:
            data: an array or a list of texts, or an iterable of batches such as a generator.
            batch_size: not needed here.
            steps: number of batches to use; all if not given.
        """
        super().adapt(data, steps)

    def _token(self, value: Any) -> str:
        return value.decode(self.encoding) if isinstance(value, bytes) else str(value)

    def tokens_in(self, inputs: Array) -> Array:
        """Return the words of the texts, with '' at the ends of shorter ones."""
        if inputs.dtype.kind != "U":
            raise ValueError(f"{self._title()} takes texts, but got numbers ({inputs.dtype}).")
        texts = self._standardized(inputs)
        if self.split is None:
            return texts if self.ngrams is None else as_rectangle(ngrams_of(texts.tolist(), self.ngrams))
        if texts.ndim > 1:
            if texts.ndim > 2 or texts.shape[-1] != 1:
                raise ValueError(
                    f"{self._title()} splits one text for each sample: the shape must be (batch,) or (batch, 1), "
                    f"but it is {texts.shape}. With split=None the words may be split already."
                )
            texts = texts[:, 0]
        split = self.split if callable(self.split) else SPLITS[self.split]
        words = [list(each) for each in split(np.atleast_1d(texts))]
        found = as_rectangle(words if self.ngrams is None else ngrams_of(words, self.ngrams))
        return found if texts.ndim else found[0]

    def _standardized(self, texts: Array) -> Array:
        if self.standardize is None:
            return texts
        standard = self.standardize if callable(self.standardize) else STANDARDS[self.standardize]
        return np.asarray(standard(texts), dtype=str).reshape(texts.shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        batch, rest = tuple(input_shape[:1]), tuple(input_shape[1:])
        if self.output_mode != "int":
            return self._vectors_shape(tuple(input_shape) if self.split is None else (*batch, None))
        if self.split is None and self.ngrams is None:
            return (*batch, *rest[:-1], self.output_sequence_length or rest[-1]) if rest else batch
        return (*batch, self.output_sequence_length)

    def call(self, inputs: Any) -> Any:
        outputs = super().call(inputs)
        length, values = self.output_sequence_length, outputs.value
        if length is None or not values.ndim or values.shape[-1] == length:
            return outputs
        kept = values[..., :length]
        borders = [(0, 0)] * (values.ndim - 1) + [(0, length - kept.shape[-1])]
        return Tensor(np.pad(kept, borders))
