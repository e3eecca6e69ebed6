"""Inception: convolutions of several sizes side by side (Szegedy et al., 2015)."""

from __future__ import annotations

from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, channel_axis, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_tf as preprocess_input
from nn_core.applications.network import Settings, function, weights_at

__all__ = ["InceptionV3", "decode_predictions", "preprocess_input"]

_FILES = tuple(f"inception_v3_weights_tf_dim_ordering_tf_kernels{end}.h5" for end in ("", "_notop"))
_WEIGHTS = weights_at(
    "https://storage.googleapis.com/tensorflow/keras-applications/inception_v3/",
    (_FILES[0], _FILES[1]),
    ("9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63"),
)
Step = tuple[int, int, int]  # filters, height, width of a convolution


def body(x: Any, settings: Settings) -> Any:
    """Return the features: a stem and eleven blocks of branches, "mixed0" to "mixed10"."""
    x = convolved(x, (32, 3, 3), strides=2, padding="valid")
    x = convolved(x, (32, 3, 3), padding="valid")
    x = convolved(x, (64, 3, 3))
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = convolved(x, (80, 1, 1), padding="valid")
    x = convolved(x, (192, 3, 3), padding="valid")
    x = layers.MaxPooling2D(3, strides=2)(x)
    for number, pooled in enumerate((32, 64, 64)):
        x = small_block(x, pooled, f"mixed{number}")
    x = first_halving(x)
    for number, filters in enumerate((128, 160, 160, 192), start=4):
        x = long_block(x, filters, f"mixed{number}")
    x = second_halving(x)
    for number in range(2):
        x = wide_block(x, number)
    return x


def convolved(x: Any, step: Step, strides: int = 1, padding: str = "same") -> Any:
    """Return what a convolution finds, normalised and rectified."""
    filters, *size = step
    x = layers.Conv2D(filters, tuple(size), strides=strides, padding=padding, use_bias=False)(x)
    return activated(normalized(x, scale=False))


def in_turn(x: Any, *steps: Step) -> Any:
    """Return what convolutions find one after the other."""
    for step in steps:
        x = convolved(x, step)
    return x


def small_block(x: Any, pooled: int, name: str) -> Any:
    """Return 1x1, 5x5 and twice 3x3 side by side, with a mean beside them."""
    one = in_turn(x, (64, 1, 1))
    five = in_turn(x, (48, 1, 1), (64, 5, 5))
    three = in_turn(x, (64, 1, 1), (96, 3, 3), (96, 3, 3))
    return beside(one, five, three, mean(x, pooled), name=name)


def first_halving(x: Any) -> Any:
    """Return half the height and width."""
    short = convolved(x, (384, 3, 3), strides=2, padding="valid")
    long = convolved(in_turn(x, (64, 1, 1), (96, 3, 3)), (96, 3, 3), strides=2, padding="valid")
    return beside(short, long, layers.MaxPooling2D(3, strides=2)(x), name="mixed3")


def long_block(x: Any, filters: int, name: str) -> Any:
    """Return 1x1 and chains of 1x7 and 7x1 side by side, with a mean beside them."""
    one = in_turn(x, (192, 1, 1))
    seven = in_turn(x, (filters, 1, 1), (filters, 1, 7), (192, 7, 1))
    twice = in_turn(x, (filters, 1, 1), (filters, 7, 1), (filters, 1, 7), (filters, 7, 1), (192, 1, 7))
    return beside(one, seven, twice, mean(x, 192), name=name)


def second_halving(x: Any) -> Any:
    """Return half the height and width."""
    three = convolved(in_turn(x, (192, 1, 1)), (320, 3, 3), strides=2, padding="valid")
    seven = convolved(in_turn(x, (192, 1, 1), (192, 1, 7), (192, 7, 1)), (192, 3, 3), strides=2, padding="valid")
    return beside(three, seven, layers.MaxPooling2D(3, strides=2)(x), name="mixed8")


def wide_block(x: Any, number: int) -> Any:
    """Return branches that fork into 1x3 and 3x1 at their ends."""
    one = in_turn(x, (320, 1, 1))
    three = in_turn(x, (384, 1, 1))
    three = beside(in_turn(three, (384, 1, 3)), in_turn(three, (384, 3, 1)), name=f"mixed9_{number}")
    twice = in_turn(x, (448, 1, 1), (384, 3, 3))
    twice = beside(in_turn(twice, (384, 1, 3)), in_turn(twice, (384, 3, 1)))
    return beside(one, three, twice, mean(x, 192), name=f"mixed{9 + number}")


def mean(x: Any, filters: int) -> Any:
    """Return a mean over 3x3, brought to so many features."""
    return in_turn(layers.AveragePooling2D(3, strides=1, padding="same")(x), (filters, 1, 1))


def beside(*branches: Any, name: str | None = None) -> Any:
    """Return the features of all branches."""
    return layers.concatenate(list(branches), axis=channel_axis(), name=name)


InceptionV3 = function(
    "InceptionV3",
    "inception_v3",
    "Return InceptionV3, a network of branches.",
    body,
    _WEIGHTS,
    default_size=299,
    min_size=75,
)
