"""ResNet: every block adds to what came in, so that gradients find a way back (He et al., 2015)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_caffe as preprocess_input
from nn_core.applications.network import Settings, function, weights_at

__all__ = ["ResNet50", "ResNet101", "ResNet152", "decode_predictions", "preprocess_input"]

FOLDER = "https://storage.googleapis.com/tensorflow/keras-applications/resnet/"
FILTERS = (64, 128, 256, 512)
EPSILON = 1.001e-5


def stem(x: Any, is_normalized: bool) -> Any:
    """Return a quarter of the picture's height and width in 64 features."""
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
    if is_normalized:
        x = activated(normalized(x, "conv1_bn", epsilon=EPSILON), "conv1_relu")
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    return layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)


def body(x: Any, settings: Settings, blocks: tuple[int, ...]) -> Any:
    """Return the features: four stacks of blocks, each but the first of which halves the picture."""
    x = stem(x, is_normalized=True)
    for stack, (count, filters) in enumerate(zip(blocks, FILTERS, strict=True), start=2):
        for number in range(1, count + 1):
            strides = 2 if number == 1 and stack > 2 else 1
            x = block(x, filters, strides, has_convolved_shortcut=number == 1, name=f"conv{stack}_block{number}")
    return x


def block(x: Any, filters: int, strides: int, has_convolved_shortcut: bool, name: str) -> Any:
    """Return the input plus what three convolutions find in it."""
    shortcut = x
    if has_convolved_shortcut:
        shortcut = layers.Conv2D(4 * filters, 1, strides=strides, name=f"{name}_0_conv")(x)
        shortcut = normalized(shortcut, f"{name}_0_bn", epsilon=EPSILON)
    x = layers.Conv2D(filters, 1, strides=strides, name=f"{name}_1_conv")(x)
    x = activated(normalized(x, f"{name}_1_bn", epsilon=EPSILON), f"{name}_1_relu")
    x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x)
    x = activated(normalized(x, f"{name}_2_bn", epsilon=EPSILON), f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    x = normalized(x, f"{name}_3_bn", epsilon=EPSILON)
    return activated(layers.Add(name=f"{name}_add")([shortcut, x]), f"{name}_out")


def network(title: str, make_body: Callable[..., Any], blocks: tuple[int, ...], hashes: tuple[str, str]) -> Any:
    """Return the function for a ResNet of so many blocks."""
    name = title.lower()
    files = (f"{name}_weights_tf_dim_ordering_tf_kernels.h5", f"{name}_weights_tf_dim_ordering_tf_kernels_notop.h5")
    summary = f"Return {title}, a residual network of {sum(blocks)} blocks."
    return function(
        title, name, summary, partial(make_body, blocks=blocks), weights_at(FOLDER, files, hashes), names_pool=True
    )


ResNet50 = network(
    "ResNet50", body, (3, 4, 6, 3), ("2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626")
)
ResNet101 = network(
    "ResNet101", body, (3, 4, 23, 3), ("f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21")
)
ResNet152 = network(
    "ResNet152", body, (3, 8, 36, 3), ("100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c")
)
