"""Every layer, under Keras's names. A new layer is one file in a category folder; nothing lists it anywhere else."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from nn_core.layers.core.input_layer import Input, InputLayer
from nn_core.layers.input_spec import InputSpec
from nn_core.layers.keras1 import AtrousConvolution2D, Convolution2D, Convolution3D, Deconvolution2D, Merge, merge
from nn_core.layers.layer import Layer, Sample
from nn_core.layers.merging.functions import add, average, concatenate, dot, maximum, minimum, multiply, subtract
from nn_core.layers.node import KerasTensor
from nn_core.spec import legacy, registry
from nn_core.spec.naming import did_you_mean
from nn_core.spec.remarks import remark
from nn_core.spec.serialization import deserialize as _deserialize
from nn_core.spec.serialization import serialize

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
globals().update(registry.entries("layer"))
globals().update({name: each for name, each in registry.aliases("layer").items() if name not in globals()})


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Make a layer from its saved configuration."""
    return _deserialize(config, "layer", custom_objects)


def __getattr__(name: str) -> Any:
    if name in legacy.LAYERS:
        remark(f"{name} is an old name; write {legacy.LAYERS[name]}.")
        return globals()[legacy.LAYERS[name]]
    hint = did_you_mean(name, globals())
    raise AttributeError(f"nn_core.layers has no layer {name!r}.{hint}")


__all__ = [
    "AtrousConvolution2D",
    "Convolution2D",
    "Convolution3D",
    "Deconvolution2D",
    "Input",
    "InputLayer",
    "InputSpec",
    "KerasTensor",
    "Layer",
    "Merge",
    "Sample",
    "add",
    "average",
    "concatenate",
    "deserialize",
    "dot",
    "maximum",
    "merge",
    "minimum",
    "multiply",
    "serialize",
    "subtract",
]
__all__ += [name for name in (*dict(registry.entries("layer")), *registry.aliases("layer")) if name not in __all__]
