"""Docks: the panels around the canvas; they can be moved, floated, closed and come back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QTabBar, QWidget
from shiboken6 import isValid

from designer import theme
from designer.dock_contents import Holder, WidthGuard
from designer.dock_specs import SPECS, Area
from designer.document_panels import DocumentPanels
from designer.model.document import Document
from designer.panels.library import LibraryPanel
from designer.training.session import TrainingSession

LIBRARY_WIDTH, LIBRARY_SHARE, INSPECTOR_WIDTH = 224, 0.15, 304  # a large window has room for long names
MOST_GROWTH = 1.25  # of the Inspector with the size of texts: the canvas needs its place, too
FIRST_SEEN = "data"  # of the panels at the bottom
BOTTOM_SHARE = 0.22  # of the window's height, title and tabs included
NEAR_PX = 8  # at most so far below a dock are its tabs
_BY_NAME = {spec.name: spec for spec in SPECS}


class Docks(QObject):
    """Makes the docks of a window and fills them for each document it shows."""

    node_activated = Signal(str)
    place_activated = Signal(tuple)  # the ids of the nodes that lead to one inside a nested model
    refused = Signal(str)
    document_opened = Signal(object)  # a Document that a panel made
    repair_previewed = Signal(object)  # the Repair to be shown on the canvas, or None

    def __init__(self, window: QMainWindow, centre: QWidget) -> None:
        super().__init__(window)
        self._window, self._centre = window, centre
        self._holders: dict[str, Holder] = {}
        self._panels: dict[Document, DocumentPanels] = {}
        self._shown: DocumentPanels | None = None
        self.library = LibraryPanel()
        self.docks: dict[str, QDockWidget] = {"library": self._dock("library", self.tr("Library"))}
        self._holders["library"].hold(self.library)
        for spec in SPECS:
            self.docks[spec.name] = self._dock(spec.name, self.tr(spec.title))
        window.setTabPosition(Area.AllDockWidgetAreas, window.tabPosition(Area.TopDockWidgetArea))

    def _dock(self, name: str, title: str) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock_{name}")
        holder = self._holders[name] = Holder()
        dock.setWidget(WidthGuard(holder))
        dock.visibilityChanged.connect(lambda is_seen: self._on_seen(name, is_seen))
        return dock

    def place(self) -> None:
        """Put every dock where it belongs at first."""
        self._place_one("library", Area.LeftDockWidgetArea)
        for spec in SPECS:
            self._place_one(spec.name, spec.area)
        for before, after in pairwise(self._bottom()):
            self._window.tabifyDockWidget(before, after)
        for first, second in (("library", "outline"), ("inspector", "history")):
            self._window.tabifyDockWidget(self.docks[first], self.docks[second])
            self.docks[first].raise_()
        self.docks[FIRST_SEEN].raise_()

    def share_space(self) -> None:
        """Give the docks their share of the window."""
        sides = [self.docks["library"], self.docks["inspector"]]
        library = max(LIBRARY_WIDTH, round(self._window.width() * LIBRARY_SHARE))
        inspector = round(INSPECTOR_WIDTH * min(theme.text_scale(), MOST_GROWTH))
        self._window.resizeDocks(sides, [library, inspector], Qt.Orientation.Horizontal)
        height = round(self._window.height() * BOTTOM_SHARE)
        self._window.resizeDocks(self._bottom()[:1], [height], Qt.Orientation.Vertical)
        QTimer.singleShot(0, self, self._hide_stray_tabs)

    def _hide_stray_tabs(self) -> None:
        """Hide tabs that Qt left behind where docks were before they got their share: no dock stands above them."""
        bottoms = {dock.windowTitle(): dock.geometry().bottom() for dock in self.docks.values() if dock.isVisible()}
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            above = (bottoms[text] for text in map(bar.tabText, range(bar.count())) if text in bottoms)
            if not any(abs(bar.y() - bottom) <= NEAR_PX for bottom in above):
                bar.hide()

    def _bottom(self) -> list[QDockWidget]:
        return [self.docks[spec.name] for spec in SPECS if spec.area == Area.BottomDockWidgetArea]

    def _place_one(self, name: str, area: Qt.DockWidgetArea) -> None:
        self.docks[name].setFloating(False)
        self._window.addDockWidget(area, self.docks[name])
        self.docks[name].show()

    def has_panels_for(self, document: Document) -> bool:
        """Say whether a document was shown before."""
        return document in self._panels

    def show_document(self, document: Document, session: TrainingSession) -> None:
        """Show the panels of a document in the docks one can see; in the others they are made when these are seen."""
        if document not in self._panels:
            on_made = lambda name, panel: self._on_made(document, name, panel)  # noqa: E731
            self._panels[document] = DocumentPanels(document, session, on_made)
        self._shown = self._panels[document]
        self._fill()
        problems: Any = self.panel("problems")
        self._on_count_changed(problems.list.count())

    def show_level(self, level: Document) -> None:
        """Let those docks that show what the canvas shows follow it to the document, or to a nested model in it."""
        assert self._shown is not None, "a level is in a document"
        self._shown.show_level(level)
        self._fill()

    def forget(self, document: Document) -> None:
        """Let go of the panels of a document that was closed."""
        if document in self._panels:
            self._panels.pop(document).close()

    def _fill(self) -> None:
        """Put the panels of the document on show into the docks."""
        assert self._shown is not None, "there is a document"
        for spec in SPECS:
            holder = self._holders[spec.name]
            is_needed = holder.is_seen or spec.works_unseen
            holder.hold(self._shown.get(spec) if is_needed else self._shown.made(spec.name))

    def _on_seen(self, name: str, is_seen: bool) -> None:
        """Fill a dock when one can see it; the keyboard does not stay in one that is covered."""
        if not isValid(self._window):  # it is being taken down
            return
        holder, focus = self._holders[name], QApplication.focusWidget()
        if is_seen and self._shown is not None:
            self.panel(name)
        elif not is_seen and focus is not None and holder.isAncestorOf(focus):
            self._centre.setFocus()
        holder.set_seen(is_seen)

    def _on_made(self, document: Document, name: str, panel: QWidget) -> None:
        """Listen to a new panel, and show it if its document is in front."""
        for signal in ("node_activated", "place_activated", "refused", "repair_previewed", "document_opened"):
            if hasattr(panel, signal):
                getattr(panel, signal).connect(getattr(self, signal))
        if hasattr(panel, "count_changed"):
            panel.count_changed.connect(lambda count: self._on_count_changed(count) if self._is_shown(panel) else None)
        if self._shown is not None and self._shown.document is document:
            self._holders[name].hold(panel)

    def _is_shown(self, panel: QWidget) -> bool:
        return panel in (holder.panel for holder in self._holders.values())

    def _on_count_changed(self, count: int) -> None:
        title = self.tr("Problems")
        self.docks["problems"].setWindowTitle(f"{title} ({count})" if count else title)

    def panel(self, name: str) -> QWidget:
        """Return the panel in a dock; it is made if the dock was not seen yet."""
        if name != "library" and self._shown is not None:
            self._shown.get(_BY_NAME[name])  # which puts a new one into the dock
        panel = self._holders[name].panel
        assert panel is not None, "there is a document"
        return panel

    def raise_panel(self, name: str) -> None:
        """Bring a panel to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def focus_panel(self, name: str) -> None:
        """Bring a panel to the front and give it the keyboard."""
        self.raise_panel(name)
        self.panel(name).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def visible_panels(self) -> list[QWidget]:
        """Return the panels one can see now."""
        return [self.panel(name) for name, dock in self.docks.items() if not dock.visibleRegion().isEmpty()]

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with what shows and hides the docks."""
        for dock in self.docks.values():
            action = dock.toggleViewAction()
            action.triggered.connect(lambda is_shown, dock=dock: dock.raise_() if is_shown else None)
            menu.addAction(action)

    def refresh_icons(self) -> None:
        """Take icons in the colours of the theme in use."""
        self.library.refresh_icons()
        for panels in self._panels.values():
            for name in ("problems", "inspector", "outline", "history"):
                panel: Any = panels.made(name)
                if panel is not None:
                    panel.refresh()
