"""What the Inspector shows when no single layer is selected: the model, or what several layers have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from designer import theme
from designer.editors.editor import Editor
from designer.editors.registry import editor_for
from designer.model import catalog
from designer.model.commands import Compound, SetParameter
from designer.model.document import Document
from designer.translation import translated
from nn_core.spec.params import Param


class ModelFacts(QWidget):
    """Name and totals of the whole model."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        report, graph = document.report, document.graph
        more = "" if report.is_complete else "≥ "
        facts = {
            self.tr("Layers"): f"{len(graph.layers):,}",
            self.tr("Inputs"): ", ".join(graph.layer_of(id).name for id in graph.inputs()) or "–",
            self.tr("Outputs"): ", ".join(graph.layer_of(id).name for id in graph.outputs()) or "–",
            self.tr("Parameters"): f"{more}{report.total_params:,}",
            self.tr("Trainable"): f"{more}{report.total_trainable:,}",
            self.tr("MACs"): self.tr("{0} per sample").format(f"{more}{report.total_macs:,}"),
        }
        _fill(self, translated(document.title), facts, self.tr("Select a layer to see and change its parameters."))


class SeveralFacts(QWidget):
    """Several layers: what all of them have can be set for all of them at once."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._keys = list(dict.fromkeys(document.graph.nodes[id].layer_key for id in document.selection.nodes_in_order))
        facts = {self.tr("Parameters"): f"{self._count():,}"}
        note = self.tr("A value set here is set in every selected layer.")
        self._form = _fill(self, self.tr("{0} layers").format(len(self._keys)), facts, note)
        for each in self._common():
            self._form.addRow(each.name, self._editor(each))

    def _count(self) -> int:
        report, graph = self._document.report, self._document.graph
        first = {graph.nodes[id].layer_key: report.facts[id].num_params or 0 for id in self._document.selection.nodes}
        return sum(first.values())

    def _common(self) -> list[Param]:
        """Return the parameters, equal in kind, that every selected layer declares."""
        classes = [catalog.find_layer_class(self._document.graph.layers[key].class_name) for key in self._keys]
        if None in classes:
            return []
        first, *rest = [cls.parameters for cls in classes if cls is not None]
        shared = [each for name, each in first.items() if all(name in p and p[name].kind == each.kind for p in rest)]
        return [each for each in shared if each.name not in ("name", "dtype") and not each.is_advanced]

    def _editor(self, each: Param) -> Editor:
        editor = editor_for(each.kind, self)
        editor.setObjectName(f"editor_{each.name}")
        editor.setToolTip(translated(each.help))
        values = [self._document.graph.layers[key].arguments.get(each.name) for key in self._keys]
        if all(value == values[0] for value in values):
            editor.show_value(catalog.default_to_json(each) if values[0] is None else values[0])
        editor.committed.connect(lambda value: self._on_committed(each.name, value))
        editor.refused.connect(lambda reason: self._note.setText(translated(reason and f"{each.name} {reason}.")))
        return editor

    @property
    def _note(self) -> QLabel:
        return self.findChild(QLabel, "note")

    def _on_committed(self, name: str, value: object) -> None:
        commands = [SetParameter(key, name, value) for key in self._keys]
        try:
            self._document.execute(Compound(self.tr("Set {0} of {1} layers").format(name, len(commands)), commands))
        except ValueError as error:
            self._note.setText(translated(str(error)))


def _fill(page: QWidget, title: str, facts: dict[str, str], note: str) -> QFormLayout:
    """Lay out a title, facts as a form, and a note."""
    heading = QLabel(title, page, objectName="inspector_title")
    heading.setFont(theme.font("title", bold=True))
    heading.setWordWrap(True)
    form = QFormLayout()
    form.setVerticalSpacing(6)
    form.setHorizontalSpacing(16)
    for name, value in facts.items():
        label = QLabel(name, page)
        label.setProperty("role", "muted")
        text = QLabel(value, page)
        text.setWordWrap(True)
        form.addRow(label, text)
    hint = QLabel(note, page, objectName="note")
    hint.setProperty("role", "muted")
    hint.setWordWrap(True)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, theme.GRID_PX)
    layout.setSpacing(12)
    layout.addWidget(heading)
    layout.addLayout(form)
    layout.addWidget(hint)
    layout.addStretch(1)
    return form
