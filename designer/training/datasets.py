"""Datasets: loads data for the panels, files in a thread so that the window stays awake."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.keras_sets import download
from designer.data.remedies import remedies_for
from designer.data.sources import has_columns, is_slow, load, source_of, title_of
from designer.model.commands import SetData
from designer.model.document import Document
from designer.training.reading import Reading, ReadingStep
from designer.training.worker import Worker

TICK_MS = 50
MOST_KEPT = 4  # sets that were slow to read; each recipe makes one of its own
_DOWNLOAD = "download:"


class Datasets(QObject):
    """Remembers what was loaded, by reference: the name of a source or the path of a file."""

    changed = Signal(str)  # a reference has been loaded, or found impossible to load
    refused = Signal(str)  # why a file that was to be used gives no samples, in a sentence
    mendable = Signal(str)  # after that, if it could be read with other settings; `remedies_for` knows them
    progress = Signal(str)  # a reference is being read, and `step_of` says how far it is

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, Dataset | str] = {}
        self._workers: dict[str, Worker] = {}
        self._readings: dict[str, Reading] = {}
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._wanted: tuple[str, Document] | None = None  # a file that is to be used, and by which document

    def get(self, reference: str) -> Dataset | None:
        """Return the data; None if there is none, or if it is on its way and `changed` will tell."""
        found = self._found.get(reference)
        if found is None and reference and reference not in self._workers:
            self._fetch(reference)
            found = self._found.get(reference)
        return found if isinstance(found, Dataset) else None

    def use(self, path: str, document: Document) -> None:
        """Read a file, anew even if it was used before; the document uses it if it is good, else `refused` says why.

        A table whose columns are known is used in any case: which of them are inputs and target is chosen afterwards.
        """
        self._wanted = path, document
        self.forget(path)
        self.get(path)

    def error(self, reference: str) -> str:
        """Return the sentence that says why there is no such data, or nothing."""
        found = self._found.get(reference)
        return found if isinstance(found, str) else ""

    def is_loading(self, reference: str) -> bool:
        """Whether data are being read or downloaded."""
        return reference in self._workers or _DOWNLOAD + source_of(reference) in self._workers

    def step_of(self, reference: str) -> ReadingStep:
        """Return how far the reading or the download is."""
        reading = self._readings.get(_DOWNLOAD + source_of(reference)) or self._readings.get(reference)
        return reading.latest if reading else ReadingStep()

    def cancel(self, reference: str) -> None:
        """End the reading or the download of some data at its next step."""
        for key in (reference, _DOWNLOAD + source_of(reference)):
            if key in self._readings:
                self._readings[key].cancel()

    def download(self, reference: str) -> None:
        """Fetch the files of a set from the internet, and read it when they are here."""
        key = _DOWNLOAD + source_of(reference)
        if key not in self._workers:
            self.forget(reference)
            reading = Reading()
            self._start(key, lambda: (download(source_of(reference), reading), reference)[1], reading)

    def close(self, timeout_ms: int = 10_000) -> bool:
        """End everything that is being read; False if that took too long."""
        for reading in self._readings.values():
            reading.cancel()
        return self.wait(timeout_ms)

    def forget(self, reference: str) -> None:
        """Read a file anew when it is next asked for."""
        self._found.pop(reference, None)

    def wait(self, timeout_ms: int = 10_000) -> bool:
        """Block until nothing is being read; False if that took too long."""
        for worker in list(self._workers.values()):
            worker.wait(timeout_ms)
        self._on_worker_finished()
        return not self._workers

    def _fetch(self, reference: str) -> None:
        if is_slow(reference):
            reading = Reading()
            self._start(reference, partial(load, reference, reading), reading)
            return
        try:
            self._found[reference] = load(reference)  # bundled data is there in a few milliseconds
        except DataError as error:
            self._found[reference] = str(error)

    def _start(self, key: str, work: Callable[[], Any], reading: Reading) -> None:
        self._readings[key] = reading
        self._workers[key] = worker = Worker(work, self)
        worker.finished.connect(self._on_worker_finished)
        worker.launch()
        self._timer.start()

    def _on_tick(self) -> None:
        for key in self._workers:
            self.progress.emit(key.removeprefix(_DOWNLOAD))

    def _on_worker_finished(self) -> None:
        for key, worker in list(self._workers.items()):
            if worker.isFinished():
                del self._workers[key], self._readings[key]
                self._keep(key, worker)
                worker.discard()
        if not self._workers:
            self._timer.stop()

    def _keep(self, key: str, worker: Worker) -> None:
        """Remember what a worker brought, or why it brought nothing."""
        reference = key.removeprefix(_DOWNLOAD)
        failed = worker.failed
        if failed is not None:
            self._found[reference] = failed.text if failed.kind == "failed" else f"{title_of(reference)}: cancelled."
        elif reference == key:
            self._found[reference] = worker.result
            self._forget_old(reference)
        if failed is None or failed.kind == "failed" or reference != key:
            self._use_wanted(reference)
        elif self._wanted is not None and self._wanted[0] == reference:
            self._wanted = None
        self.changed.emit(reference)

    def _forget_old(self, reference: str) -> None:
        """Let go of what was read long ago."""
        slow = [key for key, each in self._found.items() if isinstance(each, Dataset) and is_slow(key)]
        for key in slow[: max(0, len(slow) - MOST_KEPT)]:
            if key != reference:
                del self._found[key]

    def _use_wanted(self, reference: str) -> None:
        if self._wanted is None or self._wanted[0] != reference:
            return
        _, document = self._wanted
        self._wanted = None
        error = self.error(reference)
        if reference != document.data_name and (not error or has_columns(reference)):
            document.execute(SetData(reference))  # first: a step of the history takes messages away
        if error:
            self.refused.emit(error)
            if remedies_for(reference):
                self.mendable.emit(reference)
