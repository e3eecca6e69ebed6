"""Windows that show a text: keys and mouse, the log, the version."""

from __future__ import annotations

import functools
import html
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget

from designer import __version__, theme
from designer.log import log_path

_tr = functools.partial(QCoreApplication.translate, "Shortcuts")


def gestures() -> list[tuple[str, str]]:
    """Return what mouse and keys do on the canvas, besides the actions of the menus."""
    return [
        (_tr("Drag from the Library"), _tr("add a layer; on a wire it goes into the wire")),
        (_tr("Double-click, Space or Tab on the canvas"), _tr("search a layer and add it")),
        (_tr("Drag from port to port, or click both"), _tr("draw a wire, in either direction")),
        (_tr("Drag a wire onto empty canvas"), _tr("add a layer that fits, wired")),
        (_tr("Drag a wire near its start or end"), _tr("put that end elsewhere; from the port: or remove the wire")),
        (_tr("Drag a layer"), _tr("move it along the grid; it snaps into line with others")),
        (_tr("Drag a note"), _tr("move it with the layers in it; its lower right corner resizes it")),
        (_tr("Drag over empty canvas"), _tr("select; Shift adds, Ctrl toggles")),
        (_tr("Wheel"), _tr("zoom where the mouse is")),
        (_tr("Middle button, or Space held, and drag"), _tr("move the picture; so does the map in the corner")),
        (_tr("Arrow keys"), _tr("move the selected layers along the grid; with Shift finely")),
        (_tr("Alt and arrow keys"), _tr("select the neighbour")),
        (_tr("Tab, when the canvas was reached by F6 or Tab"), _tr("go from layer to layer")),
        (_tr("Double-click a name or a note"), _tr("rename the layer, write the note")),
        (_tr("Escape"), _tr("leave a gesture, or select nothing")),
    ]


def show_shortcuts(parent: QWidget, actions: Mapping[str, QAction]) -> None:
    """Show what keys and mouse do."""
    browser = QTextBrowser()
    rows = [f"<tr><td><b>{html.escape(how)}</b></td><td>{html.escape(what)}</td></tr>" for how, what in gestures()]
    rows += [_row(action) for action in actions.values() if not action.shortcut().isEmpty()]
    browser.setHtml(f"<table cellpadding='3'>{''.join(rows)}</table>")
    _show(parent, "shortcuts_dialog", _tr("Keys and mouse"), browser)


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
    view.setPlainText(text or _tr("Nothing went wrong so far."))
    _show(parent, "log_dialog", _tr("Log – {0}").format(path), view)


def show_about(parent: QWidget) -> None:
    """Show name and version."""
    browser = QTextBrowser()
    browser.setHtml(
        f"<h2>nn-designer {__version__}</h2><p>{_tr('Draw a neural network, train it and look inside.')}</p>"
        f"<p>{_tr('MIT licence. The font is Open Sans, under the Apache licence 2.0.')}</p>"
    )
    _show(parent, "about_dialog", _tr("About"), browser, QSize(420, 240))


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
