"""Dropout: switch off random inputs while training."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.ops.random import SeedGenerator
from nn_core.spec.kinds import Optional, Shape
from nn_core.spec.params import param


class Dropout(Layer, category="Regularization"):
    """Switch off a random share of the inputs while training, so that the network does not rely on any single one.

    What remains is scaled by 1 / (1 - rate), which keeps the expected sum. Does nothing outside training.

    Reference: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15 (2014).
    """

    rate: float = param(minimum=0.0, maximum=1.0, help="Share of the inputs to switch off, from 0 to 1.")
    noise_shape: Annotated[Any, Optional(Shape())] = param(
        default=None, help="Shape of the random choice, with the batch axis; 1 where elements share one fate."
    )
    seed: int | None = param(default=None, help="Makes the random choice repeatable.")

    roles = ("dropout", "transparent", "linear")
    formula = "training: output = input · mask / (1 − rate), mask = 0 with probability rate; otherwise output = input"
    picture = "dropout"
    supports_masking = True
    sample = Sample(args={"rate": 0.5}, inputs=[(4,)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._random = SeedGenerator(self.seed)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        return ops.dropout(inputs, rate=self.rate, noise_shape=self.noise_shape, seed=self._random)
