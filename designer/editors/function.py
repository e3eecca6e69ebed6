"""The editor for functions: an expression on one line; code from a file stands under lock until one is written."""

from __future__ import annotations

from typing import Any

from designer.editors.line import LineEditor


class FunctionEditor(LineEditor):
    """A line for an expression or the name of a function; empty, with a note, where a file had code instead."""

    def show_value(self, value: Any) -> None:
        is_locked = value is not None and not isinstance(value, str)
        super().show_value(None if is_locked else value)
        if is_locked:
            self.line.setPlaceholderText(self.tr("Python code, locked; write what it does, such as x ** 2"))
