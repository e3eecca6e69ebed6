"""NASNet: cells that a computer has found by trying (Zoph et al., 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.blocks import activated, channel_axis, halving_pad, normalized
from nn_core.applications.imagenet_utils import decode_predictions
from nn_core.applications.imagenet_utils import preprocess_tf as preprocess_input
from nn_core.applications.network import Settings, Weights, built, classifier
from nn_core.models import Model
from nn_core.spec.defaults import image_data_format
from nn_core.utils.remote_file import RemoteFile

__all__ = ["NASNetLarge", "NASNetMobile", "decode_predictions", "preprocess_input"]

_FOLDER = "https://storage.googleapis.com/tensorflow/keras-applications/nasnet/"
_normalized = partial(normalized, momentum=0.9997, epsilon=1e-3)


@dataclass(frozen=True)
class Size:
    """What differs between the two networks."""

    filters: int  # of the first cells; they double at each halving
    repetitions: int
    stem_filters: int
    skips_halving: bool
    pictures: int
    weights: Weights


def _files(title: str, hashes: tuple[str, str]) -> Weights:
    name = f"nasnet_{title}"
    return Weights(
        RemoteFile(f"{name}.h5", f"{_FOLDER}NASNet-{title}.h5", None, hashes[0], cache_subdir="models"),
        RemoteFile(f"{name}_no_top.h5", f"{_FOLDER}NASNet-{title}-no-top.h5", None, hashes[1], cache_subdir="models"),
    )


_MOBILE_HASHES = ("020fb642bf7360b370c678b08e0adf61", "1ed92395b5b598bdda52abe5c0dbfd63")
_LARGE_HASHES = ("11577c9a518f0070763c2b964a382f17", "d81d89dc07e6e56530c4e77faddd61b5")
MOBILE = Size(44, 4, 32, False, 224, _files("mobile", _MOBILE_HASHES))
LARGE = Size(168, 6, 96, True, 331, _files("large", _LARGE_HASHES))


def NASNetMobile(  # noqa: N802 - Keras's name
    input_shape: Any = None,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "nasnet_mobile",
) -> Model:
    """Return NASNetMobile, a small network of found cells; the arguments are those of all networks."""
    return _built(
        MOBILE,
        Settings(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name),
    )


def NASNetLarge(  # noqa: N802 - Keras's name
    input_shape: Any = None,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "nasnet_large",
) -> Model:
    """Return NASNetLarge, a large network of found cells; the arguments are those of all networks."""
    return _built(
        LARGE,
        Settings(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name),
    )


def _built(size: Size, settings: Settings) -> Model:
    if image_data_format() != "channels_last":
        raise ValueError("NASNet takes pictures with the channels last; set_image_data_format('channels_last') first.")
    head = partial(classifier, pool_name=None)
    return built(settings, partial(body, size=size), size.weights, default_size=size.pictures, head=head)


def body(x: Any, settings: Settings, size: Size) -> Any:
    """Return the features: a stem, then three times some cells, with a halving between them."""
    x = layers.Conv2D(
        size.stem_filters, 3, strides=2, use_bias=False, name="stem_conv1", kernel_initializer="he_normal"
    )(x)
    x = _normalized(x, "stem_bn1")
    x, before = halving_cell(x, None, size.filters // 4, "stem_1")
    x, before = halving_cell(x, before, size.filters // 2, "stem_2")
    count = size.repetitions
    for stage in range(3):
        filters = size.filters * 2**stage
        if stage:
            x, skipped = halving_cell(x, before, filters, f"reduce_{stage * count}")
            before = before if size.skips_halving else skipped
        for number in range(count):
            x, before = normal_cell(x, before, filters, str(stage * count + number + (1 if stage else 0)))
    return activated(x)


def normal_cell(x: Any, before: Any, filters: int, name: str) -> tuple[Any, Any]:
    """Return five sums of two branches side by side, and the input for the cell after the next."""
    p = adjusted(before, x, filters, name)
    h = narrowed(x, filters, "normal", name)
    one = layers.add(
        [separated(h, filters, 5, f"normal_left1_{name}"), separated(p, filters, 3, f"normal_right1_{name}")],
        name=f"normal_add_1_{name}",
    )
    two = layers.add(
        [separated(p, filters, 5, f"normal_left2_{name}"), separated(p, filters, 3, f"normal_right2_{name}")],
        name=f"normal_add_2_{name}",
    )
    three = layers.add([mean(h, 1, f"normal_left3_{name}"), p], name=f"normal_add_3_{name}")
    four = layers.add(
        [mean(p, 1, f"normal_left4_{name}"), mean(p, 1, f"normal_right4_{name}")], name=f"normal_add_4_{name}"
    )
    five = layers.add([separated(h, filters, 3, f"normal_left5_{name}"), h], name=f"normal_add_5_{name}")
    parts = [p, one, two, three, four, five]
    return layers.concatenate(parts, axis=channel_axis(), name=f"normal_concat_{name}"), x


def halving_cell(x: Any, before: Any, filters: int, name: str) -> tuple[Any, Any]:
    """Return four branches of half the height and width side by side, and the input for the cell after the next."""
    p = adjusted(before, x, filters, name)
    h = narrowed(x, filters, "reduction", name)
    bordered = layers.ZeroPadding2D(halving_pad(h, 3), name=f"reduction_pad_1_{name}")(h)
    one = layers.add(
        [
            separated(h, filters, 5, f"reduction_left1_{name}", strides=2),
            separated(p, filters, 7, f"reduction_right1_{name}", strides=2),
        ],
        name=f"reduction_add_1_{name}",
    )
    largest = layers.MaxPooling2D(3, strides=2, name=f"reduction_left2_{name}")(bordered)
    two = layers.add(
        [largest, separated(p, filters, 7, f"reduction_right2_{name}", strides=2)], name=f"reduction_add_2_{name}"
    )
    average = mean(bordered, 2, f"reduction_left3_{name}")
    three = layers.add(
        [average, separated(p, filters, 5, f"reduction_right3_{name}", strides=2)], name=f"reduction_add3_{name}"
    )
    four = layers.add([two, mean(one, 1, f"reduction_left4_{name}")])
    last = separated(one, filters, 3, f"reduction_left4_{name}")
    largest = layers.MaxPooling2D(3, strides=2, name=f"reduction_right5_{name}")(bordered)
    five = layers.add([last, largest], name=f"reduction_add4_{name}")
    return layers.concatenate([two, three, four, five], axis=channel_axis(), name=f"reduction_concat_{name}"), x


def separated(x: Any, filters: int, kernel_size: int, name: str, strides: int = 1) -> Any:
    """Return what two separable convolutions find."""
    x = activated(x)
    if strides == 2:
        x = layers.ZeroPadding2D(halving_pad(x, kernel_size), name=f"separable_conv_1_pad_{name}")(x)
    x = layers.SeparableConv2D(
        filters,
        kernel_size,
        strides=strides,
        name=f"separable_conv_1_{name}",
        padding="same" if strides == 1 else "valid",
        use_bias=False,
    )(x)
    x = activated(_normalized(x, f"separable_conv_1_bn_{name}"))
    x = layers.SeparableConv2D(filters, kernel_size, name=f"separable_conv_2_{name}", padding="same", use_bias=False)(x)
    return _normalized(x, f"separable_conv_2_bn_{name}")


def narrowed(x: Any, filters: int, kind: str, name: str) -> Any:
    """Return the input brought to so many features."""
    return _normalized(pointwise(activated(x), filters, f"{kind}_conv_1_{name}"), f"{kind}_bn_1_{name}")


def adjusted(before: Any, x: Any, filters: int, name: str) -> Any:
    """Return what came in one cell earlier, brought to the size of the input and to so many features."""
    if before is None:
        return x
    if before.shape[1] != x.shape[1]:
        return halved(before, filters, name)
    if before.shape[3] == filters:
        return before
    return _normalized(pointwise(activated(before), filters, f"adjust_conv_projection_{name}"), f"adjust_bn_{name}")


def halved(before: Any, filters: int, name: str) -> Any:
    """Return every second element, once from the first and once from the second on, side by side."""
    before = activated(before, f"adjust_relu_1_{name}")
    first = layers.AveragePooling2D(1, strides=2, name=f"adjust_avg_pool_1_{name}")(before)
    first = pointwise(first, filters // 2, f"adjust_conv_1_{name}")
    second = layers.ZeroPadding2D(((0, 1), (0, 1)))(before)
    second = layers.Cropping2D(((1, 0), (1, 0)))(second)
    second = layers.AveragePooling2D(1, strides=2, name=f"adjust_avg_pool_2_{name}")(second)
    second = pointwise(second, filters // 2, f"adjust_conv_2_{name}")
    return _normalized(layers.concatenate([first, second], axis=channel_axis()), f"adjust_bn_{name}")


def pointwise(x: Any, filters: int, name: str) -> Any:
    """Return a convolution that looks at one place at a time."""
    return layers.Conv2D(filters, 1, padding="same", name=name, use_bias=False, kernel_initializer="he_normal")(x)


def mean(x: Any, strides: int, name: str) -> Any:
    """Return the mean of every 3x3."""
    return layers.AveragePooling2D(3, strides=strides, padding="same" if strides == 1 else "valid", name=name)(x)
