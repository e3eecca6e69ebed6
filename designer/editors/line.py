"""Editors for what is typed on one line: numbers, text, sizes, shapes, axes."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from designer.editors.editor import Editor
from designer.editors.undo_keys import share_undo_keys
from nn_core.spec.kinds import Integer, Kind, Number, Text


class LineEditor(Editor):
    """A line of text, offered when Enter is pressed or the focus leaves; Escape brings back what was."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.line = _Line(self)
        self.line.editingFinished.connect(self._on_finished)
        self._shown = ""
        self._hold(self.line)

    def show_value(self, value: Any) -> None:
        self._shown = "" if value is None else self.write(value)
        self.line.setPlaceholderText("None" if value is None else "")
        self.line.setText(self._shown)
        self.line.setCursorPosition(0)

    def restore(self) -> None:
        """Forget what was typed."""
        self.line.setText(self._shown)
        self.refused.emit("")

    def read(self, text: str) -> Any:
        """Return the value a text means; text that means none is returned as it is, and will be refused."""
        return text

    def write(self, value: Any) -> str:
        """Return the text for a value."""
        return str(value)

    def step(self, steps: int) -> None:
        """Go to a neighbouring value, where there is such a thing."""

    def _on_finished(self) -> None:
        text = self.line.text().strip()
        if text != self._shown:
            is_none = self.takes_none and text in ("", "None")
            if not text and not is_none and not isinstance(self.plain_kind, Text):
                self.refused.emit(f"is needed: {self.kind.describe()}")
            else:
                self.offer(None if is_none else self.read(text))


class _Line(QLineEdit):
    """The line itself: Escape restores, the arrow keys step."""

    def __init__(self, editor: LineEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        share_undo_keys(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        if event.key() == Qt.Key.Key_Escape and self.text() != self._editor._shown:
            self._editor.restore()
        elif event.key() in steps:
            self._editor.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class NumberEditor(LineEditor):
    """A whole or real number; arrow up and down step, page up and down by ten."""

    def read(self, text: str) -> Any:
        return _literal(text.replace(",", "") if isinstance(self.plain_kind, Integer) else text)

    def write(self, value: Any) -> str:
        return (
            f"{value:g}"
            if isinstance(value, float) and math.isclose(value, float(f"{value:g}"), rel_tol=1e-12)
            else str(value)
        )

    def step(self, steps: int) -> None:
        value = self.read(self.line.text().strip() or "0")
        if isinstance(value, int | float):
            size = 1 if isinstance(self.plain_kind, Integer) else _step_size(value)
            self.offer(self._clamped(round(value + steps * size, 10)))

    def _clamped(self, value: float) -> float:
        kind = self.plain_kind
        if isinstance(kind, Number):
            low, high = kind.minimum, kind.maximum
            value = value if low is None else max(value, low)
            value = value if high is None else min(value, high)
        return int(value) if isinstance(kind, Integer) else value


class SizeEditor(LineEditor):
    """A number for each axis, written 3 × 3; one number stands for all."""

    def read(self, text: str) -> Any:
        return _numbers(text, single=True)

    def write(self, value: Any) -> str:
        return " × ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


class ShapeEditor(LineEditor):
    """A shape, written (28, 28, 1); brackets may be left out."""

    def read(self, text: str) -> Any:
        return _numbers(text)

    def write(self, value: Any) -> str:
        return str(tuple(value)) if isinstance(value, list | tuple) else f"({value},)"


class AxisEditor(LineEditor):
    """The number of an axis, or several separated by commas."""

    def read(self, text: str) -> Any:
        return _numbers(text, single=True)

    def write(self, value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


class AnyEditor(LineEditor):
    """Whatever Python can write down: numbers, text, lists."""

    def read(self, text: str) -> Any:
        return _literal(text)

    def write(self, value: Any) -> str:
        return value if isinstance(value, str) else repr(value)


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _numbers(text: str, single: bool = False) -> Any:
    """Return '3 × 3', '3, 3', '(3, 3)' as a list of numbers; a lone number as itself if `single`."""
    words = [word for word in re.split(r"[\s,;x×*()\[\]]+", text) if word]
    numbers = [_literal(word) for word in words]
    if not all(number is None or isinstance(number, int) for number in numbers):
        return text
    if not numbers and text.strip() not in ("()", "[]"):
        return text
    return numbers[0] if single and len(numbers) == 1 else numbers


def _step_size(value: float) -> float:
    """Return a tenth of the order of magnitude: 0.01 for 0.25, 0.001 for 0.05, 1 for 40."""
    return (
        float(10.0 ** (math.floor(math.log10(abs(value) or 1.0)) - 1))
        if abs(value) < 1
        else 0.1
        if abs(value) < 10
        else 1.0
    )
