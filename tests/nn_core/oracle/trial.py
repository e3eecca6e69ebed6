"""What is compared of a model: outputs, gradients by weights and inputs, penalties, and the weights afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

import nn_core as keras
from nn_core.spec.structure import flatten


def random_weights(model: Any, seed: int) -> list[Any]:
    """Return weights near one another but all different; those of variances stay positive."""
    numbers = np.random.default_rng(seed)
    return [
        np.abs(w) + numbers.uniform(0.05, 0.6, w.shape) if _is_positive(v) else numbers.normal(0, 0.4, w.shape)
        for v, w in zip(model.weights, model.get_weights(), strict=True)
    ]


def _is_positive(variable: Any) -> bool:
    return "variance" in variable.name or "stddev" in variable.name


def random_directions(model: Any, batch: int, seed: int) -> list[Any]:
    """Return the weights with which the outputs are summed up to one number."""
    numbers = np.random.default_rng(seed + 1)
    return [numbers.normal(size=(y.shape[0] or batch, *y.shape[1:])) for y in model.outputs]


def measure(model: Any, weights: list[Any], inputs: list[Any], directions: list[Any], training: bool) -> dict[str, Any]:
    """Return everything that is compared, under the names that the other side uses too."""
    model.set_weights(weights)
    tensors = [keras.Tensor(x) for x in inputs]
    with keras.GradientTape(persistent=True) as tape:
        tape.watch(tensors)
        outputs = flatten(model(_single(tensors), training=training))
        terms = [keras.ops.sum(y * d) for y, d in zip(outputs, directions, strict=True) if "float" in str(y.dtype)]
        loss = sum([*terms, *model.losses])
    found = {f"output_{i}": np.asarray(y) for i, y in enumerate(outputs)}
    found["penalty"] = np.asarray(sum(model.losses, 0.0))
    for i, (x, g) in enumerate(zip(inputs, tape.gradient(loss, tensors), strict=True)):
        if x.dtype.kind == "f":
            found[f"input_gradient_{i}"] = _or_zeros(g, x)
    trainable = model.trainable_weights
    for i, (v, g) in enumerate(zip(trainable, tape.gradient(loss, trainable), strict=True)):
        found[f"weight_gradient_{i}"] = _or_zeros(g, np.asarray(v))
    return found | {f"after_{i}": w for i, w in enumerate(model.get_weights())}


def differences(ours: dict[str, Any], theirs: Any, tolerance: float = 1e-6) -> list[str]:
    """Return one line for each thing that is not the same, relative to its largest number."""
    found = [f"only one side has {key}" for key in sorted(ours.keys() ^ set(theirs.keys()))]
    for key in sorted(ours.keys() & set(theirs.keys())):
        a, b = np.asarray(ours[key]), np.asarray(theirs[key])
        if a.shape != b.shape:
            found.append(f"{key}: shape {a.shape} here, {b.shape} in Keras")
        elif a.size and not _are_close(a, _with_gaps_filled(key, a, b), tolerance):
            found.append(f"{key}: off by {np.nanmax(np.abs(a - b)):.2g}, largest {np.nanmax(np.abs(b)):.2g}")
    return found


def _with_gaps_filled(key: str, a: Any, b: Any) -> Any:
    """Return Keras's numbers; where only its gradient is none, as that of the length of zeros in PyTorch, ours."""
    return np.where(np.isnan(b), a, b) if "gradient" in key else b


def _are_close(a: Any, b: Any, tolerance: float) -> bool:
    finite = np.abs(b[np.isfinite(b)])
    return np.allclose(a, b, rtol=tolerance, atol=tolerance * max(1e-2, finite.max(initial=0)), equal_nan=True)


def _or_zeros(gradient: Any, like: Any) -> Any:
    return np.zeros_like(like) if gradient is None else np.asarray(gradient)


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
