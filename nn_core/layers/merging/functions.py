"""The merging layers as functions: add([x, y]) is Add()([x, y])."""

from __future__ import annotations

from typing import Any

from nn_core.layers.merging.add import Add
from nn_core.layers.merging.average import Average
from nn_core.layers.merging.concatenate import Concatenate
from nn_core.layers.merging.dot import Dot
from nn_core.layers.merging.maximum import Maximum
from nn_core.layers.merging.minimum import Minimum
from nn_core.layers.merging.multiply import Multiply
from nn_core.layers.merging.subtract import Subtract


def add(inputs: Any, **kwargs: Any) -> Any:
    """Add tensors element by element."""
    return Add(**kwargs)(inputs)


def subtract(inputs: Any, **kwargs: Any) -> Any:
    """Subtract the second tensor from the first."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs: Any, **kwargs: Any) -> Any:
    """Multiply tensors element by element."""
    return Multiply(**kwargs)(inputs)


def average(inputs: Any, **kwargs: Any) -> Any:
    """Take the mean of tensors element by element."""
    return Average(**kwargs)(inputs)


def maximum(inputs: Any, **kwargs: Any) -> Any:
    """Keep the largest of tensors, element by element."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs: Any, **kwargs: Any) -> Any:
    """Keep the smallest of tensors, element by element."""
    return Minimum(**kwargs)(inputs)


def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """Put tensors side by side along an axis."""
    return Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs: Any, axes: Any = -1, **kwargs: Any) -> Any:
    """Multiply two tensors along an axis of each and add up."""
    return Dot(axes=axes, **kwargs)(inputs)
