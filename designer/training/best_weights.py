"""BestWeights: copies of the weights after the epoch with the lowest loss, for the archive of runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from designer.model.document import Weights
from designer.training.progress import Logs
from nn_core.training.callbacks.callback import Callback


class BestWeights(Callback):
    """Looks at the loss on the validation part, or else at that on the training part."""

    def __init__(self, copy: Callable[[], Weights]) -> None:
        self._copy = copy
        self._lowest = math.inf
        self.weights: Weights = {}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        values: dict[str, Any] = dict(logs or {})
        loss = float(values.get("val_loss", values.get("loss", math.inf)))
        if loss < self._lowest:
            self._lowest, self.weights = loss, self._copy()
