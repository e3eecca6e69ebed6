"""Compare the gradients of an operation with finite differences along a random direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.tape import GradientTape
from nn_core.autodiff.tensor import Array, Tensor


def check_gradients(
    function: Callable[..., Any], inputs: Sequence[Any], step: float = 1e-6, tolerance: float = 1e-6, seed: int = 0
) -> None:
    """Raise AssertionError where the tape and a central difference disagree.

    Args:
        function: takes tensors, returns a tensor or a sequence of tensors.
        inputs: float64 arrays are differentiated; anything else is passed on unchanged.
        step: length of the step; the error of a central difference falls with its square.
        tolerance: largest difference allowed, relative to the size of the derivative (at least one).
    """
    generator = np.random.default_rng(seed)
    for index, x in enumerate(inputs):
        if isinstance(x, np.ndarray) and x.dtype == np.float64 and x.size:
            _check_one(function, list(inputs), index, generator, step, tolerance)


def _check_one(
    function: Callable[..., Any],
    inputs: list[Any],
    index: int,
    generator: np.random.Generator,
    step: float,
    tolerance: float,
) -> None:
    x = inputs[index]
    direction = generator.standard_normal(x.shape)
    weights = [generator.standard_normal(y.shape) for y in _outputs(function, inputs)]
    ahead, behind = (
        _weighted_sum(_outputs(function, [*inputs[:index], x + sign * step * direction, *inputs[index + 1 :]]), weights)
        for sign in (1, -1)
    )
    expected = (ahead - behind) / (2 * step)
    found = float(np.sum(_gradient(function, inputs, index, weights) * direction))
    if not abs(found - expected) <= tolerance * max(1.0, abs(expected)):
        raise AssertionError(
            f"gradient for input {index}: the tape gives {found:.9g}, finite differences {expected:.9g}."
        )


def _gradient(function: Callable[..., Any], inputs: list[Any], index: int, weights: list[Array]) -> Array:
    source = Tensor(inputs[index])
    with GradientTape() as tape:
        tape.watch(source)
        result = function(*[source if i == index else x for i, x in enumerate(inputs)])
    outputs = list(result) if isinstance(result, tuple | list) else [result]
    gradient = tape.gradient(outputs, source, output_gradients=weights, unconnected_gradients="zero")
    return np.asarray(gradient.value)


def _outputs(function: Callable[..., Any], inputs: list[Any]) -> list[Array]:
    result = function(*inputs)
    return [y.value for y in (result if isinstance(result, tuple | list) else [result])]


def _weighted_sum(outputs: list[Array], weights: list[Array]) -> float:
    return float(sum(np.sum(y * w) for y, w in zip(outputs, weights, strict=True)))
