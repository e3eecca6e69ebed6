"""Windows that show a text: keys and mouse, the log, the version."""

from __future__ import annotations

import html
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget

from designer import __version__, theme
from designer.log import log_path

GESTURES = (
    ("Drag from the Library", "add a layer; on a wire it goes into the wire"),
    ("Double-click, Space or Tab on the canvas", "search a layer and add it"),
    ("Drag from port to port, or click both", "draw a wire, in either direction"),
    ("Drag a wire onto empty canvas", "add a layer that fits, wired"),
    ("Drag the end of a wire away", "put it elsewhere, or remove it"),
    ("Drag over empty canvas", "select; Shift adds, Ctrl toggles"),
    ("Wheel", "zoom where the mouse is"),
    ("Middle button, or Space held, and drag", "move the picture"),
    ("Arrow keys", "move the selected layers; with Shift further"),
    ("Alt and arrow keys", "select the neighbour"),
    ("Double-click a name", "rename the layer"),
    ("Escape", "leave a gesture, or select nothing"),
)


def show_shortcuts(parent: QWidget, actions: Mapping[str, QAction]) -> None:
    """Show what keys and mouse do."""
    browser = QTextBrowser()
    rows = [f"<tr><td><b>{html.escape(how)}</b></td><td>{html.escape(what)}</td></tr>" for how, what in GESTURES]
    rows += [_row(action) for action in actions.values() if not action.shortcut().isEmpty()]
    browser.setHtml(f"<table cellpadding='3'>{''.join(rows)}</table>")
    _show(parent, "shortcuts_dialog", "Keys and mouse", browser)


def _row(action: QAction) -> str:
    keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
    return f"<tr><td><b>{html.escape(keys)}</b></td><td>{html.escape(action.toolTip().rpartition(' (')[0])}</td></tr>"


def show_log(parent: QWidget) -> None:
    """Show the end of the log."""
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setFont(theme.fixed_font())
    path = log_path()
    text = path.read_text(encoding="utf-8", errors="replace")[-100_000:] if path.is_file() else ""
    view.setPlainText(text or "Nothing went wrong so far.")
    _show(parent, "log_dialog", f"Log – {path}", view)


def show_about(parent: QWidget) -> None:
    """Show name and version."""
    browser = QTextBrowser()
    browser.setHtml(
        f"<h2>nn-designer {__version__}</h2><p>Draw a neural network, train it and look inside.</p>"
        "<p>MIT licence. The font is Open Sans, under the Apache licence 2.0.</p>"
    )
    _show(parent, "about_dialog", "About", browser, QSize(420, 240))


def _show(parent: QWidget, name: str, title: str, content: QWidget, size: QSize = QSize(680, 560)) -> None:  # noqa: B008
    dialog = QDialog(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(size)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(content)
    layout.addWidget(buttons)
    dialog.open()
