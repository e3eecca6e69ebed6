"""Which editor belongs to which kind."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from designer.editors.choice import BooleanEditor, ChoiceEditor
from designer.editors.editor import Editor
from designer.editors.function import FunctionEditor
from designer.editors.line import AnyEditor, AxisEditor, LineEditor, NumberEditor, ShapeEditor, SizeEditor
from designer.editors.registered import RegisteredEditor
from nn_core.spec import kinds
from nn_core.spec.functions import FunctionKind

EDITORS: dict[type[kinds.Kind], type[Editor]] = {
    kinds.Kind: AnyEditor,
    kinds.Boolean: BooleanEditor,
    kinds.Integer: NumberEditor,
    kinds.Real: NumberEditor,
    kinds.Text: LineEditor,
    kinds.File: LineEditor,
    kinds.Choice: ChoiceEditor,
    kinds.Size: SizeEditor,
    kinds.Shape: ShapeEditor,
    kinds.Axis: AxisEditor,
    kinds.Registered: RegisteredEditor,
    kinds.Nested: RegisteredEditor,
    kinds.Borders: AnyEditor,
    kinds.Several: AnyEditor,
    FunctionKind: FunctionEditor,
}


def editor_for(kind: kinds.Kind, parent: QWidget | None = None) -> Editor:
    """Return a new editor for a kind; an optional value is edited by the editor of its kind, which then takes None."""
    plain = kind.kind if isinstance(kind, kinds.Optional) else kind
    nearest = next(EDITORS[cls] for cls in type(plain).__mro__ if cls in EDITORS)
    return nearest(kind, parent)
