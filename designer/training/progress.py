"""Progress: what a training has to tell, kept in a box until somebody looks."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from designer.training.live_weights import LiveWeights

Logs = Mapping[str, float]  # values by name; those of the validation begin with val_
Points = Mapping[str, tuple[Sequence[float], Sequence[float]]]  # by name: where they are, in epochs, and the values


@dataclass(frozen=True)
class ProgressSnapshot:
    """Where a training stands, and what was added since the last look."""

    epoch: int = 0
    num_epochs: int = 0
    batch: int = 0
    num_batches: int = 0
    samples_per_second: float = 0.0
    seconds_left: float | None = None
    logs: Logs = field(default_factory=dict)
    new_batches: Points = field(default_factory=dict)  # at 1.5 is one in the middle of the second epoch
    new_epochs: Points = field(default_factory=dict)  # at 1 is the end of the first
    new_remarks: tuple[str, ...] = ()  # what was changed while it ran

    @property
    def fraction(self) -> float:
        """How much of the training is done, from 0 to 1."""
        if not self.num_epochs or not self.num_batches:
            return 0.0
        return min(1.0, (max(self.epoch - 1, 0) + self.batch / self.num_batches) / self.num_epochs)


class ProgressBox:
    """The place where the training leaves what is new and the window fetches it, at its own pace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest = ProgressSnapshot()
        self._is_new = False
        self._remarks: list[str] = []
        self._batches = _Columns()
        self._epochs: deque[tuple[int, Logs]] = deque()  # which need no lock: there may be thousands a second
        self._kept: Any = None
        self.live = LiveWeights()

    def keep(self, trained: Any) -> None:
        """Leave what was learned so far; the latest replaces the one before."""
        with self._lock:
            self._kept = trained

    def take_kept(self) -> Any:
        """Fetch what was learned so far; None if there is nothing new."""
        with self._lock:
            kept, self._kept = self._kept, None
        return kept

    def put(self, latest: ProgressSnapshot) -> None:
        """Leave the latest state."""
        with self._lock:
            self._latest, self._is_new = latest, True

    def add_batch(self, position: float, logs: Logs) -> None:
        """Leave the values of a batch for the curves."""
        with self._lock:
            self._batches.add(position, logs)

    def add_epoch(self, epoch: int, logs: Logs) -> None:
        """Leave the values of an epoch, counted from 1; they change no more."""
        self._epochs.append((epoch, logs))

    def remark(self, sentence: str) -> None:
        """Leave a sentence about the run."""
        with self._lock:
            self._remarks.append(sentence)
            self._is_new = True

    def take(self) -> ProgressSnapshot | None:
        """Fetch everything since the last time; None if there is nothing new."""
        with self._lock:
            batches, remarks, is_new = self._batches, self._remarks, self._is_new
            self._batches, self._remarks, self._is_new = _Columns(), [], False
        epochs = _columns([self._epochs.popleft() for _ in range(len(self._epochs))])
        if not (is_new or epochs):
            return None
        return replace(self._latest, new_batches=batches, new_epochs=epochs, new_remarks=tuple(remarks))


class _Columns(dict[str, tuple[list[float], list[float]]]):
    """Points, taken in one by one: ready for the curves, which take them in name by name."""

    def add(self, position: float, logs: Logs) -> None:
        for name, value in logs.items():
            column = self.get(name)
            if column is None:
                column = self[name] = [], []
            column[0].append(position)
            column[1].append(float(value))


def _columns(epochs: Sequence[tuple[int, Logs]]) -> Points:
    """Return the values of epochs name by name; not every epoch need have each."""
    columns = _Columns()
    for name in dict.fromkeys(name for _, logs in epochs for name in logs):
        having = [each for each in epochs if name in each[1]]
        columns[name] = [epoch for epoch, _ in having], [float(logs[name]) for _, logs in having]
    return columns


def values_text(logs: Logs) -> str:
    """Write values in one line, losses first, each with that of the validation behind it."""
    names = sorted((name for name in logs if not name.startswith("val_")), key=lambda name: not name.endswith("loss"))
    return ", ".join(_value_text(name, logs) for name in names)


def _value_text(name: str, logs: Logs) -> str:
    validation = f" (val {logs['val_' + name]:.3g})" if "val_" + name in logs else ""
    return f"{name} {logs[name]:.3g}{validation}"
