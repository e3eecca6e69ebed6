"""RunDraft: what is known of a run while it goes on, and the receipt made of it in the end."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from designer.archive.archive import RunArchive
from designer.archive.folder import Learned, Moment
from designer.archive.marks import mark_of
from designer.archive.record import Begun, Ending, RunRecord, best_epoch, present_versions
from designer.archive.underway import Underway
from designer.data.errors import DataError
from designer.data.sources import load
from designer.model.document import Curves, Document, Weights
from designer.model.graph import Graph
from designer.model.last_run import LastRun
from designer.model.settings import TrainingSettings


class Ordered(Protocol):
    """What a run was ordered to do."""

    @property
    def graph(self) -> Graph: ...
    @property
    def settings(self) -> TrainingSettings: ...
    @property
    def data_name(self) -> str: ...
    @property
    def weights(self) -> Weights: ...
    @property
    def last_run(self) -> LastRun | None: ...


@dataclass
class RunDraft:
    """A run under way. Its curves grow by the epochs it reports."""

    order: Ordered
    title: str
    num_params: int
    seed: int | None
    first_curves: Curves = field(default_factory=dict)  # of the training it goes on with
    curves: Curves = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    has_begun: bool = False  # at least one batch was trained
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    started: float = field(default_factory=time.time)
    _clock: float = field(default_factory=time.monotonic)
    _unwritten: Curves = field(default_factory=dict)
    _underway: Underway | None = None

    @property
    def begun(self) -> Begun:
        """What its first weights were."""
        if self.order.last_run is not None:
            return "go on"
        return "weights" if self.order.weights else "anew"

    def extend(self, values: Mapping[str, Sequence[float]]) -> None:
        """Take in the values of some epochs."""
        for name, column in values.items():
            self._unwritten.setdefault(name, []).extend(column)
            self.curves.setdefault(name, []).extend(column)

    def write_begin(self, archive: RunArchive) -> None:
        """Write down that the run is under way, for the case that its process dies."""
        self._underway = underway = Underway(archive.root, self.id)
        order = self.order
        record = replace(self.receipt("interrupted", ""), curves=dict(self.first_curves))
        underway.begin(record, Document(order.graph, order.settings, order.data_name))

    def write_epochs(self) -> None:
        """Write down the epochs since the last time."""
        if self._underway is not None and self._underway.is_ready:
            epochs, self._unwritten = self._unwritten, {}
            self._underway.append(epochs)

    def forget(self) -> None:
        """Remove what was written down on the way."""
        if self._underway is not None:
            self._underway.remove()

    def receipt(
        self, ending: Ending, sentence: str, curves: Curves | None = None, last_run: LastRun | None = None
    ) -> RunRecord:
        """Return what is known in the end; `curves` and `last_run` where the training itself handed them over."""
        curves = self.curves if curves is None else curves
        order, duration_s = self.order, time.monotonic() - self._clock
        settings = order.settings.to_json()
        last = settings if last_run is None else last_run.settings
        steered = [name for name in settings if last.get(name) != settings[name]]
        return RunRecord(
            self.id, self.title, self.started, duration_s, ending, sentence, order.data_name, "",
            settings, self.seed, self.begun, self.num_params, present_versions(), curves,
            best_epoch(curves, max(map(len, self.first_curves.values()), default=0)), steered, self.remarks,
        )  # fmt: skip

    def keep(self, archive: RunArchive, record: RunRecord, learned: Mapping[Moment, Learned]) -> RunRecord:
        """Write the run down; this takes its time."""
        order = self.order
        document = Document(order.graph, order.settings, order.data_name)
        kept: dict[Moment, Learned] = dict(learned)
        if order.weights:
            kept["start"] = Learned(order.weights, self.first_curves, order.last_run)
        marks = [mark_of(each.weights) for each in learned.values()]
        record = replace(record, data_hash=_hash(order.data_name), weights_marks=marks)
        record = archive.keep(record, document, kept)
        self.forget()
        return record


def _hash(data_name: str) -> str:
    """Return the mark of the data; they may be gone by now."""
    try:
        return load(data_name).fingerprint
    except (DataError, OSError):
        return ""
