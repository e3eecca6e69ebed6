"""LiveView: the page on what the selected layer holds and gives, at rest and while it learns."""

from __future__ import annotations

from psygnal import SignalInstance
from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from designer.model.document import Document
from designer.panels.insight_page import NEXT, PREVIOUS, page_of, pictures_of
from designer.panels.weights_follower import WeightsFollower
from designer.training.insight import Insight, Looker
from designer.training.outcome import Outcome
from designer.training.run import Order
from designer.training.session import TrainingSession
from designer.translation import translated

_EVERY_S, _SHARE = 0.25, 0.2  # during a training: how often, and for how much of the time, it is looked at


class LiveView(QTextBrowser):
    """Follows the selection of its document, and the weights of a training while it is visible."""

    looked = Signal()  # the page shows something new

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_live")
        self.setAccessibleName(self.tr("Live"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._on_link)
        self._document, self._session = document, session
        self._kind, self._sample = f"live_{id(self)}", 0
        self._looker: Looker | None = None
        self._pictures: dict[str, QImage] = {}
        self._follower = WeightsFollower(self, document.root, session, self._ask, _EVERY_S, _SHARE)
        self.insight: Insight | None = None
        session.errands.done.connect(self._on_done)
        session.errands.failed.connect(self._on_failed)
        session.datasets.changed.connect(self._on_model_changed)

    # ---- asking -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for signal in self._signals():
            signal.connect(self._on_model_changed, unique=True)
        self._on_model_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        for signal in self._signals():  # the document may outlive this page, which belongs to a level of it
            signal.disconnect(self._on_model_changed, missing_ok=True)
        self._session.errands.forget(self._kind)
        self._follower.dropped()
        super().hideEvent(event)

    def _signals(self) -> tuple[SignalInstance, ...]:
        """What makes another look necessary."""
        document, root = self._document, self._document.root
        return document.selection.changed, document.checked, root.weights_changed, root.data_changed

    def _on_model_changed(self, _: object = None) -> None:
        self._looker = None
        if self.isVisible():
            self._ask()
            self._follower.follow()

    def _ask(self, weights: dict | None = None) -> None:
        nodes = self._document.selection.nodes_in_order
        root = self._document.root
        if not nodes:
            self._say(self.tr("Select a layer to see its weights and what it gives for a sample."))
            return
        if not root.report.is_valid:
            self._say(self.tr("The model has problems; once they are solved, its layers can be looked into."))
            return
        if self._looker is None:
            self._looker = Looker(Order.of(root), self._document.path_of_keys, nodes[-1])
        looker, sample = self._looker, self._sample
        self._follower.asked()
        self._session.errands.ask(self._kind, lambda: (looker, looker.look(sample, weights)))

    def _on_done(self, kind: str, result: object) -> None:
        if kind != self._kind or not isinstance(result, tuple):
            return
        self._follower.answered()
        looker, self.insight = result
        if looker is self._looker and self.isVisible():
            self._show()

    def _on_failed(self, kind: str, outcome: Outcome) -> None:
        if kind == self._kind:
            self._follower.dropped()
            if outcome.kind == "failed":
                self._say(translated(outcome.text))

    def _on_link(self, url: QUrl) -> None:
        """Go to the next sample or the one before."""
        self._sample = max(0, self._sample + {NEXT: 1, PREVIOUS: -1}.get(url.toString(), 0))
        self._ask()

    # ---- showing ------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.insight = None
        self.setPlainText(text)

    def _show(self) -> None:
        insight = self.insight
        assert insight is not None, "there is something to show"
        node = self._document.selection.nodes_in_order[-1]
        is_learning = self._session.live_weights(self._document.root) is not None
        self._pictures = pictures_of(insight, self.viewport().width() - 24)
        place = self.verticalScrollBar().value()
        self.document().clear()  # forgets the pictures of the last time
        self.setHtml(page_of(insight, self._document.graph.layer_of(node).name, is_learning))
        self.verticalScrollBar().setValue(place)
        self.looked.emit()

    def loadResource(self, kind: int, name: QUrl) -> object:
        picture = self._pictures.get(name.toString())
        if kind == QTextDocument.ResourceType.ImageResource.value and picture is not None:
            return picture
        return super().loadResource(kind, name)
