"""BaseLogger: means of the values of all steps of an epoch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nn_core.training.callbacks.callback import Callback


class BaseLogger(Callback):
    """Keep the means of an epoch's values in `logs`; a model does so itself, this is for loops of one's own.

    Args:
        stateful_metrics: names of values that are means already, and are taken as they are.
    """

    def __init__(self, stateful_metrics: Iterable[str] | None = None) -> None:
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen, self.totals = 0, dict[str, float]()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.seen, self.totals = 0, {}

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        logs = logs or {}
        size = logs.get("size", 1)
        self.seen += size
        for name, value in logs.items():
            if name in self.stateful_metrics:
                self.totals[name] = value
            elif name not in ("batch", "size"):
                self.totals[name] = self.totals.get(name, 0.0) + value * size

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if logs is None or not self.seen:
            return
        for name in set(self.totals) & set(logs):
            logs[name] = self.totals[name] if name in self.stateful_metrics else self.totals[name] / self.seen
