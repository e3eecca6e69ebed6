"""AdditiveAttention: look values up by a learned comparison of keys and query."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.attention.lookup import Lookup
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class AdditiveAttention(Lookup, category="Attention"):
    """Look values up as Attention does, but compare query and key by adding them: Σ scale · tanh(query + key).

    Takes a list `[query, value]` or `[query, value, key]`; without keys the values are their own.

    Reference: Bahdanau et al., "Neural Machine Translation by Jointly Learning to Align and Translate" (2015).
    """

    use_scale: bool = param(default=True, help="Whether a factor for each feature is learned.")
    dropout: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the weights switched off in training.")
    seed: int | None = param(default=None, kw_only=True, help="Makes the dropout repeatable.")

    formula = "output = softmax(Σ scale · tanh(query + key)) · value"
    sample = Sample(args={}, inputs=[(3, 4), (5, 4)])

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        features = input_shape[0][-1]
        self.scale = self.add_weight("scale", (features,)) if self.use_scale else None

    def scores(self, query: Any, key: Any) -> Any:
        compared = ops.tanh(ops.expand_dims(query, axis=-2) + ops.expand_dims(key, axis=-3))
        return ops.sum(compared if self.scale is None else compared * self.scale, axis=-1)
