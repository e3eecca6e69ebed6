"""Questions: what the user is asked before something could be lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from designer.dialogs.unsaved import UnsavedDialog

Answer = Literal["save", "discard", "cancel"]
OpenAnswer = Literal["copy", "anyway", "cancel"]
OverwriteAnswer = Literal["overwrite", "save_as", "cancel"]
_Role = QMessageBox.ButtonRole


def ask_about_changes(parent: QWidget, title: str) -> Answer:
    """Ask what to do with unsaved changes."""
    box = _box(parent, _tr("Save the changes to “{0}”?").format(title), _tr("What is not saved is lost."))
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    answers: dict[int, Answer] = {button.Save: "save", button.Discard: "discard"}
    return answers.get(box.exec(), "cancel")


def ask_about_several(parent: QWidget, titles: Sequence[str]) -> list[int] | None:
    """Ask what to do with unsaved changes in several tabs; return the places of those to save, None to stay."""
    dialog = UnsavedDialog(titles, parent)
    dialog.exec()
    dialog.deleteLater()
    return dialog.wanted


def ask_about_other_window(parent: QWidget, title: str, host: str, since: float) -> OpenAnswer:
    """Ask what to do with a file that is open in another window."""
    box = _box(
        parent,
        _tr("“{0}” is open in another window.").format(title),
        _tr("It was opened there on {0}, on the computer {1}. Whoever saves last would overwrite the other.").format(
            time_text(since), host
        ),
    )
    copy = box.addButton(_tr("Open a &Copy"), _Role.AcceptRole)
    anyway = box.addButton(_tr("Open &Anyway"), _Role.DestructiveRole)
    answers: dict[QPushButton, OpenAnswer] = {copy: "copy", anyway: "anyway"}
    return answers.get(_answered(box, copy), "cancel")


def ask_about_changed_file(parent: QWidget, title: str) -> OverwriteAnswer:
    """Ask what to do with a file that another program wrote since it was opened."""
    box = _box(
        parent,
        _tr("“{0}” was changed by another program since you opened it.").format(title),
        _tr("Saving to the same file would overwrite those changes."),
    )
    save_as = box.addButton(_tr("Save &As…"), _Role.AcceptRole)
    overwrite = box.addButton(_tr("&Overwrite"), _Role.DestructiveRole)
    answers: dict[QPushButton, OverwriteAnswer] = {save_as: "save_as", overwrite: "overwrite"}
    return answers.get(_answered(box, save_as), "cancel")


def ask_about_reverting(parent: QWidget, title: str) -> bool:
    """Ask whether to go back to the file."""
    box = _box(
        parent, _tr("Go back to the saved “{0}”?").format(title), _tr("The changes since then are lost, undo included.")
    )
    revert = box.addButton(_tr("&Revert"), _Role.DestructiveRole)
    return _answered(box, None) is revert


def ask_about_sweep(parent: QWidget, title: str, num_over: int, num_all: int) -> bool:
    """Ask whether a sweep that is under way may be ended."""
    box = _box(
        parent,
        _tr("End the sweep of “{0}”?").format(title),
        _tr("{0} of {1} runs are over and stay kept. Those under way and those still waiting are given up.").format(
            num_over, num_all
        ),
    )
    end = box.addButton(_tr("&End Sweep"), _Role.DestructiveRole)
    return _answered(box, None) is end


def time_text(seconds: float) -> str:
    """Return a time since 1970 as date and time of day here."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def _box(parent: QWidget, text: str, explanation: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(text)
    box.setInformativeText(explanation)
    return box


def _answered(box: QMessageBox, usual: QPushButton | None) -> QPushButton:
    """Return the button pressed; Escape is Cancel, Enter the usual one."""
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setEscapeButton(cancel)
    box.setDefaultButton(usual or cancel)
    box.exec()
    clicked = box.clickedButton()
    return clicked if isinstance(clicked, QPushButton) else cancel


def _tr(text: str) -> str:
    return QCoreApplication.translate("questions", text)
