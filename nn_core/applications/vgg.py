"""VGG: three by three convolutions, one after the other (Simonyan and Zisserman, 2014)."""

from __future__ import annotations

from functools import partial
from typing import Any

from nn_core import layers
from nn_core.applications.network import Settings, function, weights_at

_FOLDER = "https://storage.googleapis.com/tensorflow/keras-applications/"
_FILTERS = (64, 128, 256, 512, 512)


def body(x: Any, settings: Settings, convolutions: tuple[int, ...]) -> Any:
    """Return the features: five blocks of convolutions, each of which halves the picture."""
    for block, (count, filters) in enumerate(zip(convolutions, _FILTERS, strict=True), start=1):
        for number in range(1, count + 1):
            name = f"block{block}_conv{number}"
            x = layers.Conv2D(filters, 3, activation="relu", padding="same", name=name)(x)
        x = layers.MaxPooling2D(2, strides=2, name=f"block{block}_pool")(x)
    return x


def head(features: Any, settings: Settings) -> Any:
    """Return the three dense layers that most of the weights belong to."""
    x = layers.Flatten(name="flatten")(features)
    x = layers.Dense(4096, activation="relu", name="fc1")(x)
    x = layers.Dense(4096, activation="relu", name="fc2")(x)
    return layers.Dense(settings.classes, activation=settings.classifier_activation, name="predictions")(x)


def _network(name: str, convolutions: tuple[int, ...], hashes: tuple[str, str]) -> Any:
    files = (f"{name}_weights_tf_dim_ordering_tf_kernels.h5", f"{name}_weights_tf_dim_ordering_tf_kernels_notop.h5")
    summary = f"Return {name.upper()}, a network of {sum(convolutions) + 3} layers with weights."
    weights = weights_at(f"{_FOLDER}{name}/", files, hashes)
    return function(name.upper(), name, summary, partial(body, convolutions=convolutions), weights, head=head)


VGG16 = _network("vgg16", (2, 2, 3, 3, 3), ("64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc"))
VGG19 = _network("vgg19", (2, 2, 4, 4, 4), ("cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6"))
