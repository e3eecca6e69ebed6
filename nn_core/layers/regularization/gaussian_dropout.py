"""GaussianDropout: multiply by random numbers around 1 while training."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.regularization.noise import SEED_HELP, Noise
from nn_core.spec.params import param


class GaussianDropout(Noise, category="Regularization"):
    """Multiply by random numbers around 1 while training: as much disturbance as Dropout, but nothing is switched off.

    The factors have mean 1 and variance rate / (1 - rate).

    Reference: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15 (2014).
    """

    rate: float = param(minimum=0.0, maximum=1.0, help="As for Dropout: the larger, the more noise.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"rate": 0.5}
    sample = Sample(args={"rate": 0.5}, inputs=[(4,)])

    def disturb(self, inputs: Any) -> Any:
        if self.rate == 1:
            raise ValueError(f"{self._title()}: with rate 1 the noise would be infinite; choose a smaller rate.")
        stddev = math.sqrt(self.rate / (1 - self.rate))
        return inputs * ops.random.normal(inputs.shape, 1.0, stddev, str(inputs.dtype), self._random)
