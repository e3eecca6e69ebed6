"""ParameterGrid: declared parameters with the editors of their kinds, two in a row where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from designer import theme
from designer.editors.editor import Editor
from designer.editors.registry import editor_for
from designer.panels.field_grid import FieldGrid
from designer.translation import translated
from nn_core.spec.params import Param

_IN_A_ROW = 2


class ParameterGrid(QWidget):
    """Shows a configuration; `committed` brings a name and its new value."""

    committed = Signal(str, object)

    def __init__(self, parameters: Sequence[Param], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameters = list(parameters)
        self.editors: dict[str, Editor] = {}
        self.complaint = QLabel(self)
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self._fields = FieldGrid(_IN_A_ROW, self)
        for each in self._parameters:
            self._add(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.GRID_PX, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._fields)
        column.addWidget(self.complaint)

    def show_config(self, config: Mapping[str, Any]) -> None:
        """Show the values of a configuration, and the defaults of what it does not say."""
        self._complain("")
        for each in self._parameters:
            default = None if each.is_required else each.default
            self.editors[each.name].show_value(config.get(each.name, default))

    def _add(self, each: Param) -> None:
        editor = self.editors[each.name] = editor_for(each.kind, self)
        editor.setObjectName(f"editor_{each.name}")
        editor.setToolTip(translated(each.help))
        self._fields.add(editor, each.name)
        editor.committed.connect(lambda value, name=each.name: self._on_committed(name, value))
        editor.refused.connect(lambda reason, name=each.name: self._complain(reason and f"{name} {reason}."))

    def _on_committed(self, name: str, value: Any) -> None:
        self._complain("")
        self.committed.emit(name, value)

    def _complain(self, sentence: str) -> None:
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
