"""STFT: kernels of a convolution that takes sounds apart into frequencies."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.initializers.initializer import Initializer
from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.spec.windows import window_of


@register("initializer", "STFTInitializer", "stft")
class STFT(Initializer):
    """Waves of rising frequency, faded in and out: the kernels of a short-time Fourier transform."""

    side: Literal["real", "imag"] = param(default="real", help="Whether the real or the imaginary parts.")
    window: Any = param(default="hann", help="How waves are faded in and out: a name, weights of one's own, or None.")
    scaling: Literal["density", "spectrum", None] = param(
        default="density", help="What the window is divided by: its length, the sum of its weights, or nothing."
    )
    periodic: bool = param(default=False, help="Whether the window is one turn of a periodic one.")

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        if len(shape) != 3:
            raise ValueError(f"STFT makes kernels of shape (length, 1, frequencies), not {tuple(shape)}.")
        length, _, count = shape
        turns = -2 * np.pi * np.arange(length)[:, None, None] * np.arange(count) / max((count - 1) * 2, 1)
        waves = np.cos(turns) if self.side == "real" else np.sin(turns)
        if self.window is None:
            return np.asarray(waves, dtype)
        weights = window_of(self.window, length, self.periodic)
        size = {"density": np.sqrt(np.square(weights).sum()), "spectrum": np.abs(weights).sum(), None: 1.0}
        return np.asarray(waves * weights[:, None, None] / size[self.scaling], dtype)
