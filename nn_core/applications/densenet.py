"""DenseNet: every layer sees what all before it in its block have found (Huang et al., 2016)."""

from __future__ import annotations

from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, channel_axis, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_torch as preprocess_input
from nn_core.applications.network import Settings, function, weights_at

__all__ = ["DenseNet121", "DenseNet169", "DenseNet201", "decode_predictions", "preprocess_input"]

_FOLDER = "https://storage.googleapis.com/tensorflow/keras-applications/densenet/"
_EPSILON = 1.001e-5
_GROWTH = 32


def body(x: Any, settings: Settings, blocks: tuple[int, ...]) -> Any:
    """Return the features: four dense blocks, with a halving of picture and features between them."""
    x = layers.ZeroPadding2D(3)(x)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name="conv1_conv")(x)
    x = activated(normalized(x, "conv1_bn", epsilon=_EPSILON), "conv1_relu")
    x = layers.ZeroPadding2D(1)(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    for stack, count in enumerate(blocks, start=2):
        for number in range(1, count + 1):
            x = grown(x, f"conv{stack}_block{number}")
        x = halved(x, f"pool{stack}") if stack < 5 else x
    return activated(normalized(x, "bn", epsilon=_EPSILON), "relu")


def grown(x: Any, name: str) -> Any:
    """Return the input with some more features beside it."""
    new = activated(normalized(x, f"{name}_0_bn", epsilon=_EPSILON), f"{name}_0_relu")
    new = layers.Conv2D(4 * _GROWTH, 1, use_bias=False, name=f"{name}_1_conv")(new)
    new = activated(normalized(new, f"{name}_1_bn", epsilon=_EPSILON), f"{name}_1_relu")
    new = layers.Conv2D(_GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv")(new)
    return layers.Concatenate(axis=channel_axis(), name=f"{name}_concat")([x, new])


def halved(x: Any, name: str) -> Any:
    """Return half as many features at half the height and width."""
    x = activated(normalized(x, f"{name}_bn", epsilon=_EPSILON), f"{name}_relu")
    x = layers.Conv2D(x.shape[channel_axis()] // 2, 1, use_bias=False, name=f"{name}_conv")(x)
    return layers.AveragePooling2D(2, strides=2, name=f"{name}_pool")(x)


def _network(title: str, blocks: tuple[int, ...], hashes: tuple[str, str]) -> Any:
    name = title.lower()
    files = (f"{name}_weights_tf_dim_ordering_tf_kernels.h5", f"{name}_weights_tf_dim_ordering_tf_kernels_notop.h5")
    summary = f"Return {title}, a network of {sum(blocks)} dense blocks."
    return function(
        title, name, summary, partial(body, blocks=blocks), weights_at(_FOLDER, files, hashes), names_pool=True
    )


DenseNet121 = _network(
    "DenseNet121", (6, 12, 24, 16), ("9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738")
)
DenseNet169 = _network(
    "DenseNet169", (6, 12, 32, 32), ("d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b")
)
DenseNet201 = _network(
    "DenseNet201", (6, 12, 48, 32), ("1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1")
)
