"""EfficientNet: one network in eight sizes, grown in width, depth and picture at once (Tan and Le, 2019)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, channel_axis, halving_pad, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_nothing as preprocess_input
from nn_core.applications.mobilenet_v2 import rounded
from nn_core.applications.network import Settings, function, weights_at
from nn_core.initializers import VarianceScaling

__all__ = [
    "EfficientNetB0",
    "EfficientNetB1",
    "EfficientNetB2",
    "EfficientNetB3",
    "EfficientNetB4",
    "EfficientNetB5",
    "EfficientNetB6",
    "EfficientNetB7",
    "decode_predictions",
    "preprocess_input",
]

_FOLDER = "https://storage.googleapis.com/keras-applications/"
_SPREAD = (0.229, 0.224, 0.225)
_DROPPED_BLOCKS = 0.2  # of the last block; the ones before are left out less often
# kernel size, repetitions, features in and out, factor of widening, strides
_STAGES = (
    (3, 1, 32, 16, 1, 1),
    (3, 2, 16, 24, 6, 2),
    (5, 2, 24, 40, 6, 2),
    (3, 3, 40, 80, 6, 2),
    (5, 3, 80, 112, 6, 1),
    (5, 4, 112, 192, 6, 2),
    (3, 1, 192, 320, 6, 1),
)


@dataclass(frozen=True)
class Block:
    """One block: what goes in and out, and how it looks."""

    name: str
    kernel_size: int
    filters_in: int
    filters_out: int
    widening: int
    strides: int
    dropped: float


def kernels() -> VarianceScaling:
    """Return how the convolutions start."""
    return VarianceScaling(2.0, "fan_out", "truncated_normal")


def blocks_of(width: float, depth: float) -> list[Block]:
    """Return all blocks of a network of this width and depth."""
    counts = [math.ceil(depth * repetitions) for _, repetitions, *_ in _STAGES]
    found: list[Block] = []
    for stage, ((size, _, before, after, widening, strides), count) in enumerate(zip(_STAGES, counts, strict=True)):
        for number in range(count):
            start = before if number == 0 else after
            name = f"block{stage + 1}{chr(ord('a') + number)}_"
            sizes = (size, rounded(width * start), rounded(width * after), widening, strides if number == 0 else 1)
            found.append(Block(name, *sizes, _DROPPED_BLOCKS * len(found) / sum(counts)))
    return found


def body(x: Any, settings: Settings, width: float, depth: float) -> Any:
    """Return the features; the values of the pictures, 0 to 255, are brought to scale here."""
    x = layers.Rescaling(1 / 255)(x)
    x = layers.Normalization(axis=channel_axis())(x)
    if settings.weights == "imagenet":  # these were trained with pictures divided by the variance
        x = layers.Rescaling([1 / math.sqrt(spread) for spread in _SPREAD])(x)
    x = layers.ZeroPadding2D(halving_pad(x, 3), name="stem_conv_pad")(x)
    options = {"use_bias": False, "kernel_initializer": kernels()}
    x = layers.Conv2D(rounded(32 * width), 3, strides=2, name="stem_conv", **options)(x)
    x = activated(normalized(x, "stem_bn"), "stem_activation", "swish")
    for each in blocks_of(width, depth):
        x = block(x, each)
    x = layers.Conv2D(rounded(1280 * width), 1, padding="same", name="top_conv", **options)(x)
    return activated(normalized(x, "top_bn"), "top_activation", "swish")


def block(x: Any, it: Block) -> Any:
    """Return a block: widened, looked at, weighed, narrowed; added to its input where that has the same shape."""
    start, name = x, it.name
    options = {"use_bias": False, "kernel_initializer": kernels()}
    if it.widening != 1:
        x = layers.Conv2D(it.filters_in * it.widening, 1, padding="same", name=f"{name}expand_conv", **options)(x)
        x = activated(normalized(x, f"{name}expand_bn"), f"{name}expand_activation", "swish")
    if it.strides == 2:
        x = layers.ZeroPadding2D(halving_pad(x, it.kernel_size), name=f"{name}dwconv_pad")(x)
    x = layers.DepthwiseConv2D(
        it.kernel_size,
        strides=it.strides,
        padding="same" if it.strides == 1 else "valid",
        use_bias=False,
        depthwise_initializer=kernels(),
        name=f"{name}dwconv",
    )(x)
    x = activated(normalized(x, f"{name}bn"), f"{name}activation", "swish")
    x = weighed(x, it)
    x = layers.Conv2D(it.filters_out, 1, padding="same", name=f"{name}project_conv", **options)(x)
    x = normalized(x, f"{name}project_bn")
    if it.strides != 1 or it.filters_in != it.filters_out:
        return x
    if it.dropped > 0:
        x = layers.Dropout(it.dropped, noise_shape=(None, 1, 1, 1), name=f"{name}drop")(x)
    return layers.add([x, start], name=f"{name}add")


def weighed(x: Any, it: Block) -> Any:
    """Return the features, each times a weight that follows from the means of all (squeeze and excitation)."""
    filters = it.filters_in * it.widening
    mean = layers.GlobalAveragePooling2D(name=f"{it.name}se_squeeze")(x)
    shape = (1, 1, filters) if channel_axis() == 3 else (filters, 1, 1)
    mean = layers.Reshape(shape, name=f"{it.name}se_reshape")(mean)
    few = max(1, it.filters_in // 4)
    options = {"padding": "same", "kernel_initializer": kernels()}
    mean = layers.Conv2D(few, 1, activation="swish", name=f"{it.name}se_reduce", **options)(mean)
    mean = layers.Conv2D(filters, 1, activation="sigmoid", name=f"{it.name}se_expand", **options)(mean)
    return layers.multiply([x, mean], name=f"{it.name}se_excite")


def head(features: Any, settings: Settings, dropout: float) -> Any:
    """Return the classifier."""
    x = layers.GlobalAveragePooling2D(name="avg_pool")(features)
    x = layers.Dropout(dropout, name="top_dropout")(x)
    return layers.Dense(
        settings.classes,
        activation=settings.classifier_activation,
        kernel_initializer=VarianceScaling(1 / 3, "fan_out", "uniform"),
        name="predictions",
    )(x)


def _network(number: int, width: float, depth: float, size: int, dropout: float, hashes: tuple[str, str]) -> Any:
    title = f"EfficientNetB{number}"
    files = (f"{title.lower()}.h5", f"{title.lower()}_notop.h5")
    return function(
        title,
        title.lower(),
        f"Return {title}, for pictures of {size} x {size} with values from 0 to 255.",
        partial(body, width=width, depth=depth),
        weights_at(_FOLDER, files, hashes),
        default_size=size,
        head=partial(head, dropout=dropout),
        names_pool=True,
    )


EfficientNetB0 = _network(
    *(0, 1.0, 1.0, 224, 0.2), hashes=("902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d")
)
EfficientNetB1 = _network(
    *(1, 1.0, 1.1, 240, 0.2), hashes=("1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432")
)
EfficientNetB2 = _network(
    *(2, 1.1, 1.2, 260, 0.3), hashes=("b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39")
)
EfficientNetB3 = _network(
    *(3, 1.2, 1.4, 300, 0.3), hashes=("ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226")
)
EfficientNetB4 = _network(
    *(4, 1.4, 1.8, 380, 0.4), hashes=("18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba")
)
EfficientNetB5 = _network(
    *(5, 1.6, 2.2, 456, 0.4), hashes=("ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f")
)
EfficientNetB6 = _network(
    *(6, 1.8, 2.6, 528, 0.5), hashes=("165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743")
)
EfficientNetB7 = _network(
    *(7, 2.0, 3.1, 600, 0.5), hashes=("8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a")
)
