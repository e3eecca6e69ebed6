"""Datasets: loads data for the panels, files in a thread so that the window stays awake."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.sources import is_file, load
from designer.model.commands import SetData
from designer.model.document import Document
from designer.training.worker import Worker


class Datasets(QObject):
    """Remembers what was loaded, by reference: the name of a source or the path of a file."""

    changed = Signal(str)  # a reference has been loaded, or found impossible to load
    refused = Signal(str)  # why a file that was to be used is not, in a sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, Dataset | str] = {}
        self._workers: dict[str, Worker] = {}
        self._wanted: tuple[str, Document] | None = None  # a file that is to be used, and by which document

    def get(self, reference: str) -> Dataset | None:
        """Return the data; None if there is none, or if it is on its way and `changed` will tell."""
        found = self._found.get(reference)
        if found is None and reference and reference not in self._workers:
            self._fetch(reference)
            found = self._found.get(reference)
        return found if isinstance(found, Dataset) else None

    def use(self, path: str, document: Document) -> None:
        """Read a file, anew even if it was used before; the document uses it if it is good, else `refused` says why."""
        self._wanted = path, document
        self.forget(path)
        self.get(path)

    def error(self, reference: str) -> str:
        """Return the sentence that says why there is no such data, or nothing."""
        found = self._found.get(reference)
        return found if isinstance(found, str) else ""

    def is_loading(self, reference: str) -> bool:
        """Whether a file is being read."""
        return reference in self._workers

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
        if is_file(reference):
            self._workers[reference] = worker = Worker(partial(load, reference), self)
            worker.finished.connect(self._on_worker_finished)
            worker.launch()
            return
        try:
            self._found[reference] = load(reference)  # bundled data is there in a few milliseconds
        except DataError as error:
            self._found[reference] = str(error)

    def _on_worker_finished(self) -> None:
        for reference, worker in list(self._workers.items()):
            if worker.isFinished():
                del self._workers[reference]
                self._found[reference] = worker.failed.text if worker.failed else worker.result
                worker.discard()
                self._use_wanted(reference)
                self.changed.emit(reference)

    def _use_wanted(self, reference: str) -> None:
        if self._wanted is None or self._wanted[0] != reference:
            return
        _, document = self._wanted
        self._wanted = None
        if error := self.error(reference):
            self.refused.emit(error)
        elif reference != document.data_name:
            document.execute(SetData(reference))
