"""InspectorPanel: the parameters of what is selected, and what is known about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from designer.model.change import Change
from designer.model.document import Document
from designer.model.report import Report
from designer.panels.explain_view import ExplainView
from designer.panels.layer_form import LayerForm
from designer.panels.live_view import LiveView
from designer.panels.model_facts import ModelFacts, SeveralFacts
from designer.training.session import TrainingSession


class InspectorPanel(QWidget):
    """Properties edits the selected layer, Explain says what it does with its own numbers, Live what it has learned."""

    refused = Signal(str)

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_panel")
        self._document = document
        self._form: LayerForm | None = None
        self._scroll = _scroll_area(self)
        self.tabs = QTabWidget(self, objectName="inspector_tabs")
        self.tabs.setDocumentMode(True)
        self.explain = ExplainView(self)
        self.tabs.addTab(self._scroll, self.tr("Properties"))
        self.live = LiveView(document, session, self)
        self.tabs.addTab(self.explain, self.tr("Explain"))
        self.tabs.addTab(self.live, self.tr("Live"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        document.selection.changed.connect(self._on_selection_changed)
        document.changed.connect(self._on_changed)
        document.checked.connect(self._on_checked)
        document.title_changed.connect(self._on_selection_changed)
        self._on_selection_changed()

    @property
    def layer_key(self) -> str | None:
        """The key of the layer on show, if it is one."""
        keys = {self._document.graph.nodes[id].layer_key for id in self._document.selection.nodes}
        return keys.pop() if len(keys) == 1 else None

    def refresh(self) -> None:
        """Build everything again, in the colours of the theme in use."""
        self._show(self.layer_key)
        self._explain()

    def _on_selection_changed(self) -> None:
        key = self.layer_key
        if self._form is None or key != self._form.layer_key:
            self._show(key)
        self._explain()

    def _on_changed(self, change: Change) -> None:
        key = self.layer_key
        if self._form is not None and key == self._form.layer_key:
            self._form.refresh()
        elif key is not None:  # a nested model has the node of its output: another layer, though the same is selected
            self._show(key)

    def _on_checked(self, report: Report) -> None:
        if self._form is None:
            self._show(self.layer_key)
        self._explain()

    def _on_tab_changed(self, index: int) -> None:
        self._explain()

    def _show(self, key: str | None) -> None:
        self._form = None
        if key is not None:
            self._form = LayerForm(self._document, key)
            self._form.refused.connect(self.refused)
            page: QWidget = self._form
        elif self._document.selection.nodes:
            page = SeveralFacts(self._document)
        else:
            page = ModelFacts(self._document)
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()  # later: it may be an edit in it that brought us here
        self._scroll.setWidget(page)

    def _explain(self) -> None:
        if self.tabs.currentWidget() is self.explain:
            self.explain.show_selection(self._document)


def _scroll_area(parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
