"""ParameterGrid: declared parameters with the editors of their kinds, two in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from designer import theme
from designer.editors.editor import Editor
from designer.editors.registry import editor_for
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
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * theme.GRID_PX, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID_PX)
        grid.setVerticalSpacing(4)
        for number, each in enumerate(self._parameters):
            self._add(each, grid, *divmod(number, _IN_A_ROW))
        for column in range(_IN_A_ROW):
            grid.setColumnStretch(2 * column + 1, 1)
        grid.addWidget(self.complaint, len(self._parameters) // _IN_A_ROW + 1, 0, 1, 2 * _IN_A_ROW)

    def show_config(self, config: Mapping[str, Any]) -> None:
        """Show the values of a configuration, and the defaults of what it does not say."""
        self._complain("")
        for each in self._parameters:
            default = None if each.is_required else each.default
            self.editors[each.name].show_value(config.get(each.name, default))

    def _add(self, each: Param, grid: QGridLayout, row: int, column: int) -> None:
        editor = self.editors[each.name] = editor_for(each.kind, self)
        editor.setObjectName(f"editor_{each.name}")
        label = QLabel(each.name, self)
        for widget in (label, editor):
            widget.setToolTip(translated(each.help))
        label.setBuddy(editor)
        grid.addWidget(label, row, 2 * column)
        grid.addWidget(editor, row, 2 * column + 1)
        editor.committed.connect(lambda value, name=each.name: self._on_committed(name, value))
        editor.refused.connect(lambda reason, name=each.name: self._complain(reason and f"{name} {reason}."))

    def _on_committed(self, name: str, value: Any) -> None:
        self._complain("")
        self.committed.emit(name, value)

    def _complain(self, sentence: str) -> None:
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
