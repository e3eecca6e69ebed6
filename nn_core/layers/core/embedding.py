"""Embedding: a vector for every whole number."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class Embedding(Layer, category="Core"):
    """Replace every whole number, say the number of a word, by a vector that is learned.

    Words that are used alike end up with vectors that are alike. Takes numbers from 0 to input_dim - 1, so it can only
    be the first layer. With `mask_zero`, 0 is no word but fills up texts that are shorter than others, and recurrent
    layers skip it.

    Reference: Bengio et al., "A Neural Probabilistic Language Model", JMLR 3 (2003).
    """

    input_dim: int = param(minimum=1, help="Number of different inputs: the largest one plus 1.")
    output_dim: int = param(minimum=1, help="Length of the vectors.")
    embeddings_initializer: Initializer = param(default="uniform", help="How the vectors start.")
    embeddings_regularizer: Regularizer = param(default=None, help="Penalty on large vectors.")
    embeddings_constraint: Constraint = param(default=None, help="Limit kept by the vectors.")
    mask_zero: bool = param(default=False, help="Whether 0 means that there is nothing here, to be skipped.")
    activity_regularizer: Regularizer = param(default=None, kw_only=True, help="Penalty on large outputs.")

    roles = ("lookup", "masking")
    formula = "output = embeddings[input]"
    casts_integers = False
    suggested: ClassVar[dict[str, Any]] = {"input_dim": 10000, "output_dim": 64}
    sample = Sample(args={"input_dim": 7, "output_dim": 3}, inputs=[(4,)], maximum=7)

    def __init__(self, *args: Any, weights: Any = None, input_length: Any = None, **kwargs: Any) -> None:
        if input_length is not None:  # Keras 2: the model knows its input from it
            lengths = tuple(input_length) if isinstance(input_length, list | tuple) else (input_length,)
            kwargs = {"input_shape": lengths, **kwargs}
        super().__init__(*args, **kwargs)
        if weights is not None:
            self.build()
            self.set_weights(weights if isinstance(weights, list) and len(weights) == 1 else [np.asarray(weights)])

    def build(self, input_shape: Any = None) -> None:
        if self.built:
            return
        self.embeddings = self.add_weight(
            "embeddings",
            (self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape, self.output_dim)

    def output_dtype(self, input_dtype: str) -> str:
        return str(self.dtype)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def call(self, inputs: Any) -> Any:
        return ops.embedding(inputs, self.embeddings)
