"""The editor for things with a name of their own: activations, initializers, regularizers and constraints."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from designer.editors.choice import QuietComboBox
from designer.editors.editor import Editor
from designer.translation import translated
from nn_core.spec import registry
from nn_core.spec.kinds import Kind, Registered
from nn_core.spec.naming import to_snake_case
from nn_core.spec.params import Param

USUAL = {"activation": ("softmax", "relu", "sigmoid", "tanh", "linear")}


class RegisteredEditor(Editor):
    """A choice by name; what the chosen one declares as its own parameters is edited below it."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        assert isinstance(self.plain_kind, Registered)
        self.family = self.plain_kind.family
        self._config: dict[str, Any] = {}
        self._name: str | None = None
        self._editors: dict[str, Editor] = {}
        self.box = QuietComboBox(self)
        if self.takes_none:
            self.box.addItem("None", None)
        for name in self._options():
            self.box.addItem(name, name)
        self.box.activated.connect(self._on_activated)
        self._details: QWidget | None = None
        self._column = QVBoxLayout()
        self._column.addWidget(self.box)
        self._column.addWidget(self.below)
        self._layout.addLayout(self._column)
        self.setFocusProxy(self.box)

    def _options(self) -> list[str]:
        """Return the names one can choose from, those chosen most often first."""
        usual = USUAL.get(self.family, ())
        options = sorted(self.plain_kind.options)
        return [name for name in usual if name in options] + [name for name in options if name not in usual]

    @cached_property
    def below(self) -> QWidget:
        """The place for the details; a form may move it to where it has the whole width."""
        place = QWidget(self)
        layout = QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        place.hide()
        return place

    def show_value(self, value: Any) -> None:
        if value is None and not self.takes_none:
            value = getattr(self.plain_kind, "when_none", None)
        name, self._config = _name_and_config(self.family, value, self.plain_kind.options)
        index = self.box.findData(name)
        if index < 0:
            self.box.addItem(str(name), name)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)
        parameters = _own_parameters(self.family, name)
        if name != self._name:
            self._name = name
            self._replace_details(parameters)
        for each in parameters:
            self._editors[each.name].show_value(self._config.get(each.name, None if each.is_required else each.default))

    def _replace_details(self, parameters: list[Param]) -> None:
        if self._details is not None:
            self._details.hide()
            self._details.deleteLater()
        self._editors = {}
        self._details = self._form(parameters) if parameters else None
        self.below.setVisible(self._details is not None)

    def _form(self, parameters: list[Param]) -> QWidget:
        from designer.editors.registry import editor_for  # that table contains this class

        box = QWidget(self.below)
        form = QFormLayout(box)
        form.setContentsMargins(16, 2, 0, 4)
        form.setVerticalSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for each in parameters:
            editor = self._editors[each.name] = editor_for(each.kind, box)
            editor.setObjectName(each.name)
            editor.setToolTip(translated(each.help))
            editor.committed.connect(lambda value, name=each.name: self._on_detail(name, value))
            editor.refused.connect(lambda reason, name=each.name: self.refused.emit(reason and f"{name} {reason}"))
            label = QLabel(each.name, box)
            label.setToolTip(translated(each.help))
            label.setProperty("role", "muted")
            form.addRow(label, editor)
        self.below.layout().addWidget(box)
        return box

    def _on_activated(self, index: int) -> None:
        name = self.box.itemData(index, Qt.ItemDataRole.UserRole)
        if not self.offer(name):
            return
        self.show_value(name)

    def _on_detail(self, name: str, value: Any) -> None:
        cls = registry.find(self.family, self.box.currentData())
        self.offer({"class_name": cls.__name__, "config": {**self._config, name: value}})


def _name_and_config(family: str, value: Any, options: list[str]) -> tuple[str | None, dict[str, Any]]:
    """Return the name by which the list of choices knows a value, and the parameters it was given."""
    if value is None:
        return None, {}
    name = value.get("class_name") if isinstance(value, dict) else value
    config = value.get("config") if isinstance(value, dict) else None
    if not isinstance(name, str):
        name = getattr(value, "__name__", type(value).__name__)
    if name == "function":
        name, config = str(config), None
    found = registry.find(family, name)
    own_name = getattr(found, "__name__", name)
    spelling = own_name if own_name in options else to_snake_case(own_name)
    return spelling, dict(config) if isinstance(config, dict) else {}


def _own_parameters(family: str, name: str | None) -> list[Param]:
    """Return the parameters worth showing: of a layer inside a layer not those every layer has, nor the rare ones."""
    entry = registry.find(family, name) if name else None
    declared = getattr(entry, "parameters", {}).values()
    return [each for each in declared if not each.is_advanced and not each.is_keyword_only]
