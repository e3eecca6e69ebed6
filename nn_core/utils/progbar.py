"""Progbar: a bar for loops of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nn_core.training.callbacks.progbar_logger import ProgbarLogger


class Progbar:
    """Prints how far a loop is, with the means of what it is told.

    Args:
        target: number of steps, None if not known.
        verbose: 0 silent, 1 a bar, 2 one line at the end.
        stateful_metrics: values to show as they are instead of their mean.

    Example:
        >>> bar = Progbar(100)
        >>> for step in range(100):
        ...     bar.update(step + 1, values=[("loss", 0.5)])
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        self.target, self._shown = target, set(stateful_metrics or ())
        self._sums: dict[str, tuple[float, float]] = {}
        self._seen = 0
        self._bar = ProgbarLogger(verbose)
        self._bar.set_params({"steps": target})
        self._bar.on_test_begin()
        self._is_silent = verbose == 0

    def update(self, current: int, values: Any = None, finalize: bool | None = None) -> None:
        """Show that `current` steps are done; values are pairs of name and number."""
        weight = max(current - self._seen, 0) or 1
        for name, value in values or []:
            total, count = self._sums.get(name, (0.0, 0.0))
            is_shown = name in self._shown
            self._sums[name] = (float(value), 1.0) if is_shown else (total + float(value) * weight, count + weight)
        self._seen = current
        if self._is_silent:
            return
        logs = {name: total / count for name, (total, count) in self._sums.items()}
        self._bar.on_test_batch_end(current - 1, logs)
        if finalize or (finalize is None and current == self.target):
            self._bar.on_test_end(logs)

    def add(self, n: int, values: Any = None) -> None:
        """Show that n more steps are done."""
        self.update(self._seen + n, values)
