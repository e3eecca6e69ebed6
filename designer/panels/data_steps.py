"""StepsView: the steps from the source to the samples, and a form for the one that is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.data.dataset import Dataset
from designer.data.offered import Offers, offers_for
from designer.data.recipe import Reference, Step
from designer.data.sources import steps_of
from designer.data.steps import Augment
from designer.editors.choice import ChoiceEditor, OfferEditor
from designer.editors.editor import Editor
from designer.editors.registry import editor_for
from designer.panels.augmentation_form import AugmentationForm
from designer.translation import translated
from nn_core.spec.kinds import Kind


class StepsView(QWidget):
    """Shows the recipe of a reference; an edit is offered as another reference."""

    edited = Signal(str, str)  # the reference as it is to be, and what was done

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_steps")
        self._reference = Reference("")
        self._steps: list[type[Step] | None] = []  # None: a line without anything to set
        self._labels: list[str] = []
        self._chosen = ""  # the label the user chose; there are fewer lines while the data are being read
        self._form_of: type[Step] | None = None
        self._editors: dict[str, Editor] = {}
        self._offers: Offers = {}
        self.list = QListWidget(objectName="data_steps_list")
        self.list.setAccessibleName(self.tr("Steps"))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._on_row_chosen)
        self.complaint = QLabel(objectName="data_steps_complaint")
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self._place = QScrollArea()
        self._place.setWidgetResizable(True)
        self._place.setFrameShape(QFrame.Shape.NoFrame)
        right = QVBoxLayout()
        right.addWidget(self._place, 1)
        right.addWidget(self.complaint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 3)
        layout.addLayout(right, 2)

    def show_reference(self, text: str, dataset: Dataset | None) -> None:
        """Show the steps: what they did if there is a dataset, else what they are to do."""
        self._reference = Reference.parse(text)
        done = {fact.label: fact.text for fact in dataset.steps} if dataset else {}
        possible = {step.title: step for step in steps_of(text)}
        lines = {label: done.get(label) or self._sentence(possible[label]) for label in done or possible}
        self._labels, self._steps = list(lines), [possible.get(label) for label in lines]
        row = self._labels.index(self._chosen) if self._chosen in lines else max(0, self.list.currentRow())
        self.list.blockSignals(True)
        self.list.clear()
        for label, line in lines.items():
            item = QListWidgetItem(self.tr("{0}: {1}").format(translated(label), translated(line)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        self._on_row_changed(self.list.currentRow())

    def _sentence(self, step: type[Step]) -> str:
        return self._reference.step(step).sentence()

    def _on_row_chosen(self, row: int) -> None:
        self._chosen = self._labels[row] if 0 <= row < len(self._labels) else ""
        self._on_row_changed(row)

    def _on_row_changed(self, row: int) -> None:
        self.complaint.hide()
        step = self._steps[row] if 0 <= row < len(self._steps) else None
        offers = {} if step is None else offers_for(self._reference.source, step)
        if step is not None and (step, offers) == (self._form_of, self._offers):  # the focus stays where it is
            values = self._reference.step(step)
            for name, editor in self._editors.items():
                editor.show_value(getattr(values, name))
            return
        self._form_of, self._editors, self._offers = None if step is Augment else step, {}, offers
        if step is None:
            self._place.setWidget(QWidget())
            return
        self._place.setWidget(self._augmentation() if step is Augment else self._form(step))

    # ---- forms --------------------------------------------------------------------------------------------

    def _form(self, step: type[Step]) -> QWidget:
        box = QWidget(objectName="data_step_form")
        form = QFormLayout(box)
        form.setContentsMargins(theme.GRID_PX, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        values = self._reference.step(step)
        for each in step.parameters.values():
            if type(each.kind) is Kind:  # no single value: it has an editor of its own elsewhere
                continue
            editor = self._editors[each.name] = self._editor(each.name, each.kind, box)
            editor.setObjectName(f"data_{step.__name__}_{each.name}")
            editor.setToolTip(translated(each.help))
            if isinstance(editor, ChoiceEditor):
                editor.say_options(translated)
            editor.show_value(getattr(values, each.name))
            editor.committed.connect(lambda value, name=each.name: self._on_committed(step, name, value))
            editor.refused.connect(lambda reason, name=each.name: self._complain(reason and f"{name} {reason}."))
            label = QLabel(translated(each.name.replace("_", " ")), box)
            label.setToolTip(translated(each.help))
            form.addRow(label, editor)
        return box

    def _editor(self, name: str, kind: Kind, box: QWidget) -> Editor:
        """Return the editor for a parameter: a list where the data say what there is to choose from."""
        if name in self._offers:
            offers = {offer.value: offer.about for offer in self._offers[name]}
            return OfferEditor(kind, offers, self.tr("found out"), box)
        return editor_for(kind, box)

    def _augmentation(self) -> QWidget:
        form = AugmentationForm(self._reference.step(Augment).layers or [])
        form.edited.connect(lambda layers: self._on_committed(Augment, "layers", layers or None))
        form.refused.connect(self._complain)
        return form

    def _on_committed(self, step: type[Step], name: str, value: Any) -> None:
        try:
            changed = self._reference.with_value(step, name, value)
        except ValueError as error:
            self._complain(str(error))
            return
        self.complaint.hide()
        if str(changed) != str(self._reference):
            self.edited.emit(str(changed), self.tr("Change the step %s") % translated(step.title))

    def _complain(self, text: str) -> None:
        self.complaint.setText(text)
        self.complaint.setVisible(bool(text))
