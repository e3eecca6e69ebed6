"""GaussianNoise: add random numbers while training."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.regularization.noise import SEED_HELP, Noise
from nn_core.spec.params import param


class GaussianNoise(Noise, category="Regularization"):
    """Add random numbers from a bell curve while training, so that the network learns to overlook small changes.

    A kind of data augmentation; the natural choice for inputs that are measured.
    """

    stddev: float = param(minimum=0.0, maximum=1.0, help="Spread of the noise, from 0 to 1.")
    seed: int | None = param(default=None, help=SEED_HELP)

    suggested = {"stddev": 0.1}
    sample = Sample(args={"stddev": 0.1}, inputs=[(4,)])

    def amount(self) -> float:
        return self.stddev

    def disturb(self, inputs: Any) -> Any:
        return inputs + ops.random.normal(inputs.shape, 0.0, self.stddev, str(inputs.dtype), self._random)
