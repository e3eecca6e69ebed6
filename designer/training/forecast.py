"""Forecast: how long a training will take and how much memory it needs, before it begins.

The time is reckoned from the size of the model, the speed of this computer and what else it does at present. The
examples that come with the program really take between half and four times as long, and so much is said: it tells
seconds from minutes and hours, no more. What a rehearsal measured takes its place.
"""

from __future__ import annotations

import functools
import math
import os
import time
from dataclasses import dataclass, replace

import numpy as np

from designer.data.dataset import Dataset
from designer.model.document import Document
from designer.model.settings import TrainingSettings
from designer.training.memory import bytes_text, total_memory
from designer.training.plan import num_training_samples, optimizer_of

NUMBER = 4  # bytes of a float32
_SIZE = 96  # of the matrices with which the speed is measured: larger ones are shared out to threads, which may wait
_TRIES = 20
_EFFICIENCY = 0.5  # share of that speed which layers reach, with everything around the multiplications
_STEP_S, _LAYER_S = 6e-5, 1e-5  # what a step costs however small it is, and each layer in it
_EPOCH_S = 6e-4  # what an epoch costs however short it is: its validation and reports
_PASSES = 3  # forward once, back twice
_BUSY = 1.25  # times as long as on a quiet computer: worth a word
_LEAST, _MOST = 0.5, 4.0  # times what was reckoned, where nothing was measured
_AROUND_S = 0.04  # until a thread is at work, and until the window has heard that it is done
_WATCHED = 1.1  # times as long as a rehearsal, with curves that are drawn


class TooLargeError(ValueError):
    """The training cannot fit into the memory; the text has the numbers."""


@dataclass(frozen=True)
class Paces:
    """How long the beginning of a training takes, and each epoch of it, in seconds."""

    begin_s: float
    epoch_s: float


@dataclass(frozen=True)
class Forecast:
    """Bytes by what they are for, and seconds."""

    num_params: int
    weights: int
    gradients: int
    slots: int
    activations: int
    data: int
    seconds: float
    busy: float = 1.0  # how many times longer it takes because of other programs
    is_measured: bool = False

    def measured(self, paces: Paces, epochs: int) -> Forecast:
        """Return the forecast with the time that a rehearsal suggests."""
        seconds = _AROUND_S + paces.begin_s + _WATCHED * epochs * paces.epoch_s
        return replace(self, seconds=seconds, is_measured=True)

    @property
    def memory(self) -> int:
        """All bytes together."""
        return self.weights + self.gradients + self.slots + self.activations + self.data

    @property
    def text(self) -> str:
        """Say it in one line."""
        least, most = seconds_text(self.seconds * _LEAST), seconds_text(self.seconds * _MOST)
        if self.is_measured or least == most:
            return f"About {seconds_text(self.seconds)} and {bytes_text(self.memory)} of memory."
        return f"From {least} to {most} and {bytes_text(self.memory)} of memory."

    @property
    def details(self) -> str:
        """Say what the memory is for, and for which case the time holds."""
        return f"{self._about_memory} {self._about_time}"

    @property
    def _about_memory(self) -> str:
        parts = {
            "weights": self.weights,
            "gradients": self.gradients,
            "state of the optimizer": self.slots,
            "outputs of the layers": self.activations,
            "data": self.data,
        }
        each = ", ".join(f"{name} {bytes_text(amount)}" for name, amount in parts.items() if amount)
        return f"{self.num_params:,} parameters: {each}."

    @property
    def _about_time(self) -> str:
        if self.is_measured:
            return "Some steps were tried out just now to know the time."
        if self.busy >= _BUSY:
            return f"Other programs are at work: without them it would take {seconds_text(self.seconds / self.busy)}."
        return "The time holds as long as the computer has little else to do."

    def refuse_too_large(self, total: int | None = None) -> None:
        """Raise TooLargeError if there is less memory in this computer than the training needs."""
        total = total_memory() if total is None else total
        if total and self.memory > total:
            raise TooLargeError(
                f"This training needs about {bytes_text(self.memory)} of memory, but this computer has "
                f"{bytes_text(total)}. {self._about_memory} Use smaller layers or a smaller batch size."
            )


def forecast(document: Document, settings: TrainingSettings, dataset: Dataset) -> Forecast:
    """Return the forecast for complete settings."""
    report = document.report
    samples, epochs = num_training_samples(settings, dataset), settings.epochs or 1
    shapes = [shape for facts in report.facts.values() for shape in facts.output_shapes if shape]
    numbers = sum(math.prod(size or 1 for size in shape[1:]) for shape in shapes if isinstance(shape, tuple))
    steps = math.ceil(samples / settings.batch_size)
    watched = dataset.num_samples - samples
    busy = times_longer()
    each_step = _STEP_S + _LAYER_S * len(report.facts)
    work = report.total_macs * (_PASSES * samples + watched) * epochs
    return Forecast(
        report.total_params,
        NUMBER * report.total_params,
        NUMBER * report.total_trainable,
        NUMBER * report.total_trainable * _num_slots(settings),
        2 * NUMBER * numbers * min(settings.batch_size, samples),
        _bytes_of(dataset),
        busy * (work / (_EFFICIENCY * speed()) + epochs * (_EPOCH_S + steps * each_step)),
        busy,
    )


def _bytes_of(dataset: Dataset) -> int:
    """Return the bytes of what is in memory; what is on disk is read batch by batch."""
    parts = (dataset.inputs, dataset.targets, dataset.validation_inputs, dataset.validation_targets)
    arrays = [array for part in (*parts, dataset.test_inputs, dataset.test_targets) for array in part.values()]
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))


def _num_slots(settings: TrainingSettings) -> int:
    """Return how many numbers the optimizer keeps for each weight."""
    try:
        return sum(map(len, optimizer_of(settings).slot_groups()))
    except (ValueError, TypeError):
        return 0


@functools.cache
def speed() -> float:
    """Return the multiply-adds a second of this computer, in one thread; measured once, in less than a millisecond.

    The best of many short tries is the same however busy the computer is.
    """
    matrix, result = np.ones((_SIZE, _SIZE), np.float32), np.empty((_SIZE, _SIZE), np.float32)
    best = math.inf
    for _ in range(_TRIES):
        start = time.perf_counter()
        np.matmul(matrix, matrix, out=result)
        best = min(best, time.perf_counter() - start)
    return float(_SIZE**3 / best)


def times_longer() -> float:
    """Return how many times longer one more program takes while the others of the last minute go on; Unix knows."""
    try:
        others, _, _ = os.getloadavg()
    except (AttributeError, OSError):  # Windows counts no waiting programs
        return 1.0
    return max(1.0, (others + 1) / (os.cpu_count() or 1))


def seconds_text(seconds: float) -> str:
    """Return a time as 5 seconds, 12 minutes or 3 hours."""
    if seconds < 1:
        return "a second"
    for size, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds:.0f} seconds" if seconds >= 2 else "2 seconds"
