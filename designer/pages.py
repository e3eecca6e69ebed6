"""Pages: the documents a window has open, one of them in front."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from designer.model.document import Document
from designer.page import Page
from designer.tab_bar import TabBar

if TYPE_CHECKING:
    from designer.window import MainWindow


class Pages(QObject):
    """Opens, shows, orders and closes the pages of a window; there is always one."""

    def __init__(self, window: MainWindow, document: Document) -> None:
        super().__init__(window)
        self._window = window
        self.tab_bar = TabBar(window)
        self.all: list[Page] = []
        self.current = Page(document, self)
        self.tab_bar.currentChanged.connect(self._on_tab_chosen)
        self.tab_bar.tabMoved.connect(self._on_tab_moved)
        self.tab_bar.close_wanted.connect(lambda index: self.close(self.all[index]))

    def start(self) -> None:
        """Show the first page."""
        self._insert(0, self.current)
        self._show(self.current)

    # ---- opening ------------------------------------------------------------------------------------------

    def make(self, document: Document) -> Page:
        """Return a page for a document, to be shown later."""
        return Page(document, self)

    def open(self, document: Document) -> None:
        """Show a document in a tab of its own; one nobody would miss makes room for it."""
        self.open_page(self.make(document))

    def open_page(self, page: Page) -> None:
        """Show a new page in a tab of its own; one nobody would miss makes room for it."""
        if self.current.is_untouched:
            self.replace_by(page)
        else:
            self._add(page)

    def add(self, document: Document) -> None:
        """Show a document in a new tab behind the present one."""
        self._add(self.make(document))

    def _add(self, page: Page) -> None:
        self._insert(self.tab_bar.currentIndex() + 1, page)
        self._show(page)

    def replace(self, document: Document) -> None:
        """Show another document in the tab of the present one, which is not wanted any more."""
        self.replace_by(self.make(document))

    def replace_by(self, page: Page) -> None:
        """Show a new page in the tab of the present one, which is not wanted any more."""
        old = self.current
        self.all[self.all.index(old)] = page
        old.session.close()
        self._show(page)
        self._forget(old)

    def new(self) -> None:
        """Open a new tab with an empty model."""
        self.add(Document(title=self._new_title()))

    def _new_title(self) -> str:
        """Return a title no tab has, if there is an untitled one already."""
        taken = {page.document.title for page in self.all}
        numbered = (self.tr("Untitled {0}").format(number) for number in count(2))
        return "" if Document().title not in taken else next(each for each in numbered if each not in taken)

    def _insert(self, index: int, page: Page) -> None:
        self.all.insert(index, page)
        is_blocked = self.tab_bar.blockSignals(True)
        self.tab_bar.insertTab(index, "")
        self.tab_bar.blockSignals(is_blocked)

    # ---- showing ------------------------------------------------------------------------------------------

    def show(self, page: Page) -> None:
        """Bring a page to the front."""
        if page is not self.current:
            self._show(page)

    def show_next(self) -> None:
        """Show the next tab; after the last comes the first."""
        self._step(1)

    def show_previous(self) -> None:
        """Show the tab before."""
        self._step(-1)

    def with_file(self, path: Path) -> Page | None:
        """Return the page that shows a file."""
        real = os.path.realpath(path)
        paths = ((page, page.document.path) for page in self.all)
        return next((page for page, own in paths if own is not None and os.path.realpath(own) == real), None)

    def refresh_titles(self) -> None:
        """Show titles and marks as they are now."""
        documents = [page.document for page in self.all]
        for index, document in enumerate(documents):
            others = [each for each in documents if each is not document and each.title == document.title]
            paths = [each.path for each in others if each.path is not None]
            self.tab_bar.show_document(index, document, _told_apart(document.path, paths) if others else "")

    def _step(self, step: int) -> None:
        self.show(self.all[(self.all.index(self.current) + step) % len(self.all)])

    def _show(self, page: Page) -> None:
        self.current = page
        is_blocked = self.tab_bar.blockSignals(True)
        self.tab_bar.setCurrentIndex(self.all.index(page))
        self.tab_bar.blockSignals(is_blocked)
        self.tab_bar.refresh_colours()
        self._window.show_page(page)

    def _on_tab_chosen(self, index: int) -> None:
        if 0 <= index < len(self.all):
            self.show(self.all[index])

    def _on_tab_moved(self, start: int, end: int) -> None:
        self.all.insert(end, self.all.pop(start))

    # ---- closing ------------------------------------------------------------------------------------------

    def close_current(self) -> None:
        """Close the tab in front."""
        self.close(self.current)

    def close(self, page: Page) -> bool:
        """Close a tab after the question about unsaved changes; tell whether it was closed."""
        before = self.current
        if not self._window.files.may_end_sweep(page):
            return False
        if page.document.is_modified:
            self.show(page)  # one sees what is asked about
            if not self._window.files.may_leave():
                return False
        if len(self.all) == 1:
            self.replace(Document())
            return True
        index = self.all.index(page)
        del self.all[index]
        is_blocked = self.tab_bar.blockSignals(True)
        self.tab_bar.removeTab(index)
        self.tab_bar.blockSignals(is_blocked)
        neighbour = self.all[min(index, len(self.all) - 1)]
        self._show(before if before is not page else neighbour)
        self._forget(page)
        return True

    def may_close_all(self) -> bool:
        """Ask about the sweep of every tab, and once about all unsaved changes; say whether all may be left."""
        files = self._window.files
        if not all(files.may_end_sweep(page) for page in [self.current, *self._others()]):
            return False
        changed = [page for page in self.all if page.document.is_modified]
        if len(changed) == 1:
            self.show(changed[0])  # one sees what is asked about
            return files.may_leave()
        wanted = files.ask_about_several([self._full_title(page) for page in changed]) if changed else []
        return wanted is not None and all(self._save(changed[place]) for place in wanted)

    def _save(self, page: Page) -> bool:
        """Save a tab, which is shown as it may have to ask for a name; tell whether it was saved."""
        self.show(page)
        return self._window.files.save()

    def _others(self) -> list[Page]:
        return [page for page in self.all if page is not self.current]

    def _full_title(self, page: Page) -> str:
        path = page.document.path
        return page.document.title if path is None else f"{page.document.title} ({path})"

    def close_all(self) -> None:
        """Stop what runs in any tab, and remember which files were open."""
        files = [str(page.document.path) for page in self.all if page.document.path is not None]
        QSettings().setValue("session/files", "\n".join(files))
        QSettings().setValue("session/current", str(self.current.document.path or ""))
        for page in self.all:
            page.session.close()

    def _forget(self, page: Page) -> None:
        self._window.forget_page(page)
        page.close()


def last_files() -> list[str]:
    """Return the files that were open when the last window was closed and still exist, that in front last."""
    found = [path for path in str(QSettings().value("session/files", "")).split("\n") if path and Path(path).is_file()]
    front = str(QSettings().value("session/current", ""))
    return sorted(found, key=lambda path: path == front)


def _told_apart(path: Path | None, others: Sequence[Path]) -> str:
    """Return what tells a file from others of nearly the same name: the ending, or else the folder."""
    if path is None:
        return ""
    return path.name if path.name not in {each.name for each in others} else f"{path.parent.name}/{path.name}"
