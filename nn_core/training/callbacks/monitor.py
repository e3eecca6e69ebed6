"""Monitor: tells whether a watched value has improved."""

from __future__ import annotations

import warnings
from typing import Any

_HIGHER_IS_BETTER = ("acc", "auc", "precision", "recall", "f1", "fbeta", "r2", "iou")


class Monitor:
    """The best value so far of one entry in the logs.

    Args:
        name: entry to watch, such as "val_loss".
        mode: "min", "max", or "auto": max for accuracies and the like, else min.
        min_delta: smallest change that counts.
    """

    def __init__(self, name: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"mode must be 'auto', 'min' or 'max', not {mode!r}.")
        is_max = mode == "max" or (mode == "auto" and any(word in name for word in _HIGHER_IS_BETTER))
        self.name = name
        self._sign = -1.0 if is_max else 1.0
        self._min_delta = abs(min_delta)
        self.best: float | None = None

    def improves(self, value: float) -> bool:
        """Say whether `value` is better than the best so far; the first always is."""
        return self.best is None or self._sign * value < self._sign * self.best - self._min_delta

    def read(self, logs: Any) -> float | None:
        """Return the watched value, or None with a warning that names what could be watched."""
        if self.name in (logs or {}):
            return float(logs[self.name])
        known = ", ".join(logs or {})
        warnings.warn(f"There is no {self.name!r} to watch; the logs hold: {known}.", stacklevel=3)
        return None
