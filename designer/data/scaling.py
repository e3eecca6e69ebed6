"""Scaling: bring numbers into the range in which networks learn well, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ROUNDING = 2.0**-23  # of scaled numbers, which are float32


@dataclass(frozen=True)
class Scaling:
    """The step `(x - center) / spread`, with the reason in words."""

    text: str = "as they are"
    center: NDArray[np.float64] | float = 0.0
    spread: NDArray[np.float64] | float = 1.0

    def apply(self, raw: NDArray) -> NDArray[np.float32]:
        """Return the scaled numbers as float32; where they came as float64, rounded after the scaling only.

        Moments in seconds, say, differ in digits that float32 does not have.
        """
        if raw.dtype == np.float64:
            return ((raw - self.center) / self.spread).astype(np.float32)
        scaled = np.array(raw, np.float32)  # a copy, so that the steps below can work in place
        scaled -= np.float32(self.center)
        scaled /= np.float32(self.spread)
        return scaled

    def undo(self, scaled: NDArray) -> NDArray[np.float32]:
        """Return the numbers as they were in the file."""
        found = np.asarray(scaled, np.float64) * self.spread + self.center
        found[np.abs(found) < _ROUNDING * np.abs(self.center)] = 0.0  # as it was before it was rounded
        return found.astype(np.float32)


UNSCALED = Scaling()


def divided_by(maximum: float, what: str = "pixels") -> Scaling:
    """Scale 0…maximum to 0…1."""
    return Scaling(f"{what} divided by {maximum:g}, so that they lie between 0 and 1", spread=maximum)


def standardised(training: NDArray, what: str = "each column") -> Scaling:
    """Scale to mean 0 and standard deviation 1, column by column.

    Only the training part is looked at: what is held back must not leak into what the network sees.
    """
    values = np.asarray(training, np.float64)
    axes = 0 if values.ndim <= 2 else None
    spread = values.std(axis=axes)
    spread = np.where(spread > 1e-12, spread, 1.0)  # a constant column becomes 0, not a division by zero
    text = f"{what} standardised with mean and standard deviation of the training part"
    return Scaling(text, np.asarray(values.mean(axis=axes)), spread)
