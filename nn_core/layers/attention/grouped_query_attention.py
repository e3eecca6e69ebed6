"""GroupedQueryAttention: several heads look values up, groups of them with the same keys."""

from __future__ import annotations

from typing import Any

from nn_core.layers.attention.head_attention import HeadAttention
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class GroupedQueryAttention(HeadAttention, category="Attention", aliases=("GroupQueryAttention",)):
    """Look values up as MultiHeadAttention does, but let groups of heads share their keys and values.

    Fewer weights and less memory for almost the same result; the usual choice in large language models. With a single
    head for keys and values it is multi-query attention.

    Reference: Ainslie et al., "GQA: Training Generalized Multi-Query Transformer Models" (2023).
    """

    head_dim: int = param(minimum=1, help="Numbers in query, key and value of one head.")
    num_query_heads: int = param(minimum=1, help="Number of heads of the query.")
    num_key_value_heads: int = param(minimum=1, help="Number of heads of key and value; it must divide the other.")
    dropout: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the weights switched off in training.")
    use_bias: bool = param(default=True, help="Whether the projections have biases.")
    sliding_window: int | None = param(
        default=None, minimum=1, help="How near a value must be to be seen; any if none."
    )
    flash_attention: bool | None = param(default=None, help="Kept for Keras; it makes no difference here.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs, also of the projections.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    use_gate: bool = param(default=False, help="Whether the query decides how much of what is read passes.")
    seed: int | None = param(default=None, help="Makes the dropout repeatable.")

    palette_name = api_name = "GroupQueryAttention"
    file_names = {f"{part}_dense": f"_{part}_dense" for part in ("query", "key", "gate", "value", "output")}
    input_ndim = 3
    suggested = {"head_dim": 16, "num_query_heads": 4, "num_key_value_heads": 2}
    sample = Sample(args={"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}, inputs=[(3, 4), (5, 4)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.num_query_heads % self.num_key_value_heads:
            raise ValueError(
                f"{self._title()}: num_query_heads must be a multiple of num_key_value_heads, "
                f"but {self.num_query_heads} is not one of {self.num_key_value_heads}."
            )

    def sizes(self) -> tuple[int, int, int, int]:
        return self.num_query_heads, self.num_key_value_heads, self.head_dim, self.head_dim

    def compute_output_shape(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> Any:  # type: ignore[override]
        if None not in (query_shape[-1], value_shape[-1]) and query_shape[-1] != value_shape[-1]:
            raise ValueError(
                f"{self._title()} needs as many features in the query as in the values, but got the shapes "
                f"{tuple(query_shape)} and {tuple(value_shape)}."
            )
        return super().compute_output_shape(query_shape, value_shape, key_shape)
