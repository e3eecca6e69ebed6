"""MultiHeadAttention: several heads look values up, each in its own way."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.attention.head_attention import HeadAttention
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Axes, Constraint, Initializer, Optional, Regularizer, Shape
from nn_core.spec.params import param

_KERAS_2 = ("query_shape", "value_shape", "key_shape", "softmax_robust_masking")  # notes of the old version


class MultiHeadAttention(HeadAttention, category="Attention"):
    """Look values up with several heads, each with its own idea of what query and key have in common: transformers.

    Every head projects query, key and value with weights of its own; each step of the query reads a mean of the values,
    weighted by the similarity of their keys; a last projection puts the heads together. Wire the same tensor to query
    and value for self-attention. Without a key the values are their own.

    Reference: Vaswani et al., "Attention Is All You Need" (2017).
    """

    num_heads: int = param(minimum=1, help="Number of heads.")
    key_dim: int = param(minimum=1, help="Numbers in the query and the key of one head.")
    value_dim: int | None = param(default=None, minimum=1, help="Numbers in the value of one head; as key_dim if none.")
    dropout: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the weights switched off in training.")
    use_bias: bool = param(default=True, help="Whether the projections have biases.")
    output_shape: Annotated[Any, Optional(Shape())] = param(
        default=None, help="Shape of what comes out at each step; the features of the query if none."
    )
    attention_axes: Axes | None = param(
        default=None, help="Axes that hold the steps; all but batch and features if none."
    )
    sliding_window: int | None = param(
        default=None, minimum=1, help="How near a value must be to be seen; any if none."
    )
    flash_attention: bool | None = param(default=None, help="Kept for Keras; it makes no difference here.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs of the projections.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    use_gate: bool = param(default=False, help="Whether the query decides how much of what is read passes.")
    seed: int | None = param(default=None, help="Makes the dropout repeatable.")

    file_names = {"gate_dense": "_gate_dense"}
    suggested = {"num_heads": 4, "key_dim": 16}
    sample = Sample(args={"num_heads": 2, "key_dim": 3}, inputs=[(3, 4), (5, 4)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value_dim = self.value_dim or self.key_dim

    def sizes(self) -> tuple[int, int, int, int]:
        return self.num_heads, self.num_heads, self.key_dim, self.value_dim or self.key_dim

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:  # type: ignore[override]
        self.attention_axes_of(len(query_shape))
        super().build(query_shape, value_shape, key_shape)

    def attention_axes_of(self, ndim: int) -> tuple[int, ...]:
        if self.attention_axes is None:
            return tuple(range(1, ndim - 1))
        axes = self.attention_axes if isinstance(self.attention_axes, list) else [self.attention_axes]
        for axis in axes:
            if not 0 < axis % ndim < ndim - 1 or not -ndim <= axis < ndim:
                raise ValueError(
                    f"{self._title()}: attention_axes must lie between the batch and the features, from 1 to "
                    f"{ndim - 2}, not {axis}."
                )
        return tuple(axis % ndim for axis in axes)

    def output_sizes(self, query_shape: Any) -> tuple[int, ...]:
        return self.output_shape or (query_shape[-1],)

    def _take_masks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        kwargs.pop("query_mask", None)  # Keras takes the mask that comes with the query, and no other
        return super()._take_masks(args, kwargs)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make the layer from what `get_config`, or Keras 2, wrote."""
        return super().from_config({key: each for key, each in config.items() if key not in _KERAS_2})

    def _penalize(self, outputs: Any) -> None:
        """The projections have penalised their outputs already."""
