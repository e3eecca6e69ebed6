"""Rehearsal: some steps of a training, on a copy and soon over, to see how long all of it will take."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from designer.data.dataset import Dataset
from designer.model.compiler import compile_graph
from designer.training.control import Control, Stopped
from designer.training.forecast import Paces
from designer.training.plan import plan
from designer.training.progress import Logs, ProgressBox, ProgressSnapshot
from designer.training.run import Order, Run
from nn_core.ops.random import own_chance
from nn_core.utils.seeding import set_random_seed

WARM_UP_S, MEASURED_S = 0.1, 0.4  # the first steps make plans and fill caches
_ENDLESS = 1_000_000  # epochs: it is stopped long before
_TOLD_SINGLY = 40  # batches at the beginning, which therefore take longer
_FORWARD = 1 / 3  # of the time of a training sample goes into the way forward
Mark = tuple[float, float]  # when, and how many epochs were done


def rehearse(order: Order, dataset: Dataset, control: Control) -> Paces | None:
    """Train a little and return how fast that was; None if it came to nothing, or was stopped.

    Nothing is left of it: callbacks, which may write files, are left out, and chance goes on as if it had not been.
    """
    order = replace(order, settings=replace(order.settings, epochs=_ENDLESS, callbacks=()))
    try:
        with own_chance():
            set_random_seed(order.seed or 0)
            return _train(order, dataset, control, WARM_UP_S) and _train(order, dataset, control, MEASURED_S)
    except (ValueError, ArithmeticError, MemoryError):  # the training itself will say what is wrong
        return None


def _train(order: Order, dataset: Dataset, control: Control, seconds: float) -> Paces | None:
    """Train for some time; None if it was stopped before."""
    clock, document = _Clock(seconds), order.document()
    prepared = plan(document, dataset)
    model = compile_graph(document)
    model.compile(**prepared.compile_arguments())
    Run(order, model, prepared, control, clock).fit()
    samples = prepared.num_training_samples
    return clock.paces((dataset.num_samples - samples) / samples) if clock.is_over else None


class _Clock(ProgressBox):
    """A box that keeps nothing but the times; when there are enough it ends the training."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._begun = time.perf_counter()
        self._end = self._begun + seconds
        self._batches: list[Mark] = []
        self._epochs: list[Mark] = []
        self.is_over = False

    def put(self, latest: ProgressSnapshot) -> None:
        self._mark(self._batches, latest.epoch - 1 + latest.batch / max(1, latest.num_batches))

    def add_batch(self, position: float, logs: Logs) -> None:
        pass

    def add_epoch(self, epoch: int, logs: Logs) -> None:
        self._mark(self._epochs, epoch)

    def _mark(self, marks: list[Mark], done: float) -> None:
        now = time.perf_counter()
        marks.append((now, done))
        self.is_over = now >= self._end
        if self.is_over:
            raise Stopped

    def paces(self, share_watched: float) -> Paces:
        """Return what the times say.

        Args:
            share_watched: how many samples are validated on for each that is learned from.
        """
        settled = self._batches[min(_TOLD_SINGLY, len(self._batches) - 1)][0]
        late = [mark for mark in self._epochs if mark[0] >= settled]
        if len(late) > 1:
            epoch_s = _slope(late)
        elif len(self._epochs) > 1:
            epoch_s = _slope(self._epochs)
        else:
            marks = [(self._begun, 0.0), *self._batches]
            epoch_s = _slope(marks[len(marks) // 4 :])  # the first batches take longest
            epoch_s *= 1 if self._epochs else 1 + share_watched * _FORWARD
        when, done = self._batches[0]
        return Paces(max(0.0, when - self._begun - done * epoch_s), epoch_s)


def _slope(marks: Sequence[Mark]) -> float:
    """Return the seconds for each epoch between the first mark and the last."""
    (first, done_before), (last, done) = marks[0], marks[-1]
    return (last - first) / max(done - done_before, 1e-9)
