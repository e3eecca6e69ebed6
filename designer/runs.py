"""Runs: what the Train menu does, and what the window shows while a training goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer import actions
from designer.training.outcome import Outcome

if TYPE_CHECKING:
    from designer.window import MainWindow


class Runs(QObject):
    """Starts and steers the trainings of a window's document."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._session.state_changed.connect(self._on_state_changed)
        self._session.progress.connect(window.status.show_progress)
        self._session.finished.connect(self._on_finished)

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
            sentence = f"{first.text} {first.remedy}".strip()
        self._window.message_bar.show_message(sentence, "warning")
        return False

    def _on_state_changed(self, state: str) -> None:
        window = self._window
        window.status.show_state(state)
        actions.refresh_enabled(window, window.actions_by_name)
        window.action("train").setText(self.tr("Resume") if state == "paused" else self.tr("&Train"))
        if state == "running":
            window.docks.raise_panel("training")
            window.message_bar.hide()

    def _on_finished(self, outcome: Outcome) -> None:
        if outcome.kind == "failed":
            self._window.message_bar.show_message(outcome.text, "error")
