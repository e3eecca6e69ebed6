"""StateKeeper: knows at any moment what a training needs to go on, and lets one go on from there."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from nn_core.ops.random import get_state, set_state
from nn_core.training.callbacks.callback import Callback
from nn_core.training.state import (
    TrainingState,
    generators_of,
    metric_arrays,
    metric_variables,
    optimizer_arrays,
    set_metric_arrays,
    set_optimizer_arrays,
)


class StateKeeper(Callback):
    """Listens after the callbacks whose memory it keeps, and before those that may interrupt the training.

    Args:
        others: the callbacks whose memory belongs to the state.
        start: the state to go on from; the model has the weights that belong to it.
    """

    def __init__(self, others: Sequence[Callback] = (), start: TrainingState | None = None) -> None:
        self._others, self._start = list(others), start
        self._epoch = 0
        self.batch = 0  # that comes next, or is under way; who asks for the batches himself keeps it up to date
        self._chance_before: list[Any] = []
        self._metrics: list[Any] | None = None  # of the training, while the validation uses the metrics
        self._metric_places: list[tuple[Any, Any]] = []  # each variable of the metrics, and where its value is kept
        self.has_restored_optimizer = False

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        self._metric_places = []
        self._generators = generators_of(model)
        self._recall()  # some want to know before the training begins whether it goes on

    def on_train_begin(self, logs: Any = None) -> None:
        start = self._start
        if start is None:
            self._chance_before = get_state(self._generators)
            return
        self._recall()  # and others begin anew with each training
        if start.optimizer:
            self.has_restored_optimizer = set_optimizer_arrays(self.model, start.optimizer)
        if start.chance_before:
            set_state(start.chance_before if start.batch else start.chance, self._generators)
        self.model.first_epoch, self.model.first_batch = start.epoch, start.batch
        self.model.when_passed_over = self._on_passed_over if start.batch else None

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self.batch, self._metrics = epoch, 0, None
        self._chance_before = get_state(self._generators)

    def wants_train_batch(self, batch: int) -> bool:
        self.batch = batch
        return False

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.batch = batch + 1

    def on_test_begin(self, logs: Any = None) -> None:
        self.batch = int(self.params["steps"] or 0)
        if not self._metric_places:  # all variables are there by now, and they stay
            self._metric_places = [(each, np.empty_like(each.value)) for each in metric_variables(self.model)]
        for variable, place in self._metric_places:
            place[...] = variable.value
        self._metrics = [place for _, place in self._metric_places]

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self.batch, self._metrics = epoch + 1, 0, []

    def state(self) -> TrainingState:
        """Return where the training is, between two batches or two epochs."""
        chance = get_state(self._generators)
        return TrainingState(
            self._epoch,
            self.batch,
            self._chance_before if self.batch else chance,
            chance,
            optimizer_arrays(self.model),
            metric_arrays(self.model) if self._metrics is None else [each.copy() for each in self._metrics],
            [{name: deepcopy(getattr(each, name)) for name in each.remembered} for each in self._others],
        )

    def _recall(self) -> None:
        for each, memory in zip(self._others, self._start.callbacks if self._start else (), strict=False):
            for name in each.remembered:
                if name in memory:
                    setattr(each, name, deepcopy(memory[name]))  # the state stays as it was, to go on from once more

    def _on_passed_over(self, batch: Any) -> None:
        """Go on with the random numbers and metrics of the moment, now that the order of the epoch is drawn."""
        assert self._start is not None, "nothing is passed over in a training that begins"
        self.batch = self._start.batch
        self._metrics = self._start.metrics if self.batch == self.params["steps"] else None
        set_state(self._start.chance, self._generators)
        set_metric_arrays(self.model, self._start.metrics, batch)
