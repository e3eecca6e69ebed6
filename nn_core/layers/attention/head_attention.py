"""HeadAttention: the base of attention layers with several heads."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.layers.attention.heads import attend, what_is_seen
from nn_core.layers.core.einsum_dense import EinsumDense
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import can_stretch
from nn_core.ops.random import SeedGenerator

# the settings of the projections
_SHARED = tuple(
    f"{weight}_{what}" for weight in ("kernel", "bias") for what in ("initializer", "regularizer", "constraint")
)
_SHARED += ("activity_regularizer",)


class HeadAttention(Layer):
    """Look values up with several heads at once, each with its own idea of what query and key have in common."""

    picture = "attention"
    formula = "head = softmax(query · keyᵀ / √key_dim) · value; output = heads side by side · kernel + bias"
    ports = ("query", "value", "key")
    min_inputs = 2
    max_inputs = 3
    min_ndim = 3
    supports_masking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self
        self._random = SeedGenerator(own.seed)

    # ---- what differs -----------------------------------------------------------------------------------------

    def sizes(self) -> tuple[int, int, int, int]:
        """Return the heads of the query, those of key and value, and the sizes of a key and of a value."""
        raise NotImplementedError

    def attention_axes_of(self, ndim: int) -> tuple[int, ...]:
        """Return the axes of the query that hold its steps."""
        return (1,)

    def output_sizes(self, query_shape: Any) -> tuple[int, ...]:
        """Return the shape of what comes out at every step."""
        return (query_shape[-1],)

    # ---- weights and shapes -------------------------------------------------------------------------------------

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:  # type: ignore[override]
        key_shape = value_shape if key_shape is None else key_shape
        self.compute_output_shape(query_shape, value_shape, key_shape)
        heads, key_heads, key_size, value_size = self.sizes()
        self.query_dense = self._projected("query", query_shape, (heads, key_size))
        self.key_dense = self._projected("key", key_shape, (key_heads, key_size))
        if self._setting("use_gate"):
            self.gate_dense = self._projected("gate", query_shape, (heads, value_size), "sigmoid")
        self.value_dense = self._projected("value", value_shape, (key_heads, value_size))
        self.output_dense = self._joined((*query_shape[:-1], heads, value_size), self.output_sizes(query_shape))

    def _projected(self, name: str, shape: Any, sizes: tuple[int, int], activation: Any = None) -> EinsumDense:
        """Return the layer that makes query, key or value for every head."""
        return self._built("...a,abc->...bc", sizes, "bc", shape, activation=activation, name=name)

    def _joined(self, shape: Any, sizes: tuple[int, ...]) -> EinsumDense:
        """Return the layer that puts together what the heads have read."""
        letters = "cdefghij"[: len(sizes)]
        equation = f"...ab,ab{letters}->...{letters}"
        return self._built(equation, sizes, letters, shape, name="attention_output")

    def _built(self, equation: str, sizes: tuple[int, ...], bias_axes: str, shape: Any, **more: Any) -> EinsumDense:
        settings = {name: self._setting(name) for name in _SHARED}
        layer = EinsumDense(
            equation=equation,
            output_shape=sizes,
            bias_axes=bias_axes if self._setting("use_bias") else None,
            dtype=self.dtype,
            **settings,
            **more,
        )
        layer.build(shape)
        return layer

    def _setting(self, name: str) -> Any:
        return getattr(self, name)

    def compute_output_shape(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> Any:  # type: ignore[override]
        key_shape = value_shape if key_shape is None else key_shape
        pairs = zip(value_shape[1:-1], key_shape[1:-1], strict=False)
        if len(value_shape) != len(key_shape) or any(None not in pair and pair[0] != pair[1] for pair in pairs):
            raise ValueError(
                f"{self._title()} needs a key for every value, but got values of shape {tuple(value_shape)} and "
                f"keys of shape {tuple(key_shape)}."
            )
        return (*query_shape[:-1], *self.output_sizes(query_shape))

    def infer_output_shape(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        shape = super().infer_output_shape(args, kwargs)
        if not kwargs.get("return_attention_scores"):
            return shape
        query, key = args[0].shape, args[min(2, len(args) - 1)].shape
        axes = self.attention_axes_of(len(query))
        others = [size for i, size in enumerate(query[:-1]) if i not in axes]
        return shape, (*others, self.sizes()[0], *(query[i] for i in axes), *(key[i] for i in axes))

    def count_macs(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> int | None:  # type: ignore[override]
        key_shape = value_shape if key_shape is None else key_shape
        heads, _, key_size, value_size = self.sizes()
        axes = self.attention_axes_of(len(query_shape))
        sizes = [*query_shape[1:-1], *(key_shape[i] for i in axes)]
        layers = {self.query_dense: query_shape, self.key_dense: key_shape, self.value_dense: value_shape}
        layers[self.output_dense] = (*query_shape[:-1], heads, value_size)
        if self._setting("use_gate"):
            layers[self.gate_dense] = query_shape
        work = [layer.count_macs(shape) for layer, shape in layers.items()]
        if None in (*sizes, *work):
            return None
        return int(sum(n or 0 for n in work) + math.prod(sizes) * heads * (key_size + value_size))

    # ---- running ------------------------------------------------------------------------------------------------

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        key = value if key is None else key
        lengths, window = (query.shape[1], value.shape[1]), self._setting("sliding_window")
        self._check_masks(query.shape, value.shape, attention_mask, (value_mask, key_mask))
        seen = what_is_seen(lengths, query_mask, (value_mask, key_mask), attention_mask, use_causal_mask, window)
        scaled = self.query_dense(query) * (1 / math.sqrt(self.sizes()[2]))
        keys, values = self._for_every_head(self.key_dense(key)), self._for_every_head(self.value_dense(value))
        rate = self._setting("dropout")
        is_plain = not rate and not return_attention_scores and query.ndim == 3

        def drop(weights: Any) -> Any:
            return ops.dropout(weights, rate=rate, seed=self._random) if rate and training else weights

        axes = self.attention_axes_of(query.ndim)
        read, weights = attend(scaled, keys, values, seen, axes, None if is_plain else drop)
        output = self.output_dense(read * self.gate_dense(query) if self._setting("use_gate") else read)
        return (output, weights) if return_attention_scores else output

    def _check_masks(self, query: Any, value: Any, attention_mask: Any, key_masks: tuple[Any, ...]) -> None:
        axes = self.attention_axes_of(len(query))
        if len(axes) > 1 and self._setting("sliding_window") is not None:
            raise ValueError(
                f"{self._title()}: a sliding_window needs steps along one axis, but for the shape {query} attention "
                f"goes along the axes {axes}. Give attention_axes=1, or another one."
            )
        for mask in key_masks:
            if mask is not None and len(value) == 3 and not can_stretch(np.shape(mask), value[:-1]):
                raise ValueError(
                    f"{self._title()}: a mask of the values must have the shape {value[:-1]}, not {np.shape(mask)}."
                )
        wanted = (*(query[i] for i in axes), *(value[i] for i in axes))
        given = () if attention_mask is None else tuple(np.shape(attention_mask))
        if not can_stretch(given[-len(wanted) :], wanted[-len(given) :] if given else ()):
            raise ValueError(
                f"{self._title()}: attention_mask must say for every step of the query which values it sees, with "
                f"{wanted} as its last sizes, but has the shape {given}."
            )

    def _for_every_head(self, x: Any) -> Any:
        """Repeat keys or values that several heads of the query share."""
        heads, key_heads, _, _ = self.sizes()
        return x if heads == key_heads else ops.repeat(x, heads // key_heads, axis=-2)

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as Keras writes them: without the way in which attention is computed."""
        config = super().get_config()
        del config["flash_attention"]
        return config
