"""MobileNet: separable convolutions, made for telephones (Howard et al., 2017)."""

from __future__ import annotations

from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.blocks import normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_tf as preprocess_input
from nn_core.applications.network import Settings, Weights, built, named_by_size, trained_size, weights_at
from nn_core.models import Model

__all__ = ["MobileNet", "decode_predictions", "preprocess_input"]

_FOLDER = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/"
_SIZES = (128, 160, 192, 224)
_ALPHAS = {0.25: "2_5", 0.5: "5_0", 0.75: "7_5", 1.0: "1_0"}
_FILTERS = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
_HALVING = (2, 4, 6, 12)  # blocks that halve the picture


def MobileNet(  # noqa: N802 - Keras's name
    input_shape: Any = None,
    alpha: float = 1.0,
    depth_multiplier: int = 1,
    dropout: float = 1e-3,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Model:
    """Return MobileNet, a small network; its other arguments are those of all networks (see `network.ARGUMENTS`).

    Args:
        alpha: how wide it is; 1.0 is the published network.
        depth_multiplier: features that are made of each channel.
        dropout: share of features left out in training before the classifier.
    """
    given = Settings(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
    size = trained_size(given, _SIZES)
    if weights == "imagenet" and (depth_multiplier != 1 or alpha not in _ALPHAS):
        raise ValueError(
            f"There are weights of ImageNet for depth_multiplier=1 and alpha of {', '.join(map(str, _ALPHAS))}, "
            f"not for depth_multiplier={depth_multiplier} and alpha={alpha}."
        )
    return built(
        named_by_size(given, f"mobilenet_{alpha:0.2f}", size),
        partial(body, alpha=alpha, depth_multiplier=depth_multiplier),
        _weights(alpha, size),
        default_size=size,
        head=partial(head, dropout=dropout),
    )


def body(x: Any, settings: Settings, alpha: float, depth_multiplier: int) -> Any:
    """Return the features: a convolution and thirteen separable ones."""
    x = layers.Conv2D(int(32 * alpha), 3, padding="same", use_bias=False, strides=2, name="conv1")(x)
    x = layers.ReLU(6.0, name="conv1_relu")(normalized(x, "conv1_bn"))
    for number, filters in enumerate(_FILTERS, start=1):
        x = block(x, int(filters * alpha), depth_multiplier, number)
    return x


def block(x: Any, filters: int, depth_multiplier: int, number: int) -> Any:
    """Return what a convolution for each channel and one across them find."""
    is_halving = number in _HALVING
    if is_halving:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"conv_pad_{number}")(x)
    x = layers.DepthwiseConv2D(
        3,
        strides=2 if is_halving else 1,
        padding="valid" if is_halving else "same",
        depth_multiplier=depth_multiplier,
        use_bias=False,
        name=f"conv_dw_{number}",
    )(x)
    x = layers.ReLU(6.0, name=f"conv_dw_{number}_relu")(normalized(x, f"conv_dw_{number}_bn"))
    x = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=f"conv_pw_{number}")(x)
    return layers.ReLU(6.0, name=f"conv_pw_{number}_relu")(normalized(x, f"conv_pw_{number}_bn"))


def head(features: Any, settings: Settings, dropout: float) -> Any:
    """Return the classifier, which is a convolution here."""
    x = layers.GlobalAveragePooling2D(keepdims=True)(features)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Conv2D(settings.classes, 1, padding="same", name="conv_preds")(x)
    x = layers.Reshape((settings.classes,), name="reshape_2")(x)
    return layers.Activation(settings.classifier_activation, name="predictions")(x)


def _weights(alpha: float, size: int) -> Weights:
    name = f"mobilenet_{_ALPHAS.get(alpha)}_{size}_tf"
    return weights_at(_FOLDER, (f"{name}.h5", f"{name}_no_top.h5"), (None, None))
