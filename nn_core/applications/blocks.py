"""The small pieces that the networks are made of."""

from __future__ import annotations

from typing import Any

from nn_core import layers
from nn_core.spec.defaults import image_data_format


def channel_axis() -> int:
    """Return the axis of the channels; layers that do not know it themselves need it."""
    return 3 if image_data_format() == "channels_last" else 1


def normalized(x: Any, name: str | None = None, **options: Any) -> Any:
    """Return features with mean 0 and spread 1 over the batch."""
    return layers.BatchNormalization(axis=channel_axis(), name=name, **options)(x)


def activated(x: Any, name: str | None = None, activation: str = "relu") -> Any:
    """Return what an activation function makes of features."""
    return layers.Activation(activation, name=name)(x)


def halving_pad(x: Any, kernel_size: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the border with which a convolution of stride 2 reaches the last row and column."""
    first = 1 if image_data_format() == "channels_last" else 2
    half = kernel_size // 2
    up, left = (half - 1 if size is None or size % 2 == 0 else half for size in x.shape[first : first + 2])
    return (up, half), (left, half)
