"""CodePanel: the model as Python, following the canvas; a node and its lines light up together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer import icons, theme
from designer.model.change import Change
from designer.model.document import Document
from designer.model.sketching import Kept, sketch_of_graph
from designer.panels.code_colours import CodeColours
from designer.panels.code_view import CodeView
from designer.panels.sizes import LOWEST_PX
from designer.training.program import training_sketch
from designer.training.session import TrainingSession
from nn_core.saving.source.flavour import Flavour
from nn_core.saving.source.program import IMPORTS, program
from nn_core.saving.source.writer import Code

DELAY_MS = 120  # after the last change: while a number is being typed, nobody reads
_FLAVOUR = "code/flavour"


class CodePanel(QWidget):
    """Shows the program of the document. It is read-only: what it says is changed on the canvas."""

    node_activated = Signal(str)
    refused = Signal(str)

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_panel")
        self.setMinimumHeight(LOWEST_PX)
        self._document, self._datasets = document, session.datasets
        self._code = Code()
        self._kept: Kept = {}
        self._work: Iterator[None] = iter(())
        self._is_stale = True
        self._wait = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self.ask_for_target: Callable[[str], str] = self._ask_for_target
        self.view = CodeView(self)
        self.view.setObjectName("code_view")
        self.view.setAccessibleName(self.tr("Code"))
        self.setFocusProxy(self.view)
        self._colours = CodeColours(self.view.document())
        self._make_bar()
        self._lay_out()
        self._connect()

    def _make_bar(self) -> None:
        self.flavour = QComboBox(self, objectName="code_flavour")
        self.flavour.addItems(list(IMPORTS))
        self.flavour.setCurrentText(str(QSettings().value(_FLAVOUR, "keras")))
        self.flavour.setToolTip(self.tr("Which package the code is to run with"))
        self.flavour.setAccessibleName(self.tr("Package"))
        self.copy_button = QPushButton(self.tr("Copy"), self, objectName="code_copy")
        self.copy_button.setToolTip(self.tr("Copy the whole program"))
        self.save_button = QPushButton(self.tr("Save…"), self, objectName="code_save")
        self.save_button.setToolTip(
            self.tr("Save as a Python script or as a Jupyter notebook, with the data beside it")
        )
        self._refresh_icons()

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Written for"), self)
        label.setBuddy(self.flavour)
        bar = QHBoxLayout()
        bar.addWidget(label)
        bar.addWidget(self.flavour)
        bar.addStretch(1)
        bar.addWidget(self.copy_button)
        bar.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, 6)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.view)

    def _connect(self) -> None:
        self._wait.timeout.connect(self._on_waited)
        self._turn.timeout.connect(self._on_turn)
        self.flavour.currentTextChanged.connect(self._on_flavour_chosen)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.view.line_chosen.connect(self._on_line_chosen)
        self.view.line_activated.connect(self._on_line_activated)
        self._datasets.changed.connect(self._on_changed)
        self._document.changed.connect(self._on_document_changed)
        self._document.checked.connect(self._on_changed)
        self._document.selection.changed.connect(self._on_selection_changed)

    # ---- following the document ---------------------------------------------------------------------------

    def _on_document_changed(self, change: Change) -> None:
        if change.touches_model or change.settings_changed or change.data_changed:
            self._on_changed()

    def _on_changed(self, *_news: object) -> None:
        self._is_stale = True
        self._turn.stop()
        if self.isVisible():
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def refresh(self) -> None:
        """Write the code anew, now."""
        self._wait.stop()
        self._turn.stop()
        for _ in self._written():
            pass

    def _on_waited(self) -> None:
        self._work = self._written()
        self._turn.start()

    def _on_turn(self) -> None:
        """Do the next part of the work; between two parts the window answers."""
        if next(self._work, self) is not self:
            self._turn.start()

    def _written(self) -> Iterator[None]:
        document = self._document
        sketch = sketch_of_graph(document.graph, document.report.facts, kept=self._kept)
        yield
        data = self._datasets.get(document.data_name) if document.data_name else None
        training = training_sketch(document, data)
        yield
        self._code = program(sketch, training, self._chosen_flavour())
        yield
        self.view.show_lines(self._code.lines)
        self._is_stale = False
        self._kept = {key: each for key, each in self._kept.items() if key in document.graph.layers}
        self._on_selection_changed()

    def _chosen_flavour(self) -> Flavour:
        return next(name for name in IMPORTS if name == self.flavour.currentText())

    def text(self) -> str:
        """Return the whole program."""
        return "\n".join(self._code.lines) + "\n"

    # ---- nodes and lines ----------------------------------------------------------------------------------

    def lines_of(self, node_id: str) -> list[int]:
        """Return the lines that belong to a node, counted from 0."""
        return [line for line, owners in enumerate(self._code.owners) if node_id in owners]

    def _nodes_at(self, line: int) -> list[str]:
        owners = self._code.owners[line] if line < len(self._code.owners) else ()
        return [id for id in owners if id in self._document.graph.nodes]

    def _on_selection_changed(self) -> None:
        chosen = self._document.selection.nodes
        lines = [line for line, owners in enumerate(self._code.owners) if not chosen.isdisjoint(owners)]
        self.view.mark(lines)
        self.view.bring_into_sight(lines)

    def _on_line_chosen(self, line: int) -> None:
        nodes = self._nodes_at(line)
        if nodes:
            self._document.selection.set(nodes)

    def _on_line_activated(self, line: int) -> None:
        nodes = self._nodes_at(line)
        if nodes:
            self.node_activated.emit(nodes[0])

    # ---- buttons ------------------------------------------------------------------------------------------

    def _on_flavour_chosen(self, name: str) -> None:
        QSettings().setValue(_FLAVOUR, name)
        self.refresh()

    def _on_copy_clicked(self) -> None:
        self._bring_up_to_date()
        QGuiApplication.clipboard().setText(self.text())

    def _on_save_clicked(self) -> None:
        from designer.formats.python_file import ENDINGS, write_python_file

        path = self.ask_for_target(f"{self._document.title}{ENDINGS[0]}")
        if not path:
            return
        target = Path(path if Path(path).suffix.lower() in ENDINGS else f"{path}{ENDINGS[0]}")
        try:
            write_python_file(self._document, target, self._chosen_flavour())
        except (ValueError, OSError) as error:
            self.refused.emit(str(error))

    def _ask_for_target(self, suggested: str) -> str:
        kinds = self.tr("Python script (*.py);;Jupyter notebook (*.ipynb)")
        return QFileDialog.getSaveFileName(self, self.tr("Save the code"), suggested, kinds)[0]

    def _bring_up_to_date(self) -> None:
        if self._is_stale:
            self.refresh()

    # ---- look ---------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "copy_button"):
            QTimer.singleShot(0, self, self._refresh_colours)

    def _refresh_colours(self) -> None:
        self._refresh_icons()
        self._colours.rehighlight()
        self.view.mark(self.view.marked)

    def _refresh_icons(self) -> None:
        self.copy_button.setIcon(icons.icon("copy"))
        self.save_button.setIcon(icons.icon("save"))
