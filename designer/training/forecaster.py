"""Forecaster: says how long a training will take; a rehearsal in a thread makes it exact soon after."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from designer.data.dataset import Dataset
from designer.model.document import Document
from designer.model.settings import TrainingSettings
from designer.training.control import Control
from designer.training.forecast import Forecast, Paces, forecast
from designer.training.memory import total_memory
from designer.training.rehearsal import rehearse
from designer.training.run import Order
from designer.training.session import TrainingSession

KIND = "rehearsal"
QUIET_MS = 700  # so long nothing was changed
_LONGEST_STEP_S = 0.5  # nobody could stop a rehearsal in the middle of a longer one
_MOST_MEMORY = 0.25  # share of the computer's that a rehearsal may take
_FREE = ("epochs", "callbacks", "seed", "learning_rate")  # settings that change no step's time


class Forecaster(QObject):
    """Forecasts for one panel. A rehearsal ends at once when something changes or a training begins."""

    changed = Signal()  # what was measured is known now

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: tuple[Document, Dataset] | None = None
        self._key: Any = None  # of what is forecast
        self._paces: Paces | None = None  # what was measured of it
        self._control = Control()
        self._timer = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._timer.timeout.connect(self._on_quiet)
        session.started.connect(self.cancel)
        session.errands.done.connect(self._on_done)

    def forecast(self, document: Document, settings: TrainingSettings, dataset: Dataset) -> Forecast:
        """Return what is known now about complete settings; `changed` follows if a rehearsal finds out more."""
        found = forecast(document, settings, dataset)
        if (key := _key(document, settings, dataset)) != self._key:
            self.cancel()
            self._key, self._paces, self._wanted = key, None, (document, dataset)
            if _may_be_tried(found, settings, dataset):
                self._timer.start()
        return found if self._paces is None else found.measured(self._paces, settings.epochs or 1)

    def cancel(self) -> None:
        """Try nothing out, until something else is to be forecast."""
        self._timer.stop()
        self._control.stop()
        self._session.errands.forget(KIND)

    def _on_quiet(self) -> None:
        if self._session.state != "idle" or self._session.sweep.is_running or self._wanted is None:
            return
        document, dataset = self._wanted
        self._control = Control()
        self._session.errands.ask(KIND, partial(_rehearsed, Order.of(document, "anew"), dataset, self._control))

    def _on_done(self, kind: str, result: Any) -> None:
        if kind == KIND and result[0] is self._control and result[1] is not None:
            self._paces = result[1]
            self.changed.emit()


def _rehearsed(order: Order, dataset: Dataset, control: Control) -> tuple[Control, Paces | None]:
    return control, rehearse(order, dataset, control)


def _key(document: Document, settings: TrainingSettings, dataset: Dataset) -> Any:
    """Return what the time depends on; where boxes stand, and how many epochs there are, is not among it."""
    layers = [(each.class_name, repr(each.arguments), repr(each.inner)) for each in document.graph.layers.values()]
    own = {name: value for name, value in settings.to_json().items() if name not in _FREE}
    return layers, repr(own), id(dataset), document.report.total_params, document.report.total_macs


def _may_be_tried(found: Forecast, settings: TrainingSettings, dataset: Dataset) -> bool:
    steps, total = max(1.0, dataset.num_samples / settings.batch_size * (settings.epochs or 1)), total_memory()
    return found.seconds / steps < _LONGEST_STEP_S and (not total or found.memory < _MOST_MEMORY * total)
