"""Activations, losses and the training flag, under the backend's names."""

from __future__ import annotations

from typing import Any

from nn_core import activations, losses, ops
from nn_core.activations import sigmoid, softplus, softsign, tanh
from nn_core.activations.sigmoids import keras2_hard_sigmoid as hard_sigmoid
from nn_core.layers.calling import calling
from nn_core.losses import binary_focal_crossentropy, categorical_focal_crossentropy
from nn_core.ops.random import SeedGenerator
from nn_core.ops.reduction import mean, var

__all__ = [
    "batch_normalization",
    "bias_add",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "dropout",
    "elu",
    "hard_sigmoid",
    "in_test_phase",
    "in_top_k",
    "in_train_phase",
    "learning_phase",
    "moving_average_update",
    "normalize_batch_in_training",
    "relu",
    "set_learning_phase",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "sparse_categorical_crossentropy",
    "tanh",
]


def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """Return x where it is above the threshold, else alpha times what is missing."""
    return activations.relu(x, alpha, max_value, threshold)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """Return x where it is positive, else alpha · (e^x - 1)."""
    return activations.elu(x, alpha)


def softmax(x: Any, axis: int = -1) -> Any:
    """Return positive numbers that add up to 1 along an axis."""
    return activations.softmax(x, axis)


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Return -Σ target · log(output) for each sample."""
    return losses.categorical_crossentropy(target, output, from_logits, axis=axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Return -log(output) at the class `target`, for each sample."""
    return losses.sparse_categorical_crossentropy(target, output, from_logits, axis=axis)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Return -target · log(output) - (1 - target) · log(1 - output) for each number."""
    return ops.binary_crossentropy(target, output, from_logits)


def in_top_k(predictions: Any, targets: Any, k: int) -> Any:
    """Say for each row whether the target is among the k largest predictions."""
    scores = ops.take_along_axis(predictions, ops.expand_dims(targets, -1), axis=-1)
    return ops.less(ops.sum(ops.cast(ops.greater(predictions, scores), dtype="int32"), axis=-1), k)


def bias_add(x: Any, bias: Any, data_format: str | None = None) -> Any:
    """Return x with a number added to each channel."""
    if data_format != "channels_first":
        return ops.add(x, bias)
    return ops.add(x, ops.reshape(bias, (1, -1, *(1,) * (len(x.shape) - 2))))


def dropout(x: Any, level: float, noise_shape: Any = None, seed: int | None = None) -> Any:
    """Return x with a share of the numbers set to zero and the others scaled up."""
    return ops.dropout(x, rate=level, noise_shape=noise_shape, seed=SeedGenerator(seed))


def batch_normalization(
    x: Any, mean: Any, var: Any, beta: Any = None, gamma: Any = None, axis: int = -1, epsilon: float = 1e-3
) -> Any:
    """Return (x - mean) / √(var + epsilon), scaled and shifted; statistics of the shape they broadcast from."""
    y = (x - mean) / ops.sqrt(var + epsilon)
    y = y if gamma is None else y * gamma
    return y if beta is None else y + beta


def normalize_batch_in_training(x: Any, gamma: Any, beta: Any, reduction_axes: Any, epsilon: float = 1e-3) -> Any:
    """Return x normalised with its own statistics, and these: (y, mean, variance)."""
    averages, spreads = (each(x, axis=tuple(reduction_axes), keepdims=True) for each in (mean, var))
    y = batch_normalization(x, averages, spreads, beta, gamma, epsilon=epsilon)
    axes = tuple(reduction_axes)
    return y, ops.squeeze(averages, axis=axes), ops.squeeze(spreads, axis=axes)


def moving_average_update(x: Any, value: Any, momentum: float) -> Any:
    """Bring a variable nearer to a value, and return it."""
    return x.assign(momentum * x.value + (1 - momentum) * ops.convert_to_numpy(value))


def learning_phase() -> int:
    """Return 1 inside a call that trains, else 0."""
    with calling(None) as training:
        return int(training)


def set_learning_phase(value: Any) -> None:
    """Accepted as in Keras 2, without effect: say training=True or False in the call."""


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """Return x while training, else alt; functions are called for what they return."""
    chosen = x if (learning_phase() if training is None else training) else alt
    return chosen() if callable(chosen) else chosen


def in_test_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """Return x while not training, else alt."""
    return in_train_phase(alt, x, training)
