"""ResNet, second version: normalised before each convolution, with nothing after the sum (He et al., 2016)."""

from __future__ import annotations

from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_tf as preprocess_input
from nn_core.applications.network import Settings
from nn_core.applications.resnet import EPSILON, FILTERS, network, stem

__all__ = ["ResNet50V2", "ResNet101V2", "ResNet152V2", "decode_predictions", "preprocess_input"]


def body(x: Any, settings: Settings, blocks: tuple[int, ...]) -> Any:
    """Return the features: four stacks of blocks, each but the last of which halves the picture at its end."""
    x = stem(x, is_normalized=False)
    for stack, (count, filters) in enumerate(zip(blocks, FILTERS, strict=True), start=2):
        for number in range(1, count + 1):
            strides = 2 if number == count and stack < 5 else 1
            x = block(x, filters, strides, has_convolved_shortcut=number == 1, name=f"conv{stack}_block{number}")
    return activated(normalized(x, "post_bn", epsilon=EPSILON), "post_relu")


def block(x: Any, filters: int, strides: int, has_convolved_shortcut: bool, name: str) -> Any:
    """Return the input plus what three convolutions find in it."""
    first = activated(normalized(x, f"{name}_preact_bn", epsilon=EPSILON), f"{name}_preact_relu")
    if has_convolved_shortcut:
        shortcut = layers.Conv2D(4 * filters, 1, strides=strides, name=f"{name}_0_conv")(first)
    else:
        shortcut = layers.MaxPooling2D(1, strides=strides)(x) if strides > 1 else x
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_1_conv")(first)
    x = activated(normalized(x, f"{name}_1_bn", epsilon=EPSILON), f"{name}_1_relu")
    x = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(x)
    x = layers.Conv2D(filters, 3, strides=strides, use_bias=False, name=f"{name}_2_conv")(x)
    x = activated(normalized(x, f"{name}_2_bn", epsilon=EPSILON), f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    return layers.Add(name=f"{name}_out")([shortcut, x])


ResNet50V2 = network(
    "ResNet50V2", body, (3, 4, 6, 3), ("3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917")
)
ResNet101V2 = network(
    "ResNet101V2", body, (3, 4, 23, 3), ("6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5")
)
ResNet152V2 = network(
    "ResNet152V2", body, (3, 8, 36, 3), ("a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33")
)
