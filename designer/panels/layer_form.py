"""LayerForm: the parameters of one layer as a form, built from what the layer declares."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from designer import icons, theme
from designer.editors.registry import editor_for
from designer.editors.undo_keys import share_undo_keys
from designer.model import catalog
from designer.model.commands import Command, RenameLayer, SetParameter
from designer.model.document import Document
from designer.translation import translated
from nn_core.spec.params import Param

FIRST = ("name",)  # edited above the form, not in it
EDITOR_HEIGHT = 28  # labels stand in the middle of the first line beside them
MAX_LABEL_WIDTH = 144
LARGE = 1.3  # from texts this much larger on, labels stand above the editors, as those do that are wider
LAST = ("trainable", "dtype")  # what every layer has comes after what is its own


class LayerForm(QWidget):
    """Name, parameters, and the rarely used ones under a fold; each edit is one step of the history."""

    refused = Signal(str)

    def __init__(self, document: Document, layer_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_form")
        self._document, self.layer_key = document, layer_key
        layer = document.graph.layers[layer_key]
        cls = catalog.find_layer_class(layer.class_name)
        self.rows: dict[str, ParameterRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, theme.GRID_PX)
        self._layout.setSpacing(theme.GRID_PX)
        self._layout.addLayout(self._header(layer.class_name, cls))
        if cls is not None:
            self._layout.addWidget(_small_label(translated(catalog.summary(cls)), "muted", self))
        self.name_row = self._name_row()
        parameters = [each for each in (cls.parameters.values() if cls else ()) if each.name not in FIRST]
        common = [each for each in parameters if not each.is_advanced and each.name not in LAST]
        ordered = sorted(common, key=lambda each: not each.is_required)
        for each in [*ordered, *(each for each in parameters if each.name in LAST)]:
            self._layout.addWidget(self._row(each))
        self._add_fold([each for each in parameters if each.is_advanced])
        self._layout.addStretch(1)
        self._align([self.name_row, *(row for row in self.rows.values() if not row.param.is_advanced)])
        self._align([row for row in self.rows.values() if row.param.is_advanced])
        self.refresh()

    def refresh(self) -> None:
        """Show what the document says now."""
        layer = self._document.graph.layers.get(self.layer_key)
        if layer is None:
            return
        self.name_row.show_value(layer.name)
        for name, row in self.rows.items():
            row.show_value(layer.arguments[name] if name in layer.arguments else catalog.default_to_json(row.param))

    # ---- building -----------------------------------------------------------------------------------------

    def _header(self, class_name: str, cls: Any) -> QHBoxLayout:
        icon = QLabel(self)
        icon.setPixmap(icons.category_icon(cls.category if cls else "").pixmap(20, 20))
        title = QLabel(catalog.palette_name(cls) if cls else class_name, self, objectName="inspector_title")
        title.setFont(theme.font("title", bold=True))
        icon.setToolTip(cls.category if cls else self.tr("unknown layer"))
        line = QHBoxLayout()
        line.addWidget(icon)
        line.addWidget(title, 1)
        return line

    def _name_row(self) -> NameRow:
        row = NameRow(self)
        row.line.editingFinished.connect(self._on_name_finished)
        self._layout.addWidget(row)
        return row

    def _row(self, each: Param) -> ParameterRow:
        row = self.rows[each.name] = ParameterRow(each, self)
        row.editor.committed.connect(lambda value: self._on_committed(each.name, value))
        return row

    def _add_fold(self, advanced: list[Param]) -> None:
        if not advanced:
            return
        self.fold = Fold(self.tr("Initializers, regularizers, constraints"), self)
        for each in advanced:
            self.fold.add(self._row(each))
        self._layout.addWidget(self.fold)

    def _align(self, rows: list[Row]) -> None:
        """Let the editors of rows below one another begin at the same place."""
        beside = [row.label for row in rows if row.has_label_beside]
        width = max((label.sizeHint().width() for label in beside), default=0)
        for label in beside:
            label.setMinimumWidth(width)

    # ---- editing ------------------------------------------------------------------------------------------

    def _on_committed(self, name: str, value: Any) -> None:
        row = self.rows[name]
        row.complain(self._execute(SetParameter(self.layer_key, name, value)))

    def _on_name_finished(self) -> None:
        layer = self._document.graph.layers.get(self.layer_key)
        name = self.name_row.line.text().strip()
        if layer is not None and name != layer.name:
            self.name_row.complain(self._execute(RenameLayer(self.layer_key, name)))

    def _execute(self, command: Command) -> str:
        """Do a command; return why not, or nothing."""
        try:
            self._document.execute(command)
        except ValueError as error:
            return str(error)
        return ""


class Row(QWidget):
    """A label, something to edit with, a line of help, and room for a complaint."""

    def __init__(self, label: str, help_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = QLabel(label, self)
        self.label.setToolTip(help_text)
        self.label.setMinimumHeight(EDITOR_HEIGHT)
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.help = _small_label(help_text, "muted", self)
        self.complaint = _small_label("", "error", self)
        self.complaint.setObjectName("complaint")
        self.has_label_beside = theme.text_scale() < LARGE and self.label.sizeHint().width() <= MAX_LABEL_WIDTH
        self.line_layout = QHBoxLayout() if self.has_label_beside else QVBoxLayout()
        self.line_layout.setSpacing(theme.GRID_PX if self.has_label_beside else 1)
        self.line_layout.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addLayout(self.line_layout)
        self._column.addWidget(self.complaint)
        self._column.addWidget(self.help)

    def complain(self, sentence: str) -> None:
        """Show a sentence under the editor; an empty one hides it."""
        self.complaint.setText(translated(sentence))
        self.complaint.setVisible(bool(sentence))


class ParameterRow(Row):
    """One parameter with the editor of its kind."""

    def __init__(self, param: Param, parent: QWidget) -> None:
        super().__init__(param.name, translated(param.help), parent)
        self.param = param
        self.editor = editor_for(param.kind, self)
        self.editor.setObjectName(f"editor_{param.name}")
        self.editor.setToolTip(translated(param.help))
        self.label.setBuddy(self.editor)
        self.line_layout.addWidget(self.editor, 1)
        if self.editor.below is not None:
            self._column.insertWidget(1, self.editor.below)
        self.editor.refused.connect(self._on_refused)

    def show_value(self, value: Any) -> None:
        """Show a value and forget a complaint about the one before."""
        self.editor.show_value(value)
        self.complain("")

    def _on_refused(self, reason: str) -> None:
        self.complain(reason and f"{self.param.name} {reason}.")


class NameRow(Row):
    """The layer's name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("name", "", parent)
        self.line = QLineEdit(self, objectName="editor_name")
        share_undo_keys(self.line)
        self.line_layout.addWidget(self.line, 1)
        self.label.setBuddy(self.line)

    def show_value(self, name: str) -> None:
        """Show the name."""
        self.line.setText(name)
        self.complain("")


class Fold(QWidget):
    """A heading that shows or hides what is below it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.button = QToolButton(self, objectName="fold_button")
        self.button.setText(title)
        self.button.setToolTip(title)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # elided in a narrow panel
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.content = QWidget(self)
        self._content_layout = QVBoxLayout(self.content)
        self._content_layout.setContentsMargins(theme.GRID_PX, 0, 0, 0)
        self._content_layout.setSpacing(theme.GRID_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self.content)
        self.button.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def add(self, widget: QWidget) -> None:
        """Put something under the heading."""
        self._content_layout.addWidget(widget)

    def _on_toggled(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self.button.setIcon(icons.icon("chevron_down" if is_open else "chevron_right"))


def _small_label(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setFont(theme.font("small"))
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setVisible(bool(text))
    return label
