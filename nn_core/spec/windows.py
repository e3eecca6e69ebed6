"""Windows: weights that fade a piece of sound in and out."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.spec.naming import did_you_mean

# a0 - a1 cos(t) + a2 cos(2 t) … over one turn
COSINES = {
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
    "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "flattop": (0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
}
WINDOW_HELP = "How a piece of sound is faded in and out: 'hann', 'hamming' …, weights of one's own, or None."


def window_of(window: Any, length: int, periodic: bool) -> Array:
    """Return the weights of a window by name; `periodic` leaves out the last of length + 1."""
    if window is None:
        return np.ones(length)
    if not isinstance(window, str):
        weights = np.asarray(window, dtype=float)
        if weights.shape != (length,):
            raise ValueError(f"A window of one's own needs {length} weights, but its shape is {weights.shape}.")
        return weights
    if length == 1:
        return np.ones(1)
    turn = np.arange(length) / (length if periodic else length - 1)
    if window in ("boxcar", "rectangular"):
        return np.ones(length)
    if window in ("bartlett", "triangle"):
        return np.asarray(1 - np.abs(2 * turn - 1))
    if window == "cosine":
        return np.sin(np.pi * (np.arange(length) + 0.5) / (length + periodic))
    return _cosine_sum(window, 2 * np.pi * turn)


def _cosine_sum(name: str, turns: Array) -> Array:
    if name not in COSINES:
        known = [*COSINES, "bartlett", "boxcar", "cosine"]
        raise ValueError(
            f"There is no window called {name!r}; known are {', '.join(known)}.{did_you_mean(name, known)}"
        )
    terms = [(-1) ** k * weight * np.cos(k * turns) for k, weight in enumerate(COSINES[name])]
    return np.asarray(sum(terms))
