"""WeightsFollower: lets a view follow the weights of a training, as far as that leaves it nearly all of the time."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from designer.model.document import Document, Weights
from designer.training.session import TrainingSession


class WeightsFollower(QObject):
    """Asks again when the last answer has come and enough time has passed; while a training pauses, at once.

    Args:
        view: who asks; only while it is visible, and only as long as it lives.
        ask: called with the latest weights; the view says `asked`, and `answered` or `dropped` when that is over.
        every_s: at least so many seconds between two answers.
        share: of the time that answers may take.
    """

    def __init__(
        self,
        view: QWidget,
        document: Document,
        session: TrainingSession,
        ask: Callable[[Weights], None],
        every_s: float,
        share: float,
    ) -> None:
        super().__init__(view)
        self._view, self._document, self._session, self._ask = view, document, session, ask
        self._every_s, self._share = every_s, share
        self._asked, self._seconds, self._is_asking, self._number = 0.0, 0.0, False, 0
        session.progress.connect(self.follow)
        session.state_changed.connect(self.follow)

    def asked(self) -> None:
        """Note that an answer is under way."""
        self._asked, self._is_asking = time.monotonic(), True

    def answered(self) -> None:
        """Note that it has come, and how long it took."""
        self._is_asking, self._seconds = False, time.monotonic() - self._asked

    def dropped(self) -> None:
        """Note that it will not come."""
        self._is_asking = False

    def follow(self, _: object = None) -> None:
        """Hand over the latest weights and want the next, if it is time."""
        live = self._session.live_weights(self._document)
        if live is None or not self._view.isVisible():
            return
        is_rested = time.monotonic() - self._asked > max(self._every_s, self._seconds / self._share)
        if self._session.state == "paused" or (is_rested and not self._is_asking):
            self._number, weights = live.since(self._number)
            if weights is not None:
                self._ask(weights)
            live.ask()
