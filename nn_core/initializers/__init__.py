"""Initializers: how weights start."""

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.initializers.constant import Constant, Identity, Ones, Zeros
from nn_core.initializers.initializer import Initializer
from nn_core.initializers.orthogonal import Orthogonal
from nn_core.initializers.random import RandomNormal, RandomUniform, TruncatedNormal
from nn_core.initializers.stft import STFT
from nn_core.initializers.variance_scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from nn_core.spec import serialization
from nn_core.spec.serialization import serialize

# Keras also spells the classes like functions
constant, identity, ones, zeros, orthogonal = Constant, Identity, Ones, Zeros, Orthogonal
STFTInitializer = stft = STFT
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal
glorot_normal, glorot_uniform, he_normal, he_uniform = GlorotNormal, GlorotUniform, HeNormal, HeUniform
lecun_normal, lecun_uniform, variance_scaling = LecunNormal, LecunUniform, VarianceScaling


def get(identifier: Any) -> Any:
    """Return the initializer that a name, class, configuration, function or array of values means."""
    if identifier is None:
        return None
    if isinstance(identifier, Tensor | np.ndarray | np.generic):
        return _values(convert_to_numpy(identifier))
    return serialization.resolve("initializer", identifier)


def _values(values: Array) -> Any:
    def initialize(shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        if tuple(shape) != values.shape:
            raise ValueError(f"The initializer holds values of shape {values.shape}; the weight needs {tuple(shape)}.")
        return values.astype(dtype)

    return initialize


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the initializer that `serialize` described."""
    return serialization.deserialize(config, "initializer", custom_objects)


__all__ = [
    "STFT",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "IdentityInitializer",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomNormal",
    "RandomUniform",
    "STFTInitializer",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "stft",
    "truncated_normal",
    "variance_scaling",
    "zeros",
]
