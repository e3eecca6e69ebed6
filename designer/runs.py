"""Runs: what the Train menu does, and what the window shows while a training goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer import actions
from designer.training.outcome import Outcome
from designer.training.progress import ProgressSnapshot
from designer.training.session import TrainingSession
from designer.translation import translated_together

if TYPE_CHECKING:
    from designer.window import MainWindow


class Runs(QObject):
    """Starts and steers the trainings of a window's document."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def _session(self) -> TrainingSession:
        return self._window.session

    def watch(self, session: TrainingSession) -> None:
        """Show how a training goes whenever its document is in front."""
        session.state_changed.connect(lambda state: self._on_state_changed(session, state))
        session.progress.connect(lambda snapshot: self._on_progress(session, snapshot))
        session.finished.connect(lambda outcome: self._on_finished(session, outcome))

    def show_session(self, session: TrainingSession) -> None:
        """Show the state of the training whose document comes to the front."""
        self._window.status.show_state(session.state)
        self._window.action("train").setText(self.tr("Resume") if session.state == "paused" else self.tr("&Train"))

    def train(self) -> None:
        """Train, or go on with a paused training."""
        if self._session.state == "paused":
            self._session.resume()
        elif self._is_ready():
            self._session.start(self._window.document)

    def pause(self) -> None:
        """Let the training stand still."""
        self._session.pause()

    def step_epoch(self) -> None:
        """Train to the end of the epoch, then pause."""
        if self._session.state == "paused" or self._is_ready():
            self._session.step_epoch(self._window.document)

    def step_batch(self) -> None:
        """Train one batch, then pause."""
        if self._session.state == "paused" or self._is_ready():
            self._session.step_batch(self._window.document)

    def stop(self) -> None:
        """Stop and keep what was learned."""
        self._session.stop()

    def evaluate(self) -> None:
        """Measure the model on the data held back."""
        self._window.docks.raise_panel("evaluate")
        if self._is_ready():
            self._session.evaluate(self._window.document)

    def _is_ready(self) -> bool:
        """Say whether there is a model to train; else show what is missing."""
        document = self._window.document
        if document.graph.nodes and document.report.is_trainable:
            return True
        self._window.docks.raise_panel("problems")
        sentence = self.tr("There is nothing to train yet: drag layers onto the canvas, beginning with an Input.")
        if document.graph.nodes:
            first = document.report.errors[0]
            sentence = translated_together(first.text, first.remedy)
        self._window.message_bar.show_message(sentence, "warning")
        return False

    def _on_state_changed(self, session: TrainingSession, state: str) -> None:
        window = self._window
        if session is not window.session:
            return
        self.show_session(session)
        actions.refresh_enabled(window, window.actions_by_name)
        if state == "running":
            window.docks.raise_panel("training")
            window.message_bar.hide()

    def _on_progress(self, session: TrainingSession, snapshot: ProgressSnapshot) -> None:
        if session is self._window.session:
            self._window.status.show_progress(snapshot)

    def _on_finished(self, session: TrainingSession, outcome: Outcome) -> None:
        if outcome.kind != "failed":
            return
        is_here = session is self._window.session
        title = "" if is_here or session.document is None else f"{session.document.title}: "
        self._window.message_bar.show_message(f"{title}{outcome.text}", "error")
