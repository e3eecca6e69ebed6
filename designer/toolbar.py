"""MainToolBar: what is needed most, the choice of data, and whether the model is valid."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from designer import icons, theme
from designer.data.sources import source_of, sources, title_of
from designer.model.document import Document
from designer.model.report import Report
from designer.translation import translated

ENTRIES = ("new", "open", "save", "|", "undo", "redo", "|", "arrange", "fit", "|", "<data>", "|",
           "train", "pause", "step", "stop")  # fmt: skip
ICON_PX = QSize(20, 20)  # at the usual size of texts
WITH_TEXT = ("train",)
OPEN_FILE = object()  # stands for the last entry of the data list


class MainToolBar(QToolBar):
    """The bar above the canvas."""

    data_chosen = Signal(str)
    data_file_wanted = Signal()

    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("main_toolbar")
        self.setWindowTitle(self.tr("Tools"))
        self.follow_text_scale()
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.data = self._data_combo()
        self.validity = QToolButton(self, objectName="validity_button")
        self.validity.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.validity.setToolTip(self.tr("Show the problems"))
        for entry in ENTRIES:
            self._add(entry, actions)
        spacer = QWidget(self)
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.addWidget(self.validity)

    def _add(self, entry: str, actions: dict[str, QAction]) -> None:
        if entry == "|":
            self.addSeparator()
        elif entry == "<data>":
            label = QLabel(self.tr("Data:"), self)
            label.setContentsMargins(4, 0, 4, 0)
            label.setBuddy(self.data)
            self.addWidget(label)
            self.addWidget(self.data)
        else:
            self.addAction(actions[entry])
            button = self.widgetForAction(actions[entry])
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                if entry in WITH_TEXT:
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def follow_text_scale(self) -> None:
        """Let the icons be as large as the texts ask for."""
        self.setIconSize(ICON_PX * theme.text_scale())

    # ---- data ---------------------------------------------------------------------------------------------

    def _data_combo(self) -> QComboBox:
        combo = QComboBox(self, objectName="data_combo")
        combo.setMinimumWidth(150)
        combo.setAccessibleName(self.tr("Data"))
        for source in sources():
            combo.addItem(translated(source.title), source.name)
            combo.setItemData(combo.count() - 1, translated(source.description), Qt.ItemDataRole.ToolTipRole)
        combo.insertSeparator(combo.count())
        combo.addItem(self.tr("Open a file…"), OPEN_FILE)
        combo.setPlaceholderText(self.tr("choose"))
        combo.activated.connect(self._on_data_activated)
        return combo

    def show_document(self, document: Document) -> None:
        """Show the data of another document."""
        self.show_data(document.data_name)

    def show_data(self, name: str) -> None:
        """Show which data is chosen."""
        name = source_of(name)
        index = self.data.findData(name) if name else -1
        if name and index < 0:
            self.data.insertItem(0, translated(title_of(name)), name)
            index = 0
        self.data.setCurrentIndex(index)
        self._shown = name

    def _on_data_activated(self, index: int) -> None:
        chosen = self.data.itemData(index)
        if chosen is OPEN_FILE:
            self.show_data(self._shown)
            self.data_file_wanted.emit()
        elif chosen:
            self.data_chosen.emit(chosen)

    # ---- validity -----------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show whether the model is valid."""
        errors = sum(problem.severity == "error" for problem in report.problems)
        warnings = len(report.problems) - errors
        if not report.facts:
            name, role, text = "new", "muted", self.tr("Empty")
        elif errors:
            name, role, text = (
                "error",
                "error",
                self.tr("{0} errors").format(errors) if errors > 1 else self.tr("1 error"),
            )
        elif warnings:
            name, role = "warning", "warning"
            text = self.tr("{0} warnings").format(warnings) if warnings > 1 else self.tr("1 warning")
        else:
            name, role, text = "valid", "success", self.tr("Valid")
        self.validity.setIcon(icons.icon(name, role))
        self.validity.setText(text)
