"""Lookup: the base of attention layers that take query, value and key in a list."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import can_stretch, is_shape
from nn_core.ops.random import SeedGenerator

_LOWER = 1e9  # taken off a score that is hidden: nothing of it is left after the softmax


class Lookup(Layer):
    """Give for each step of the query a mean of the values, weighted by how well their keys fit the query."""

    picture = "attention"
    ports = ("query", "value", "key")
    min_inputs = 2
    max_inputs = 3
    min_ndim = 3
    dropout: float
    seed: int | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._random = SeedGenerator(self.seed)

    def scores(self, query: Any, key: Any) -> Any:
        """Return how well each key (last axis) fits each step of the query (the axis before)."""
        raise NotImplementedError

    def check_input_shape(self, shape: Any) -> None:
        if is_shape(shape) or not 2 <= len(shape) <= 3:
            raise ValueError(
                f"{self._title()} takes a list of two or three tensors, [query, value] or [query, value, key], "
                f"but got {shape}."
            )
        super().check_input_shape(shape)
        query, value, key = shape[0], shape[1], shape[-1]
        if None not in (query[-1], key[-1]) and query[-1] != key[-1]:
            raise ValueError(f"{self._title()} needs query and key with as many features; got {query} and {key}.")
        if None not in (value[-2], key[-2]) and value[-2] != key[-2]:
            raise ValueError(f"{self._title()} needs a key for every value, but got values {value} and keys {key}.")

    def build(self, input_shape: Any) -> None:
        self.check_input_shape(input_shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        return (*input_shape[0][:-1], input_shape[1][-1])

    def infer_output_shape(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        shape = super().infer_output_shape(args, kwargs)
        if not kwargs.get("return_attention_scores"):
            return shape
        return shape, (*shape[:-1], args[0][-1].shape[-2])

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return previous_mask[0] if previous_mask else None

    def count_macs(self, input_shape: Any) -> int | None:
        query, value, key = input_shape[0], input_shape[1], input_shape[-1]
        sizes = (*query[1:-1], key[-2], query[-1], value[-1])
        return None if None in sizes else math.prod(sizes[:-2]) * (query[-1] + value[-1])

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: bool = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        query, value, key = inputs[0], inputs[1], inputs[-1]
        query_mask, value_mask = self._masks(mask, query, value)
        scores = self.scores(query, key)
        is_seen = _seen(scores.shape, value_mask, use_causal_mask)
        weights = ops.softmax(scores if is_seen is None else ops.where(is_seen, scores, scores - _LOWER))
        passed = ops.dropout(weights, rate=self.dropout, seed=self._random) if training and self.dropout else weights
        output = ops.matmul(passed, value)
        if query_mask is not None:
            output = ops.where(ops.expand_dims(query_mask, axis=-1), output, 0)
        return (output, weights) if return_attention_scores else output

    def _masks(self, mask: Any, query: Any, value: Any) -> tuple[Any, Any]:
        """Return the masks of query and value, None where there is none."""
        if mask is None:
            return None, None
        if not isinstance(mask, list | tuple) or not 2 <= len(mask) <= 3:
            raise ValueError(
                f"{self._title()} takes a list of masks, [query_mask, value_mask], with None where there is none; "
                f"got {mask!r}."
            )
        for name, given, x in (("query_mask", mask[0], query), ("value_mask", mask[1], value)):
            if given is not None and not can_stretch(np.shape(given), x.shape[:-1]):
                raise ValueError(
                    f"{self._title()}: {name} must have the shape {x.shape[:-1]}, one value for every step, "
                    f"not {tuple(np.shape(given))}."
                )
        return mask[0], mask[1]


def _seen(shape: tuple[int, ...], value_mask: Any, is_causal: bool) -> Any:
    """Return which scores count: those of values that are there, and with a causal mask not those of later steps."""
    is_there = None if value_mask is None else convert_to_numpy(value_mask).astype(bool)[..., None, :]
    if not is_causal:
        return is_there
    is_past = np.tri(shape[-2], shape[-1], dtype=np.bool_)
    return is_past if is_there is None else is_there & is_past
