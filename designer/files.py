"""Files: new, open, save, recent files, and the question about unsaved changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QFileDialog, QMenu

from designer import questions
from designer.busy import busy
from designer.examples import examples, open_example, ready_example
from designer.lasting import lasting
from designer.translation import translated

if TYPE_CHECKING:
    from designer.exporting import Export
    from designer.page import Page
    from designer.window import MainWindow

MAX_RECENT = 8
MAX_REMARKS = 4
PROJECT_ENDING = ".nnd"


class Files(QObject):
    """What the File menu does. The questions it asks are attributes, so that a test can answer them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.ask_about_changes: Callable[[], questions.Answer] = self._ask_about_changes
        self.ask_about_other_window: Callable[[str, str, float], questions.OpenAnswer] = self._ask_about_other_window
        self.ask_about_changed_file: Callable[[str], questions.OverwriteAnswer] = self._ask_about_changed_file
        self.ask_about_reverting: Callable[[], bool] = self._ask_about_reverting
        self.ask_about_several: Callable[[Sequence[str]], list[int] | None] = self._ask_about_several
        self.ask_about_sweep: Callable[[str, int, int], bool] = self._ask_about_sweep
        self.ask_for_file: Callable[[], str] = self._ask_for_file
        self.ask_for_target: Callable[[str, str], str] = self._ask_for_target

    # ---- new and open -------------------------------------------------------------------------------------

    def open_example(self) -> None:
        """Open the ready example."""
        self._window.pages.open(ready_example())

    def fill_examples_menu(self, menu: QMenu) -> None:
        """Fill a menu with the examples."""
        for title, path in examples().items():
            action = menu.addAction(translated(title), lambda path=path: self._show_example(path))
            action.setObjectName(f"action_example_{path.stem}")

    def _show_example(self, path: Path) -> None:
        self._window.pages.open(open_example(path))

    def open(self) -> None:
        """Ask for a file and open it."""
        if path := self.ask_for_file():
            self.open_path(path)

    def open_asking(self, path: str) -> None:
        """Open a file with a model or with data."""
        from designer.data.sources import is_data_path

        if is_data_path(path) and not self._is_model(path):
            self.use_data(path)
        elif self._is_unknown(path):
            self._window.message_bar.show_message(self._what_is_opened(path))
        else:
            self.open_path(path)

    def _is_unknown(self, path: str) -> bool:
        from designer.formats.door import READABLE

        return Path(path).is_file() and not path.lower().endswith(READABLE)

    def _what_is_opened(self, path: str) -> str:
        """Say that a file is neither model nor data, and what is."""
        from designer.data.sources import FILE_KINDS
        from designer.formats.door import READABLE

        data = ", ".join(ending for kind in FILE_KINDS for ending in kind.endings)
        text = self.tr("“{0}” is neither a model nor data this program opens. Models end in {1}; data in {2}.")
        return text.format(Path(path).name, ", ".join(READABLE), data)

    def _is_model(self, path: str) -> bool:
        """Say whether a file that could be data is a model: HDF5 files can be either, and tell by what they hold."""
        from designer.formats.door import READABLE

        if not path.lower().endswith(READABLE):
            return False
        from designer.data.arrays import holds_samples

        return not holds_samples(Path(path))

    def open_path(self, path: str | Path) -> bool:
        """Open a file; a sentence on the message bar says why if it cannot be opened."""
        if (page := self._window.pages.with_file(Path(path))) is not None:
            self._window.pages.show(page)
            return True
        is_copy = False
        if (owner := self._window.safekeeping.other_owner(Path(path))) is not None:
            answer = self.ask_about_other_window(Path(path).name, owner.host, owner.since)
            if answer == "cancel":
                return False
            is_copy = answer == "copy"
        with lasting():
            page = self._read(Path(path), is_copy)
            if page is None:
                return False
            self._window.pages.open_page(page)
        document = page.document
        if document.remarks:
            self._window.message_bar.show_message(remarks_text(document.remarks), "warning")
        self._remember(path)
        return True

    def reopen_last(self) -> None:
        """Open the files that were open when the last window was closed, but for those open in another one."""
        from designer.pages import last_files

        for path in last_files():
            if self._window.safekeeping.other_owner(Path(path)) is None:
                self.open_path(path)

    def _read(self, path: Path, is_copy: bool = False) -> Page | None:
        """Return a page with the document in a file; it is made while another process looks through the file."""
        from designer.formats.door import opening

        page = None
        try:
            with busy(), opening(path) as document:
                if is_copy:
                    title = document.title
                    document.path, document.title = None, self.tr("{0} (copy)").format(title)
                page = self._window.pages.make(document)
        except (ValueError, OSError) as error:
            if page is not None:
                page.close()
            self._window.message_bar.show_message(_sentence(path, error))
            return None
        return page

    def revert(self) -> None:
        """Go back to what the file holds."""
        path = self._window.document.path
        if path is None or not self.may_end_sweep(self._window.pages.current) or not self.ask_about_reverting():
            return
        if (page := self._read(path)) is not None:
            self._window.pages.replace_by(page)

    def open_data(self) -> None:
        """Ask for a file with data and use it."""
        from designer.panels.data_source import file_patterns

        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open data"), "", file_patterns())
        if path:
            self.use_data(path)

    def use_data(self, path: str) -> None:
        """Use the data in a file, if it is good."""
        self._window.session.datasets.use(path, self._window.document)

    # ---- save ---------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save to the document's file, or ask for one; tell whether it was saved."""
        from designer.formats.door import keeps_everything
        from designer.formats.stamp import stamp_of

        document = self._window.document
        if document.path is None or not keeps_everything(document.path):
            return self.save_as()
        if stamp_of(document.path) not in (document.stamp, None):
            answer = self.ask_about_changed_file(document.path.name)
            if answer != "overwrite":
                return self.save_as() if answer == "save_as" else False
        return self.save_to(document.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it; tell whether it was saved."""
        document = self._window.document
        suggested = document.path.with_suffix(PROJECT_ENDING) if document.path else f"{document.title}{PROJECT_ENDING}"
        path = self.ask_for_target(str(suggested), self.tr("Project (*.nnd)"))
        return bool(path) and self.save_to(_with_ending(path))

    def save_to(self, path: Path) -> bool:
        """Save to this file; tell whether all of the document is in it."""
        from designer.formats.door import keeps_everything, save_document
        from designer.formats.stamp import stamp_of

        document, bar = self._window.document, self._window.message_bar
        if self._is_open_elsewhere(path) and not _is_same(path, document.path):
            bar.show_message(self.tr("'{0}' is open in another tab or window; choose another name.").format(path.name))
            return False
        try:
            with busy():
                save_document(document, path)
        except (ValueError, OSError) as error:
            bar.show_message(_sentence(path, error))
            return False
        if not keeps_everything(path):
            text = self.tr("Written: {0}. Places, notes and settings are kept in a project file (.nnd) only.")
            bar.show_message(text.format(path), "success")
            return False
        document.stamp = stamp_of(path)
        document.mark_saved(path)
        self._remember(path)
        return True

    def _is_open_elsewhere(self, path: Path) -> bool:
        page = self._window.pages.with_file(path)
        is_in_tab = page is not None and page is not self._window.pages.current
        return is_in_tab or self._window.safekeeping.other_owner(path) is not None

    def may_leave(self) -> bool:
        """Say whether the document may be left; asks about unsaved changes."""
        if not self._window.document.is_modified:
            return True
        answer = self.ask_about_changes()
        return self.save() if answer == "save" else answer == "discard"

    def may_end_sweep(self, page: Page) -> bool:
        """Say whether a document may be left as far as its sweep is concerned; asks if one is under way."""
        sweep = page.session.sweep
        if not sweep.is_running:
            return True
        num_over = sum(bool(trial.ending) for trial in sweep.trials)
        return self.ask_about_sweep(page.document.title, num_over, len(sweep.trials))

    # ---- menus --------------------------------------------------------------------------------------------

    def fill_recent_menu(self, menu: QMenu) -> None:
        """Let a menu offer the files opened last, each time it is shown."""
        menu.aboutToShow.connect(lambda: self._show_recent(menu))
        self._show_recent(menu)

    def _show_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in recent_files():
            menu.addAction(path, lambda path=path: self.open_asking(path))
        if menu.isEmpty():
            menu.addAction(self.tr("No files yet")).setEnabled(False)

    def fill_export_menu(self, menu: QMenu) -> None:
        """Fill a menu with everything the document can be exported to."""
        from designer.exporting import EXPORTS

        for export in EXPORTS:
            action = menu.addAction(self.tr(export.text), lambda export=export: self.export(export))
            action.setObjectName(f"action_export_{export.name}")

    def export(self, export: Export) -> None:
        """Ask for a file and write one of the exports."""
        document = self._window.document
        path = self.ask_for_target(f"{document.title}.{export.suffix}", f"*.{export.suffix}")
        if not path:
            return
        target = Path(path if Path(path).suffix else f"{path}.{export.suffix}")
        try:
            export.write(document, target, self._window.canvas.canvas_scene.direction)
        except (ValueError, OSError) as error:
            self._window.message_bar.show_message(_sentence(target, error))
            return
        self._window.message_bar.show_message(self.tr("Written: {0}").format(target), "success")

    # ---- questions ----------------------------------------------------------------------------------------

    def _ask_about_changes(self) -> questions.Answer:
        return questions.ask_about_changes(self._window, self._window.document.title)

    def _ask_about_several(self, titles: Sequence[str]) -> list[int] | None:
        return questions.ask_about_several(self._window, titles)

    def _ask_about_other_window(self, title: str, host: str, since: float) -> questions.OpenAnswer:
        return questions.ask_about_other_window(self._window, title, host, since)

    def _ask_about_changed_file(self, title: str) -> questions.OverwriteAnswer:
        return questions.ask_about_changed_file(self._window, title)

    def _ask_about_sweep(self, title: str, num_over: int, num_all: int) -> bool:
        return questions.ask_about_sweep(self._window, title, num_over, num_all)

    def _ask_about_reverting(self) -> bool:
        return questions.ask_about_reverting(self._window, self._window.document.title)

    def _ask_for_file(self) -> str:
        from designer.formats.door import READABLE

        models = self.tr("Models ({0});;All files (*)").format(" ".join(f"*{ending}" for ending in READABLE))
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a model"), _folder(), models)
        return path

    def _ask_for_target(self, suggested: str, pattern: str) -> str:
        start = Path(suggested) if Path(suggested).is_absolute() else Path(_folder()) / suggested
        dialog = QFileDialog(self._window, self.tr("Save"), str(start.parent), pattern)
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(start.suffix)  # added before the dialog looks whether there is such a file already
        dialog.selectFile(start.name)
        is_chosen = dialog.exec()
        dialog.deleteLater()
        return dialog.selectedFiles()[0] if is_chosen else ""

    def _remember(self, path: str | Path) -> None:
        full = str(Path(path).resolve())
        others = [each for each in recent_files() if each != full]
        QSettings().setValue("files/recent", "\n".join([full, *others][:MAX_RECENT]))


def remarks_text(remarks: tuple[str, ...]) -> str:
    """Return what of a file was not taken over, the first few of many."""
    more = len(remarks) - MAX_REMARKS
    return "\n".join([*remarks[:MAX_REMARKS], *([f"… and {more} more."] if more > 0 else [])])


def recent_files() -> list[str]:
    """Return the files opened or saved last, the latest first."""
    return [path for path in str(QSettings().value("files/recent", "")).split("\n") if path]


def _with_ending(path: str) -> Path:
    """Return the path with the ending of a project, unless it has one this program knows."""
    from designer.formats.door import WRITERS

    return Path(path if Path(path).suffix.lower() in WRITERS else f"{path}{PROJECT_ENDING}")


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and os.path.realpath(path) == os.path.realpath(other)


def _folder() -> str:
    recent = recent_files()
    return str(Path(recent[0]).parent) if recent else str(Path.home())


def _sentence(path: str | Path, error: Exception) -> str:
    """Return what to say about a file that cannot be read or written."""
    if isinstance(error, FileNotFoundError):
        return f"There is no file {path}."
    if isinstance(error, OSError) and error.strerror:
        return f"{path}: {error.strerror}."
    return str(error)
