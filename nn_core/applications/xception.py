"""Xception: convolutions taken apart, one for each channel and one across them (Chollet, 2016)."""

from __future__ import annotations

from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_tf as preprocess_input
from nn_core.applications.network import Settings, function, weights_at

__all__ = ["Xception", "decode_predictions", "preprocess_input"]

_WEIGHTS = weights_at(
    "https://storage.googleapis.com/tensorflow/keras-applications/xception/",
    ("xception_weights_tf_dim_ordering_tf_kernels.h5", "xception_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    ("0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97"),
)


def body(x: Any, settings: Settings) -> Any:
    """Return the features: three blocks in, eight in the middle, two out."""
    x = layers.Conv2D(32, 3, strides=2, use_bias=False, name="block1_conv1")(x)
    x = activated(normalized(x, "block1_conv1_bn"), "block1_conv1_act")
    x = layers.Conv2D(64, 3, use_bias=False, name="block1_conv2")(x)
    x = activated(normalized(x, "block1_conv2_bn"), "block1_conv2_act")
    for number, filters in ((2, 128), (3, 256), (4, 728)):
        x = halving_block(x, (filters, filters), f"block{number}", is_first=number == 2)
    for number in range(5, 13):
        x = middle_block(x, f"block{number}")
    x = halving_block(x, (728, 1024), "block13")
    for number, filters in ((1, 1536), (2, 2048)):
        name = f"block14_sepconv{number}"
        x = activated(separated(x, filters, name), f"{name}_act")
    return x


def halving_block(x: Any, filters: tuple[int, int], name: str, is_first: bool = False) -> Any:
    """Return two convolutions and a pooling, plus a shortcut around them."""
    shortcut = layers.Conv2D(filters[1], 1, strides=2, padding="same", use_bias=False)(x)
    shortcut = normalized(shortcut)
    x = x if is_first else activated(x, f"{name}_sepconv1_act")  # block 1 has just done so
    x = separated(x, filters[0], f"{name}_sepconv1")
    x = separated(activated(x, f"{name}_sepconv2_act"), filters[1], f"{name}_sepconv2")
    x = layers.MaxPooling2D(3, strides=2, padding="same", name=f"{name}_pool")(x)
    return layers.add([x, shortcut])


def middle_block(x: Any, name: str) -> Any:
    """Return the input plus what three convolutions find in it."""
    shortcut = x
    for number in range(1, 4):
        x = separated(activated(x, f"{name}_sepconv{number}_act"), 728, f"{name}_sepconv{number}")
    return layers.add([x, shortcut])


def separated(x: Any, filters: int, name: str) -> Any:
    """Return what a separable convolution finds, normalised."""
    return normalized(layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x), f"{name}_bn")


Xception = function(
    "Xception",
    "xception",
    "Return Xception, a network of separable convolutions.",
    body,
    _WEIGHTS,
    default_size=299,
    min_size=71,
)
