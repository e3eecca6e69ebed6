"""ExplainView: the page about the selected layer, with its picture."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from designer.model import catalog
from designer.model.document import Document
from designer.model.explain import explain
from designer.model.report import Facts
from designer.panels.explanation import PICTURE, explanation
from designer.panels.layer_picture import picture_of


class ExplainView(QTextBrowser):
    """Shows what is selected. The picture is drawn when the page asks for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_explain")
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._document: Document | None = None

    def show_selection(self, document: Document) -> None:
        """Show the page about what is selected, where the reader was if it is the same layer."""
        self._document = document
        page = explanation(document)
        place = self.verticalScrollBar().value()
        title = self.toPlainText().partition("\n")[0]
        self.setHtml(page)
        if title == self.toPlainText().partition("\n")[0]:
            self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl) -> object:
        if kind == QTextDocument.ResourceType.ImageResource.value and name.toString() == PICTURE:
            return self._picture()
        return super().loadResource(kind, name)

    def _picture(self) -> QImage:
        document = self._document
        nodes = document.selection.nodes_in_order if document is not None else []
        if document is None or not nodes:
            return QImage()
        layer, report = document.graph.layer_of(nodes[-1]), document.report
        cls = catalog.find_layer_class(layer.class_name)
        defaults = {name: catalog.default_to_json(each) for name, each in cls.parameters.items()} if cls else {}
        worked = explain(document.graph, report, nodes[-1])
        facts = report.facts.get(nodes[-1], Facts())
        return picture_of(worked, facts, {**defaults, **layer.arguments}, self.devicePixelRatioF()) or QImage()
