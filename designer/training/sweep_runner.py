"""SweepRunner: trains many variants of a model in processes of their own, a few at a time."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from designer.archive.sweep import Assignment, text_of
from designer.formats.door import save_document
from designer.model.document import Document

TRAIN_RUN = "--train-run"  # see designer.app: the program calls itself, for packed into one file it has nothing else
_LONGEST_END_MS = 5000


@dataclass
class Trial:
    """One run of a sweep: its values, how far it is, and in the end how it ended and the id of the run kept."""

    assignment: Assignment
    file: Path
    fraction: float = 0.0
    ending: str = ""  # empty while it waits or trains
    sentence: str = ""
    run: str = ""


class SweepRunner(QObject):
    """Keeps as many processes at work as there are processors to spare; the window keeps one."""

    progressed = Signal()
    trial_ended = Signal(object)  # Trial
    ended = Signal()  # all trials are over, or were stopped

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.most_at_once = max(1, (os.cpu_count() or 1) - 1)
        self.trials: list[Trial] = []
        self._waiting: deque[Trial] = deque()
        self._running: dict[QProcess, Trial] = {}
        self._folder: TemporaryDirectory[str] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a sweep is under way."""
        return self._folder is not None

    @property
    def failed(self) -> list[Trial]:
        """The trials that failed, each with the sentence that says why; the others went on."""
        return [trial for trial in self.trials if trial.ending == "failed"]

    @property
    def fraction(self) -> float:
        """How much of the sweep is done, from 0 to 1."""
        return sum(trial.fraction for trial in self.trials) / len(self.trials) if self.trials else 0.0

    def start(
        self, variants: Sequence[tuple[Assignment, Document]], refused: Sequence[tuple[Assignment, str]] = ()
    ) -> None:
        """Train these; nothing happens while a sweep is under way. OSError if they cannot be written down.

        Args:
            refused: values that cannot be tried, each with the sentence that says why; they count as failed.
        """
        if self.is_running or not variants:
            return
        folder = TemporaryDirectory(prefix="nn-designer-sweep-", ignore_cleanup_errors=True)
        try:
            self.trials = [_written(Path(folder.name) / str(number), *each) for number, each in enumerate(variants)]
        except OSError:
            folder.cleanup()
            raise
        self._folder, self._waiting = folder, deque(self.trials)
        self.trials += [Trial(assignment, Path(), 1.0, "failed", sentence) for assignment, sentence in refused]
        self._start_next()

    def stop(self) -> None:
        """End the processes at once; the runs that are over stay kept, those under way leave nothing."""
        self._waiting.clear()
        for process, trial in list(self._running.items()):
            trial.ending, trial.fraction = "stopped", 0.0
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            process.kill()
            process.waitForFinished(_LONGEST_END_MS)
            self._let_go(process)
        self._end()

    def _start_next(self) -> None:
        while self._waiting and len(self._running) < self.most_at_once:
            self._launch(self._waiting.popleft())
        self.progressed.emit()
        if not self._running:
            self._end()

    def _launch(self, trial: Trial) -> None:
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.readyReadStandardOutput.connect(lambda: self._on_told(process))
        process.finished.connect(lambda *_: self._on_over(process))
        process.errorOccurred.connect(lambda _: self._on_failed(process))
        self._running[process] = trial
        program, *arguments = own_program()
        process.start(program, [*arguments, TRAIN_RUN, str(trial.file), f"--note={text_of(trial.assignment)}"])

    def _on_told(self, process: QProcess) -> None:
        trial = self._running[process]
        while process.canReadLine():
            _take(trial, bytes(process.readLine().data()))
        self.progressed.emit()

    def _on_failed(self, process: QProcess) -> None:
        """A process that never began has no end either."""
        if process.error() == QProcess.ProcessError.FailedToStart:
            self._on_over(process)

    def _on_over(self, process: QProcess) -> None:
        self._on_told(process)
        trial = self._let_go(process)
        if not trial.ending:
            reason = process.errorString() if process.error() == QProcess.ProcessError.FailedToStart else "it broke off"
            trial.ending, trial.sentence = "failed", f"A process of the sweep did not come to its end: {reason}."
        trial.fraction = 1.0
        self.trial_ended.emit(trial)
        self._start_next()

    def _let_go(self, process: QProcess) -> Trial:
        process.readyReadStandardOutput.disconnect()
        process.deleteLater()
        return self._running.pop(process)

    def _end(self) -> None:
        if self._folder is not None and not self._running:
            self._folder.cleanup()
            self._folder = None
            self.ended.emit()


def own_program() -> list[str]:
    """Return the command that starts this program, from its sources or packed into one file."""
    is_packed = getattr(sys, "frozen", False) or "__compiled__" in globals()
    return [sys.executable] if is_packed else [sys.executable, "-m", "designer"]


def _environment() -> QProcessEnvironment:
    """Return our own environment, in which the program is found wherever we stand."""
    environment, root = QProcessEnvironment.systemEnvironment(), str(Path(__file__).resolve().parents[2])
    places = [root, environment.value("PYTHONPATH")]
    environment.insert("PYTHONPATH", os.pathsep.join(filter(None, places)))
    environment.insert("OPENBLAS_NUM_THREADS", "1")
    return environment


def _written(folder: Path, assignment: Assignment, document: Document) -> Trial:
    """Write a variant into a folder of its own: the run takes its title from the name of the file."""
    folder.mkdir()
    file = folder / (re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", document.title)[:80] + ".nnd")
    save_document(document, file)
    return Trial(assignment, file)


def _take(trial: Trial, line: bytes) -> None:
    """Take in what a process tells; anything else it might say is no concern of ours."""
    try:
        told = json.loads(line)
        if "epoch" in told:
            trial.fraction = told["epoch"] / max(1, told["num_epochs"])
        elif "ending" in told:
            trial.ending, trial.sentence, trial.run = told["ending"], told["sentence"], told["run"]
    except (ValueError, TypeError, KeyError):
        return
