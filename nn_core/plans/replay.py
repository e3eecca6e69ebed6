"""Replay: an operation without a planned form, as part of a plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.autodiff.trace import Instruction


class Replay:
    """Calls the operation's own function in every step, and copies what it gives to where the plan expects it.

    Slower than a planned form by the new memory and the copies, but right for every operation.
    """

    def __init__(self, instruction: Instruction) -> None:
        self._instruction = instruction
        self._vjp: Any = None

    def forward(self, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: tuple[Array, ...]) -> None:
        """Compute the results."""
        found = self._instruction.function(*args, **kwargs)
        if self._instruction.is_primitive:
            found, self._vjp = found
        for output, y in zip(outputs, found if isinstance(found, tuple) else (found,), strict=True):
            if np.shape(y) != output.shape:
                name = self._instruction.name
                raise RuntimeError(f"{name}: the result has shape {np.shape(y)}, in the first step {output.shape}.")
            output[...] = y

    def backward(self, g: Any, needs: tuple[bool, ...], args: Any, targets: tuple[Array | None, ...]) -> None:
        """Compute the gradients of the arguments; `args` are named so that they are still there."""
        parts = self._vjp(g, needs)
        self._vjp = None
        for target, part in zip(targets, parts, strict=True):
            if target is not None:
                target[...] = 0 if part is None else part
