"""RunKeeper: the window's side of the archive. Whatever touches the disk is done in a thread, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from designer.archive.archive import RunArchive
from designer.archive.draft import RunDraft
from designer.archive.record import RunRecord
from designer.data.seal import looks
from designer.model.document import Document
from designer.training.learned import learned_of
from designer.training.outcome import Outcome
from designer.training.progress import ProgressSnapshot
from designer.training.results import Evaluation
from designer.training.run import Order, Trained
from designer.training.worker import Worker

Work = Callable[[], Any]
CHANGE = "change"  # the kind of all that makes a list of the runs out of date
QUIET = "quiet"  # and of what nobody waits for
WRITE_EVERY_MS = 1000  # so much of a curve is lost with the process at most


@dataclass(frozen=True)
class Listing:
    """All runs there are, and how much of the disk they take of what they may."""

    records: tuple[RunRecord, ...] = ()
    num_bytes: int = 0
    most_bytes: int = 0
    notice: str = ""


class RunKeeper(QObject):
    """Keeps every run of a session and carries out what is asked of the archive."""

    changed = Signal()  # runs came, went, or were marked
    listed = Signal(object)  # Listing
    answered = Signal(str, object)  # a kind that was asked for, and the result
    failed = Signal(str)  # the sentence that says what could not be done

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.archive = RunArchive()
        self._draft: RunDraft | None = None
        self._since_written = QElapsedTimer()
        self._waiting: deque[tuple[str, Work]] = deque()
        self._worker: Worker | None = None
        self._kind = ""

    # ---- the run ------------------------------------------------------------------------------------------

    def begin(self, document: Document, order: Order) -> None:
        """Remember what is known of a run that begins."""
        curves = document.curves if order.last_run is not None else {}
        params = document.report.total_params
        grown = {name: list(values) for name, values in curves.items()}
        self._draft = draft = RunDraft(order, document.title, params, order.seed, curves, grown)
        self.ask(QUIET, lambda: draft.write_begin(self.archive))

    def take(self, snapshot: ProgressSnapshot) -> None:
        """Take in what the run reports."""
        if self._draft is not None:
            self._draft.has_begun = True
            self._draft.extend({name: values for name, (_, values) in snapshot.new_epochs.items()})
            self._draft.remarks += snapshot.new_remarks
            if not self._since_written.isValid() or self._since_written.hasExpired(WRITE_EVERY_MS):
                self._since_written.start()
                self._draft.write_epochs()

    def finish(self, outcome: Outcome, trained: Trained | None) -> None:
        """Keep the run; one that failed before its first batch was none."""
        draft, self._draft = self._draft, None
        if draft is None:
            return
        if not (draft.has_begun or trained):
            self.ask(QUIET, draft.forget)
            return
        own = (trained.curves, trained.last_run) if trained else ()
        record = draft.receipt(outcome.kind, outcome.text, *own)
        self.change(lambda: draft.keep(self.archive, record, learned_of(trained) if trained else {}))

    def note_evaluation(self, evaluation: Evaluation) -> None:
        """Keep what a look at the test part found with the run whose weights were measured."""
        data, mark = evaluation.dataset, evaluation.weights_mark
        if data is not None and mark:
            values, num_looks = dict(evaluation.values), looks(data)
            self.change(lambda: self.archive.note_test(mark, data.fingerprint, values, num_looks))

    # ---- the archive --------------------------------------------------------------------------------------

    def ask(self, kind: str, work: Work) -> None:
        """Let something be done with the archive after all that was asked before; `answered` brings the result."""
        self._waiting.append((kind, work))
        self._start_next()

    def list_runs(self) -> None:
        """Let all runs be listed."""
        self.ask("list", self._list)

    def _list(self) -> Listing:
        archive = self.archive
        records, num_bytes = tuple(archive.all()), archive.num_bytes()
        for record in records:  # so that the window need not
            record.make_ready()
        notice, archive.notice = archive.notice, ""  # to be told once
        return Listing(records, num_bytes, archive.most_bytes, notice)

    def change(self, work: Work) -> None:
        """Let the archive be changed, and tell when it was."""
        self.ask(CHANGE, work)

    def wait(self, timeout_ms: int = 10_000) -> bool:
        """Block until everything asked for is done; False if that took too long."""
        while self._worker is not None:
            if not self._worker.wait(timeout_ms):
                return False
            self._on_finished()
        return True

    def _start_next(self) -> None:
        if self._worker is not None or not self._waiting:
            return
        self._kind, work = self._waiting.popleft()
        self._worker = Worker(work, self)
        self._worker.finished.connect(self._on_finished)
        self._worker.launch()

    def _on_finished(self) -> None:
        worker, kind = self._worker, self._kind
        if worker is None or not worker.isFinished():  # `wait` was here before the signal
            return
        self._worker = None
        result, failed = worker.result, worker.failed
        worker.discard()
        if failed is not None:
            self.failed.emit(failed.text)
        elif kind == CHANGE:
            self.changed.emit()
        elif kind == "list":
            self.listed.emit(result)
        elif kind != QUIET:
            self.answered.emit(kind, result)
        self._start_next()
