"""MobileNetV2: blocks that widen, look and narrow again, with the sum at the narrow places (Sandler et al., 2018)."""

from __future__ import annotations

from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.blocks import channel_axis, halving_pad, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_tf as preprocess_input
from nn_core.applications.network import (
    Settings,
    Weights,
    built,
    classifier,
    named_by_size,
    trained_size,
    weights_at,
)
from nn_core.models import Model

__all__ = ["MobileNetV2", "decode_predictions", "preprocess_input"]

_FOLDER = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
_SIZES = (96, 128, 160, 192, 224)
_ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
# filters, strides and factor of widening for every block
_BLOCKS = (
    *((16, 1, 1), (24, 2, 6), (24, 1, 6), (32, 2, 6), (32, 1, 6), (32, 1, 6), (64, 2, 6), (64, 1, 6), (64, 1, 6)),
    *((64, 1, 6), (96, 1, 6), (96, 1, 6), (96, 1, 6), (160, 2, 6), (160, 1, 6), (160, 1, 6), (320, 1, 6)),
)
_normalized = partial(normalized, epsilon=1e-3, momentum=0.999)


def MobileNetV2(  # noqa: N802 - Keras's name
    input_shape: Any = None,
    alpha: float = 1.0,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Model:
    """Return MobileNetV2, a small network; its other arguments are those of all networks (see `network.ARGUMENTS`).

    Args:
        alpha: how wide it is; 1.0 is the published network.
    """
    given = Settings(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
    size = trained_size(given, _SIZES)
    if weights == "imagenet" and alpha not in _ALPHAS:
        raise ValueError(f"There are weights of ImageNet for alpha of {', '.join(map(str, _ALPHAS))}, not {alpha}.")
    return built(
        named_by_size(given, f"mobilenetv2_{alpha:0.2f}", size),
        partial(body, alpha=alpha),
        _weights(alpha, size),
        default_size=size,
        head=partial(classifier, pool_name=None),
    )


def body(x: Any, settings: Settings, alpha: float) -> Any:
    """Return the features: a convolution, seventeen blocks, a convolution."""
    x = layers.Conv2D(rounded(32 * alpha), 3, strides=2, padding="same", use_bias=False, name="Conv1")(x)
    x = layers.ReLU(6.0, name="Conv1_relu")(_normalized(x, "bn_Conv1"))
    for number, (filters, strides, widening) in enumerate(_BLOCKS):
        x = block(x, rounded(int(filters * alpha)), strides, widening, number)
    x = layers.Conv2D(rounded(1280 * max(alpha, 1.0)), 1, use_bias=False, name="Conv_1")(x)
    return layers.ReLU(6.0, name="out_relu")(_normalized(x, "Conv_1_bn"))


def block(x: Any, filters: int, strides: int, widening: int, number: int) -> Any:
    """Return a block; it adds to its input where both have the same shape."""
    start, channels = x, x.shape[channel_axis()]
    name = f"block_{number}" if number else "expanded_conv"
    if number:
        x = layers.Conv2D(widening * channels, 1, padding="same", use_bias=False, name=f"{name}_expand")(x)
        x = layers.ReLU(6.0, name=f"{name}_expand_relu")(_normalized(x, f"{name}_expand_BN"))
    if strides == 2:
        x = layers.ZeroPadding2D(halving_pad(x, 3), name=f"{name}_pad")(x)
    padding = "same" if strides == 1 else "valid"
    x = layers.DepthwiseConv2D(3, strides=strides, padding=padding, use_bias=False, name=f"{name}_depthwise")(x)
    x = layers.ReLU(6.0, name=f"{name}_depthwise_relu")(_normalized(x, f"{name}_depthwise_BN"))
    x = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=f"{name}_project")(x)
    x = _normalized(x, f"{name}_project_BN")
    return layers.Add(name=f"{name}_add")([start, x]) if channels == filters and strides == 1 else x


def rounded(filters: float, divisor: int = 8) -> int:
    """Return a multiple of 8 near a number, at most a tenth below it."""
    near = max(divisor, int(filters + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * filters else near


def _weights(alpha: float, size: int) -> Weights:
    name = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{size}"
    return weights_at(_FOLDER, (f"{name}.h5", f"{name}_no_top.h5"), (None, None))
