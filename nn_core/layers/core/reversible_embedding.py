"""ReversibleEmbedding: a vector for every whole number, and the way back from vectors to numbers."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.core.embedding import Embedding
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class ReversibleEmbedding(Embedding, category="Core"):
    """Replace every whole number by a vector, and with `reverse=True` in the call a vector by a score for each number.

    A language model begins with the one and ends with the other; with `tie_weights` both share their weights. The
    scores are how alike the vector is to the one of each number; softmax makes probabilities of them.

    Reference: Press and Wolf, "Using the Output Embedding to Improve Language Models", EACL 2017.
    """

    tie_weights: bool = param(
        default=True, after="output_dim", help="Whether the way back uses the same vectors, or has weights of its own."
    )
    reverse_dtype: str | None = param(
        default=None, after="mask_zero", help="Type of the numbers on the way back; that of the layer if None."
    )
    logit_soft_cap: float | None = param(
        default=None, after="reverse_dtype", minimum=1e-6, help="Scores are bent to stay between minus and plus this."
    )

    sample = Sample(args={"input_dim": 7, "output_dim": 3}, inputs=[(4,)], maximum=7)

    def build(self, input_shape: Any = None) -> None:
        if self.built:
            return
        super().build(input_shape)
        if not self.tie_weights:
            shape = (self.output_dim, self.input_dim)
            self.reverse_embeddings = self.add_weight(
                "reverse_embeddings", shape, initializer=self.embeddings_initializer
            )

    def compute_output_shape(self, input_shape: Any, reverse: bool = False) -> Any:
        return (*input_shape[:-1], self.input_dim) if reverse else (*input_shape, self.output_dim)

    def infer_output_shape(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self.compute_output_shape(tuple(args[0].shape), bool(kwargs.get("reverse", False)))

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return super().compute_mask(inputs, previous_mask) if "int" in inputs.dtype else None

    def call(self, inputs: Any, reverse: bool = False) -> Any:
        if not reverse:
            return super().call(inputs)
        kernel = ops.transpose(self.embeddings) if self.tie_weights else self.reverse_embeddings
        if self.reverse_dtype is not None:
            inputs, kernel = ops.cast(inputs, self.reverse_dtype), ops.cast(kernel, self.reverse_dtype)
        scores = ops.matmul(inputs, kernel)
        cap = self.logit_soft_cap
        return scores if cap is None else ops.tanh(scores / cap) * cap
