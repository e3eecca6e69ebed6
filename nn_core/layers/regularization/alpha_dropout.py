"""AlphaDropout: dropout that keeps mean and spread, for networks with selu."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.regularization.noise import SEED_HELP, Noise
from nn_core.spec.kinds import Optional, Shape
from nn_core.spec.params import param

_LOWEST = -1.6732632423543772 * 1.0507009873554805  # what selu gives for very negative numbers


class AlphaDropout(Noise, category="Regularization"):
    """Set a random share of the inputs to the lowest value of selu while training; mean and spread stay as they are.

    Dropout for networks whose activation is selu: those normalise themselves, and ordinary dropout would disturb that.

    Reference: Klambauer et al., "Self-Normalizing Neural Networks" (2017).
    """

    rate: float = param(minimum=0.0, maximum=1.0, help="Share of the inputs to set, from 0 to 1.")
    noise_shape: Annotated[Any, Optional(Shape())] = param(
        default=None,
        help="Shape of the random choice, with the batch axis; 1 where elements share one fate.",
    )
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"rate": 0.1}
    sample = Sample(args={"rate": 0.5}, inputs=[(4,)])

    def disturb(self, inputs: Any) -> Any:
        if self.rate == 1:
            raise ValueError(f"{self._title()}: with rate 1 nothing would be left; choose a smaller rate.")
        shape = self.noise_shape or inputs.shape
        sizes = [size if wanted is None else wanted for wanted, size in zip(shape, inputs.shape, strict=True)]
        is_kept = ops.greater_equal(ops.random.uniform(sizes, seed=self._random), self.rate)
        scale = ((1 - self.rate) * (1 + self.rate * _LOWEST**2)) ** -0.5  # back to the spread before
        return ops.where(is_kept, inputs, _LOWEST) * scale - scale * _LOWEST * self.rate
