"""UpSampling1D: repeat every step of a sequence."""

from __future__ import annotations

from nn_core.layers.layer import Sample
from nn_core.layers.reshaping.up_sampling import UpSampling
from nn_core.spec.params import param


class UpSampling1D(UpSampling, category="Reshaping"):
    """Repeat every step of a sequence.

    The way back from MaxPooling1D in an autoencoder: the length is restored, what was lost is not.
    """

    size: int = param(default=2, minimum=1, help="How often each step is repeated.")

    input_ndim = 3
    sample = Sample(args={}, inputs=[(3, 2)])

    def factors(self) -> tuple[int, ...]:
        return (self.size,)
