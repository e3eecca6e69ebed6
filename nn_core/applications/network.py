"""What the well-known networks share: their arguments, their input, their head, and where their weights are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from nn_core import layers
from nn_core.layers import Input, KerasTensor
from nn_core.models import Model
from nn_core.spec.defaults import image_data_format
from nn_core.utils.layer_tools import get_source_inputs
from nn_core.utils.remote_file import RemoteFile

IMAGENET_CLASSES = 1000
ARGUMENTS = """
    Args:
        include_top: whether the network ends with its classifier; without it, put your own on top.
        weights: "imagenet" for weights trained on ImageNet (from the cache or the internet), None for random ones, or
            the path of a file.
        input_tensor: a placeholder that the network goes on from.
        input_shape: (height, width, channels) of the pictures.
        pooling: "avg" or "max" makes one number of every feature where there is no classifier.
        classes: number of classes; 1000 for the weights of ImageNet.
        classifier_activation: activation of the classifier, None for its logits.
        name: name of the model.
"""


@dataclass(frozen=True)
class Settings:
    """The arguments of a network, by Keras's names."""

    include_top: bool = True
    weights: Any = "imagenet"
    input_tensor: Any = None
    input_shape: Any = None
    pooling: str | None = None
    classes: int = IMAGENET_CLASSES
    classifier_activation: Any = "softmax"
    name: str | None = None


@dataclass(frozen=True)
class Weights:
    """The files with the weights of ImageNet: of the whole network, and without its classifier."""

    top: RemoteFile
    without_top: RemoteFile

    def file(self, settings: Settings) -> RemoteFile:
        """Return the file that fits the settings."""
        return self.top if settings.include_top else self.without_top


def weights_at(folder: str, names: tuple[str, str], hashes: tuple[str | None, str | None]) -> Weights:
    """Return the two files of a network, which lie in one folder on the internet."""
    top, without_top = (
        RemoteFile(name, folder + name, None, found, cache_subdir="models")
        for name, found in zip(names, hashes, strict=True)
    )
    return Weights(top, without_top)


def built(
    settings: Settings,
    body: Callable[[Any, Settings], Any],
    weights: Weights,
    default_size: int = 224,
    min_size: int = 32,
    head: Callable[[Any, Settings], Any] | None = None,
    names_pool: bool = False,
) -> Model:
    """Return the model: input, body, and head or pooling, with the weights that are asked for.

    Args:
        body: makes the features of the pictures.
        default_size: height and width of the pictures the classifier was made for.
        min_size: the smallest that the body can take.
        head: makes the classifier, if it is not the usual one.
        names_pool: whether the pooling without a classifier has a name of its own.
    """
    check(settings)
    start = picture_input(settings, default_size, min_size)
    features = body(start, settings)
    finish = (head or classifier) if settings.include_top else partial(pooled, is_named=names_pool)
    outputs = finish(features, settings)
    sources = get_source_inputs(start)
    model = Model(sources[0] if len(sources) == 1 else sources, outputs, name=settings.name)
    if settings.weights is not None:
        model.load_weights(weights.file(settings).find() if settings.weights == "imagenet" else settings.weights)
    return model


def check(settings: Settings) -> None:
    """Refuse arguments that contradict one another."""
    weights = settings.weights
    if weights not in ("imagenet", None) and not Path(weights).is_file():
        raise ValueError(f"weights must be None, 'imagenet' or the path of a file, not {weights!r}.")
    if settings.pooling not in (None, "avg", "max"):
        raise ValueError(f"pooling must be None, 'avg' or 'max', not {settings.pooling!r}.")
    if weights is None or not settings.include_top:
        return
    if weights == "imagenet" and settings.classes != IMAGENET_CLASSES:
        raise ValueError(
            f"The weights of ImageNet are for {IMAGENET_CLASSES} classes, not {settings.classes}; "
            "take include_top=False and put a classifier of your own on top, or weights=None."
        )
    if settings.classifier_activation not in (None, "softmax", "linear"):
        raise ValueError(
            "Trained weights belong to classifier_activation='softmax' or None, "
            f"not {settings.classifier_activation!r}."
        )


def picture_input(settings: Settings, default_size: int, min_size: int) -> KerasTensor:
    """Return the placeholder for pictures."""
    if settings.input_tensor is not None:
        if not isinstance(settings.input_tensor, KerasTensor):
            raise ValueError("input_tensor must be a placeholder such as Input() returns.")
        return settings.input_tensor
    return Input(shape_of_pictures(settings, default_size, min_size))


def shape_of_pictures(settings: Settings, default_size: int, min_size: int) -> tuple[int | None, ...]:
    """Return the shape of one picture; ValueError if the network cannot take it."""
    is_last = image_data_format() == "channels_last"
    default = (default_size, default_size, 3) if is_last else (3, default_size, default_size)
    if settings.input_shape is None:
        size = default_size if settings.include_top else None
        return (size, size, 3) if is_last else (3, size, size)
    shape = tuple(settings.input_shape)
    if len(shape) != 3:
        raise ValueError(f"input_shape must have three entries such as {default}, not {shape}.")
    sizes, channels = (shape[:2], shape[2]) if is_last else (shape[1:], shape[0])
    if settings.weights == "imagenet" and channels != 3:
        raise ValueError(f"The weights of ImageNet are for pictures with 3 channels, not {channels}: {shape}.")
    if settings.weights == "imagenet" and settings.include_top and shape != default:
        raise ValueError(
            f"With the weights of ImageNet and include_top=True, input_shape must be {default}, not {shape}."
        )
    if any(size is not None and size < min_size for size in sizes):
        raise ValueError(f"Pictures must be at least {min_size} x {min_size} for this network, but they are {shape}.")
    if settings.include_top and None in shape:
        raise ValueError(f"With include_top=True the sizes in input_shape must be given, but it is {shape}.")
    return shape


def trained_size(settings: Settings, sizes: tuple[int, ...]) -> int:
    """Return the size of picture, of those for which there are trained weights, that fits best."""
    tensor = settings.input_tensor
    given = settings.input_shape or (tensor.shape[1:] if isinstance(tensor, KerasTensor) else (None, None, None))
    rows, columns = given[:2] if image_data_format() == "channels_last" else given[1:]
    return int(rows) if rows == columns and rows in sizes else 224


def named_by_size(settings: Settings, prefix: str, size: int) -> Settings:
    """Return the settings with a name that says the size of the pictures, if they have none."""
    if settings.name is not None:
        return settings
    shape = shape_of_pictures(settings, size, 32)
    rows = shape[0] if image_data_format() == "channels_last" else shape[1]
    return replace(settings, name=f"{prefix}_{size if settings.weights == 'imagenet' else rows}")


def classifier(features: Any, settings: Settings, pool_name: str | None = "avg_pool") -> Any:
    """Return the usual head: the mean of every feature, and a dense layer."""
    mean = layers.GlobalAveragePooling2D(name=pool_name)(features)
    return layers.Dense(settings.classes, activation=settings.classifier_activation, name="predictions")(mean)


def pooled(features: Any, settings: Settings, is_named: bool) -> Any:
    """Return the features as they are, or one number of each."""
    if settings.pooling is None:
        return features
    name = f"{settings.pooling}_pool" if is_named else None
    kinds = {"avg": layers.GlobalAveragePooling2D, "max": layers.GlobalMaxPooling2D}
    return kinds[settings.pooling](name=name)(features)


def function(
    title: str, name: str, summary: str, body: Callable[..., Any], weights: Weights, **sizes: Any
) -> Callable[..., Model]:
    """Return the function that makes a network, with the arguments it has in Keras.

    Args:
        title: name of the function.
        name: of the model.
        summary: the first line of its documentation.
        sizes, body, weights: as for `built`.
    """

    def make(
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        name: str | None = name,
    ) -> Model:
        settings = Settings(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return built(settings, body, files, **sizes)

    files = weights
    make.__doc__ = f"{summary}\n{ARGUMENTS}"
    make.__name__ = make.__qualname__ = title
    return make
