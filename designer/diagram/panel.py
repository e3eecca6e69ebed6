"""DiagramPanel: the model as plot_model draws it, with what can be shown; it follows the document."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer import icons, theme
from designer.diagram.document_graph import graph_of_document
from designer.diagram.exporting import ENDINGS, export_diagram
from designer.diagram.view import DiagramView
from designer.model.document import Document
from nn_core.diagram.graph import PlotOptions
from nn_core.diagram.painter import draw

# name of the option, text, whether it is on at first
CHOICES = (
    ("show_shapes", "Shapes", True),
    ("show_layer_names", "Names", True),
    ("show_layer_activations", "Activations", False),
    ("show_trainable", "Trainable", False),
    ("expand_nested", "Open nested models", False),
    ("left_to_right", "Left to right", True),
)


class DiagramPanel(QWidget):
    """A picture of the model and the choice of what it shows. Redrawn only while it can be seen."""

    refused = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diagram_panel")
        self._document = document
        self._is_stale = True
        self.view = DiagramView(self)
        self.boxes = {name: self._box(name, text, is_on) for name, text, is_on in CHOICES}
        self.save_button = QPushButton(icons.icon("export"), self.tr("Save picture…"), self, objectName="diagram_save")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, 6)
        layout.setSpacing(4)
        layout.addLayout(self._choices())
        layout.addWidget(self.view, 1)
        self.save_button.clicked.connect(self._on_save_clicked)
        document.checked.connect(self._on_checked)

    def _box(self, name: str, text: str, is_on: bool) -> QCheckBox:
        box = QCheckBox(self.tr(text), self, objectName=f"diagram_{name}")
        box.setChecked(QSettings().value(f"diagram/{name}", is_on, bool))
        box.toggled.connect(lambda is_checked: self._on_toggled(name, is_checked))
        return box

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * theme.GRID_PX)
        for box in self.boxes.values():
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self.save_button)
        return row

    @property
    def options(self) -> PlotOptions:
        """What is ticked."""
        ticked = {name: box.isChecked() for name, box in self.boxes.items()}
        rankdir = "LR" if ticked.pop("left_to_right") else "TB"
        return PlotOptions(**ticked, rankdir=rankdir)

    def refresh(self) -> None:
        """Draw the present state."""
        self._is_stale = False
        self.view.show_drawing(draw(graph_of_document(self._document), self.options))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _on_checked(self, *_report: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.refresh()

    def _on_toggled(self, name: str, is_checked: bool) -> None:
        QSettings().setValue(f"diagram/{name}", is_checked)
        self._on_checked()

    def _on_save_clicked(self) -> None:
        patterns = ";;".join(f"{ending[1:].upper()} (*{ending})" for ending in ENDINGS)
        suggested = f"{self._document.title}{ENDINGS[0]}"
        path, chosen = QFileDialog.getSaveFileName(self, self.tr("Save the diagram"), suggested, patterns)
        if not path:
            return
        target = Path(path) if Path(path).suffix else Path(f"{path}.{chosen[:3].lower()}")
        try:
            export_diagram(self._document, target, self.options)
        except (ValueError, OSError) as error:
            self.refused.emit(str(error))
