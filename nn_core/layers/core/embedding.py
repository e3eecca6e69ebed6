"""Embedding: a vector for every whole number."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class Embedding(Layer, category="Core"):
    """Replace every whole number, say the number of a word, by a vector that is learned.

    Words that are used alike end up with vectors that are alike. Only as the first layer, on inputs from 0 to
    input_dim - 1. With `mask_zero`, 0 is no word but the filling after the end of a short text, and recurrent
    layers skip it.

    Reference: Bengio et al., "A Neural Probabilistic Language Model", JMLR 3 (2003).
    """

    input_dim: int = param(minimum=1, help="Number of different inputs: the largest one plus 1.")
    output_dim: int = param(minimum=1, help="Length of the vectors.")
    embeddings_initializer: Initializer = param(default="uniform", help="How the vectors start.")
    embeddings_regularizer: Regularizer = param(default=None, help="Penalty on large vectors.")
    embeddings_constraint: Constraint = param(default=None, help="Limit kept by the vectors.")
    mask_zero: bool = param(default=False, help="Whether 0 means that there is nothing here, to be skipped.")
    weights: Any = param(default=None, help="Vectors to start with, as an array of shape (input_dim, output_dim).")
    activity_regularizer: Regularizer = param(default=None, kw_only=True, help="Penalty on large outputs.")

    casts_integers = False
    min_ndim = 1
    suggested: ClassVar[dict[str, Any]] = {"input_dim": 10000, "output_dim": 64}
    sample = Sample(args={"input_dim": 7, "output_dim": 3}, inputs=[(4,)], maximum=7)
