"""Gathering: results of planned steps, collected so that the metrics take in many batches at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor
from nn_core.autodiff.tensor import Array
from nn_core.losses.loss import Loss
from nn_core.spec.structure import flatten, map_structure, pack_like
from nn_core.training.eligibility import is_ours

MAX_BATCHES = 64
MAX_BYTES = 1 << 20


class Gathering:
    """Copies what the metrics need of each batch, and hands it over when it is full or somebody wants to know."""

    def __init__(self, model: Any, prepared: Any) -> None:
        self._model, self._prepared = model, prepared
        _, self._y, self._sample_weight = prepared.batch
        self._rows = len(prepared.plan.inputs[0])
        has_metrics = bool(model.compiled_metrics.metrics) and self._y is not None
        self._sources: list[Array] = []
        if has_metrics:
            targets = [each for each in flatten((self._y, self._sample_weight)) if each is not None]
            self._sources = [*targets, *prepared.predictions]
        size = sum(source.nbytes for source in self._sources)
        is_joint = all(map(_takes_any_batch, model.compiled_metrics.metrics)) and self._can_join()
        self._room = max(1, min(MAX_BATCHES, MAX_BYTES // max(size, 1)))
        self._is_joint = is_joint
        self._places = [np.empty((self._room, *source.shape), source.dtype) for source in self._sources]
        self._pairs = list(zip(self._places, self._sources, strict=True))
        self._numbers = prepared.losses
        self._losses = np.empty((self._room, len(self._numbers)))
        self._count = 0

    def _can_join(self) -> bool:
        return all(source.ndim > 0 and len(source) == self._rows for source in self._sources)

    def take(self) -> None:
        """Keep the results of the step just made."""
        at = self._count
        for place, source in self._pairs:
            place[at] = source
        row = self._losses[at]
        for i, number in enumerate(self._numbers):
            row[i] = number
        self._count = at + 1
        if self._count == self._room:
            self.flush()

    def forget(self) -> None:
        """Drop what was kept by a run that was broken off."""
        self._count = 0

    def flush(self) -> None:
        """Let the metrics take in what was kept."""
        count, self._count = self._count, 0
        if not count:
            return
        losses = self._losses[:count]
        self._model._loss_tracker.update_state(losses[:, 0], sample_weight=np.full(count, self._rows))
        if len(self._numbers) > 1:
            self._model.compiled_loss.track(list(losses.T[1:]), np.full(count, self._rows))
        if not self._sources:
            return
        if self._is_joint:
            self._update([place[:count].reshape(-1, *place.shape[2:]) for place in self._places])
        else:
            for i in range(count):
                self._update([place[i] for place in self._places])

    def _update(self, arrays: list[Array]) -> None:
        remaining = iter(arrays)
        y, sample_weight = map_structure(
            lambda a: None if a is None else next(remaining), (self._y, self._sample_weight)
        )
        y_pred = pack_like(self._prepared.structure, [Tensor(each) for each in remaining])
        self._model.compiled_metrics.update_state(y, y_pred, sample_weight)


def _takes_any_batch(metric: Any) -> bool:
    """Say whether a metric does not care how samples are spread over batches: those of the library do not.

    A loss that serves as a metric does: it gives one number for a batch, and the mean of these is reported.
    """
    function = getattr(metric, "fn", type(metric))
    return is_ours(type(metric)) and is_ours(function) and not isinstance(function, Loss)
