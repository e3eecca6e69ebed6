"""BestWeights: copies of the weights after the epoch with the lowest loss, for the archive of runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from designer.model.document import Weights
from designer.training.progress import Logs
from nn_core.layers.layer import Layer
from nn_core.training.callbacks.callback import Callback


class BestWeights(Callback):
    """Looks at the loss on the validation part, or else at that on the training part.

    It may improve in every epoch, thousands of times a second for all that is known: the copies have their places.
    """

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        self._layers = layers
        self._lowest = math.inf
        self._places: list[tuple[Any, Any]] = []  # each variable, and where its best value is kept

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        values: Logs = logs or {}
        loss = float(values.get("val_loss", values.get("loss", math.inf)))
        if loss < self._lowest:
            self._lowest = loss
            self._copy()

    def _copy(self) -> None:
        if not self._places:
            variables = [each for layer in self._layers.values() for each in layer.weights]
            self._places = [(each, np.empty_like(each.value)) for each in variables]
        for variable, place in self._places:
            place[...] = variable.value

    @property
    def weights(self) -> Weights:
        """Copies by layer key; none before the first epoch is over."""
        kept = {id(variable): place for variable, place in self._places}
        if not kept:
            return {}
        by_key = {key: [kept[id(each)].copy() for each in layer.weights] for key, layer in self._layers.items()}
        return {key: arrays for key, arrays in by_key.items() if arrays}
