"""Where the channels are: shapes and tensors with the channels first, seen with the channels last and back."""

from __future__ import annotations

from typing import Any

from nn_core import ops


def channels_last_shape(shape: Any, data_format: str) -> Any:
    """Return a shape (with the batch axis) as it is with the channels last."""
    return (shape[0], *shape[2:], shape[1]) if data_format == "channels_first" else tuple(shape)


def in_format(shape: Any, data_format: str) -> Any:
    """Return a shape that has the channels last as it is in `data_format`."""
    return (shape[0], shape[-1], *shape[1:-1]) if data_format == "channels_first" else tuple(shape)


def channels_last(x: Any, data_format: str) -> Any:
    """Bring the channels of a tensor to the end."""
    return ops.moveaxis(x, 1, -1) if data_format == "channels_first" else x


def to_format(x: Any, data_format: str) -> Any:
    """Bring the channels of a tensor from the end to where `data_format` has them."""
    return ops.moveaxis(x, -1, 1) if data_format == "channels_first" else x
