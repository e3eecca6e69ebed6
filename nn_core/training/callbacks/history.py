"""History: keeps the values of every epoch."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.training.callbacks.callback import Callback


class History(Callback):
    """What `fit` returns: `history["loss"]` holds one value per epoch, and so on for every metric."""

    remembered: ClassVar[tuple[str, ...]] = ("history", "epoch")

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
