"""Session: the window's side of training: start, pause, step, stop, and hear how it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from designer.model.document import Document
from designer.training.beginning import possible_start
from designer.training.control import Control, Step
from designer.training.datasets import Datasets
from designer.training.errands import Errands
from designer.training.evaluation import evaluate
from designer.training.live_weights import LiveWeights
from designer.training.outcome import Outcome
from designer.training.pace import Pace
from designer.training.progress import ProgressBox
from designer.training.run import Order, Start, Trained, train
from designer.training.run_keeper import RunKeeper
from designer.training.sweep_runner import SweepRunner
from designer.training.turns import turns
from designer.training.worker import Worker

State = Literal["idle", "running", "paused", "stopping"]
LONGEST_WRITE_MS = 120_000  # large weights on a slow disk: a run that is over shall not be lost by closing the window
TICK_MS = 100  # as soon as a look may be due


class TrainingSession(QObject):
    """Trains one document at a time in a thread of its own; the window never waits for it.

    The trained weights go into the document when the run ends, also when it was stopped.
    """

    state_changed = Signal(str)
    started = Signal()  # a new run begins: old curves are over
    progress = Signal(object)  # ProgressSnapshot
    finished = Signal(object)  # Outcome
    evaluating_changed = Signal(bool)
    evaluated = Signal(object)  # Evaluation
    evaluation_failed = Signal(object)  # Outcome
    _stood_still = Signal()  # from the training's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.start_from: Start = "go on"  # what the next run takes over from the last one
        self.document: Document | None = None  # the one in training, or trained last
        self.evaluated_document: Document | None = None
        self.datasets = Datasets(self)
        self.errands = Errands(self)
        self.keeper = RunKeeper(self)
        self.sweep = SweepRunner(self)
        self.sweep.trial_ended.connect(lambda _: self.keeper.changed.emit())
        self.progress.connect(self.keeper.take)
        self.evaluated.connect(self.keeper.note_evaluation)
        self._worker: Worker | None = None
        self._evaluator: Worker | None = None
        self._control, self._evaluation_control = Control(), Control()
        self._box = ProgressBox()
        self._pace = Pace()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._stood_still.connect(self._on_tick)
        self._painted = QTimer(self, interval=0, singleShot=True)  # comes after what is to be painted
        self._painted.timeout.connect(self._on_painted)
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self._on_about_to_quit)

    # ---- training -----------------------------------------------------------------------------------------

    def start(self, document: Document, pause_after: Step | None = None) -> None:
        """Train a copy of the document; nothing happens if a run is under way."""
        if self._worker is not None:
            return
        self.document, self._box = document, ProgressBox()
        self._control = Control(pause_after, self._stood_still.emit)
        order = Order.of(document, possible_start(document, self.start_from))
        control, box = self._control, self._box
        self.keeper.begin(document, order)
        turns.shorten()
        document.settings_changed.connect(self._on_settings_changed)
        self._worker = self._run(lambda: train(order, control, box), self._on_worker_finished)
        self._timer.start()
        self.started.emit()
        self._pace.start()
        self._set_state("running")

    def _on_settings_changed(self) -> None:
        """Let the run go on with what may change in its middle; the rest waits for the next one."""
        assert self.document is not None, "something is trained"
        self._control.change(self.document.settings)

    def pause(self) -> None:
        """Stand still after the present batch."""
        if self.state == "running":
            self._control.pause()
            self._set_state("paused")

    def resume(self) -> None:
        """Go on to the end."""
        if self.state == "paused":
            self._control.resume()
            self._set_state("running")

    def step_batch(self, document: Document) -> None:
        """Train one batch and pause; starts a run if there is none."""
        self._step(document, "batch")

    def step_epoch(self, document: Document) -> None:
        """Train to the end of the epoch and pause; starts a run if there is none."""
        self._step(document, "epoch")

    def _step(self, document: Document, step: Step) -> None:
        if self.state == "idle":
            self.start(document, pause_after=step)
        elif self.state == "paused":
            self._control.resume(pause_after=step)
            self._set_state("running")

    def stop(self) -> None:
        """End the run after the present batch and keep what was learned."""
        if self.state in ("running", "paused"):
            self._control.stop()
            self._set_state("stopping")

    def live_weights(self, document: Document) -> LiveWeights | None:
        """Return the box for the weights of this document while it is in training."""
        return self._box.live if self._worker is not None and self.document is document else None

    def close(self, timeout_ms: int = 10_000) -> bool:
        """Stop whatever runs and wait for it; False if it did not end in time."""
        self.stop()
        self.sweep.stop()
        self._evaluation_control.stop()
        return self.wait(timeout_ms)

    def wait(self, timeout_ms: int = 10_000) -> bool:
        """Block until nothing runs any more; what was learned is in the document then."""
        if self._worker is not None and self._worker.wait(timeout_ms):
            self._on_worker_finished()
        if self._evaluator is not None and self._evaluator.wait(timeout_ms):
            self._on_evaluator_finished()
        is_quiet = (
            self.errands.wait(timeout_ms)
            and self.datasets.wait(timeout_ms)
            and self.keeper.wait(max(timeout_ms, LONGEST_WRITE_MS))
        )
        return is_quiet and self._worker is None and self._evaluator is None

    def _on_about_to_quit(self) -> None:
        self.close()

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)

    def _on_tick(self) -> None:
        is_step_done = self._control.is_waiting  # asked first: the last point is in the box by then
        if (kept := self._box.take_kept()) is not None:
            self._keep(kept)
        if is_step_done or self._pace.is_due:
            self._tell()
        if is_step_done and self.state == "running":
            self._set_state("paused")

    def _tell(self) -> None:
        """Say what is new."""
        self._pace.note()
        if (snapshot := self._box.take()) is not None:
            self._control.take_way()
            self._painted.start()
            self.progress.emit(snapshot)

    def _on_painted(self) -> None:
        self._control.free_way()

    def _on_worker_finished(self) -> None:
        worker = self._worker
        if worker is None or not worker.isFinished():  # `wait` was here before the signal
            return
        self._worker = None
        if self.document is not None:
            self.document.settings_changed.disconnect(self._on_settings_changed)
        self._timer.stop()
        turns.restore()
        self._on_tick()
        self._tell()
        outcome = self._settle(worker)
        self.keeper.finish(outcome, worker.result)
        worker.discard()
        self._set_state("idle")
        self.finished.emit(outcome)

    def _settle(self, worker: Worker) -> Outcome:
        """Put what was learned into the document and return how the run ended."""
        if worker.failed is not None:
            return worker.failed
        trained: Trained = worker.result
        self._keep(trained)
        return trained.outcome

    def _keep(self, trained: Trained) -> None:
        """Put what was learned into the document; its journal writes it down."""
        if self.document is not None and trained.weights:
            self.document.set_weights(trained.weights, trained.curves, trained.last_run)

    # ---- evaluation ---------------------------------------------------------------------------------------

    @property
    def is_evaluating(self) -> bool:
        """Whether an evaluation is under way."""
        return self._evaluator is not None

    def evaluate(self, document: Document) -> None:
        """Measure the document's model on the data held back; `evaluated` brings the result."""
        if self._evaluator is not None:
            return
        self.evaluated_document = document
        self._evaluation_control = control = Control()
        order = Order.of(document)
        self._evaluator = self._run(lambda: evaluate(order, control), self._on_evaluator_finished)
        self.evaluating_changed.emit(True)

    def stop_evaluating(self) -> None:
        """End the evaluation under way after its present batch; `evaluation_failed` says that it was stopped."""
        self._evaluation_control.stop()

    def _on_evaluator_finished(self) -> None:
        worker = self._evaluator
        if worker is None or not worker.isFinished():
            return
        self._evaluator = None
        result, failed = worker.result, worker.failed
        worker.discard()
        self.evaluating_changed.emit(False)
        if failed is None:
            self.evaluated.emit(result)
        else:
            self.evaluation_failed.emit(failed)

    # ---- threads ------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[], Any], on_finished: Callable[[], None]) -> Worker:
        worker = Worker(work, self)
        worker.finished.connect(on_finished)
        worker.launch()
        return worker
