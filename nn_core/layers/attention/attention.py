"""Attention: look values up by how similar their keys are to a query."""

from __future__ import annotations

from typing import Any, Literal

from nn_core import ops
from nn_core.layers.attention.lookup import Lookup
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class Attention(Lookup, category="Attention"):
    """Look values up: for each step of the query, a mean of the values, weighted by how similar their keys are to it.

    Takes a list `[query, value]` or `[query, value, key]`; without keys the values are their own. Lets a decoder look
    at those words of the input that matter for the next one.

    Reference: Luong et al., "Effective Approaches to Attention-based Neural Machine Translation" (2015).
    """

    use_scale: bool = param(default=False, help="Whether a factor on the scores is learned.")
    score_mode: Literal["dot", "concat"] = param(
        default="dot", help="How similarity is measured: by a dot product, or by tanh of the sum of query and key."
    )
    dropout: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the weights switched off in training.")
    seed: int | None = param(default=None, help="Makes the dropout repeatable.")

    formula = "output = softmax(query · keyᵀ) · value"
    sample = Sample(args={"use_scale": True}, inputs=[(3, 4), (5, 4)])

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self.scale = self.add_weight("scale", initializer="ones") if self.use_scale else None
        self.concat_score_weight = None
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight("concat_score_weight", initializer="ones")

    def scores(self, query: Any, key: Any) -> Any:
        if self.concat_score_weight is None:
            products = ops.matmul(query, ops.swapaxes(key, -2, -1))
            return products if self.scale is None else products * self.scale
        sums = ops.expand_dims(query, axis=-2) + ops.expand_dims(key, axis=-3)
        return self.concat_score_weight * ops.sum(ops.tanh(sums if self.scale is None else sums * self.scale), axis=-1)
