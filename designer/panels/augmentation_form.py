"""AugmentationForm: which random changes the pictures of the training part go through, and how strong they are."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from designer import theme
from designer.data.augmenting import Config, change, possible_changes
from designer.editors.choice import QuietComboBox
from designer.editors.registry import editor_for
from designer.translation import translated
from nn_core.spec import registry

_HIDDEN = ("seed", "data_format", "value_range")


class AugmentationForm(QWidget):
    """A list of changes with their parameters; every edit gives another list."""

    edited = Signal(list)
    refused = Signal(str)

    def __init__(self, changes: list[Config], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_augmentation")
        self._changes = [dict(each) for each in changes]
        self.choice = QuietComboBox(self)
        self.choice.setObjectName("data_augmentation_choice")
        self.choice.setAccessibleName(self.tr("Change"))
        for name in possible_changes():
            self.choice.addItem(name, name)
        self.add_button = QPushButton(self.tr("Add"), self, objectName="data_augmentation_add")
        self.add_button.clicked.connect(self._on_add_clicked)
        top = QHBoxLayout()
        top.addWidget(self.choice, 1)
        top.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 0, 0, 0)
        layout.addLayout(top)
        for number in range(len(self._changes)):
            layout.addWidget(self._change_box(number))
        layout.addStretch(1)

    def _change_box(self, number: int) -> QWidget:
        box, config = QWidget(self), self._changes[number]
        form = QFormLayout(box)
        form.setContentsMargins(0, 4, 0, 0)
        form.setVerticalSpacing(3)
        remove = QToolButton(box, objectName=f"data_augmentation_remove_{number}")
        remove.setText("✕")
        remove.setToolTip(self.tr("Leave this change out"))
        remove.clicked.connect(lambda: self._on_remove_clicked(number))
        form.addRow(QLabel(f"<b>{config['class_name']}</b>", box), remove)
        cls, given = registry.get("layer", config["class_name"]), config.get("config", {})
        for each in cls.parameters.values():
            if each.is_keyword_only or each.is_advanced or each.name in _HIDDEN:
                continue
            editor = editor_for(each.kind, box)
            editor.setToolTip(translated(each.help))
            editor.show_value(given.get(each.name, None if each.is_required else each.default))
            editor.committed.connect(lambda value, name=each.name: self._on_committed(number, name, value))
            editor.refused.connect(lambda reason, name=each.name: self.refused.emit(reason and f"{name} {reason}."))
            form.addRow(each.name.replace("_", " "), editor)
        return box

    def _on_add_clicked(self) -> None:
        self.edited.emit([*self._changes, change(self.choice.currentData())])

    def _on_remove_clicked(self, number: int) -> None:
        self.edited.emit(self._changes[:number] + self._changes[number + 1 :])

    def _on_committed(self, number: int, name: str, value: Any) -> None:
        changed = dict(self._changes[number])
        changed["config"] = {**changed.get("config", {}), name: value}
        self.edited.emit([*self._changes[:number], changed, *self._changes[number + 1 :]])
