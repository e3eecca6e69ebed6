"""Docks: the panels around the canvas; they can be moved, floated, closed and come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QWidget

from designer import theme
from designer.dock_contents import Holder, WidthGuard
from designer.model.document import Document
from designer.panels.library import LibraryPanel
from designer.training.session import TrainingSession

Area = Qt.DockWidgetArea
MakePanel = Callable[[Document, TrainingSession], QWidget]


@dataclass(frozen=True)
class DockSpec:
    """One dock: its name, title and place, and how its panel is made for a document."""

    name: str
    title: str
    area: Qt.DockWidgetArea
    make: MakePanel
    follows_level: bool = False  # it shows the nested model on the canvas rather than the whole document


def _inspector(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.inspector import InspectorPanel

    return InspectorPanel(document, session)


def _problems(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.problems import ProblemsPanel

    return ProblemsPanel(document)


def _summary(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.summary import SummaryPanel

    return SummaryPanel(document)


def _code(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.code import CodePanel

    return CodePanel(document, session)


def _diagram(document: Document, session: TrainingSession) -> QWidget:
    from designer.diagram.panel import DiagramPanel

    return DiagramPanel(document)


def _data(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.data import DataPanel

    return DataPanel(document, session)


def _training(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.training import TrainingPanel

    return TrainingPanel(document, session)


def _evaluate(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.evaluate import EvaluatePanel

    return EvaluatePanel(document, session)


def _runs(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.runs import RunsPanel

    return RunsPanel(document, session)


def _outline(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.outline import OutlinePanel

    return OutlinePanel(document)


def _history(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.history import HistoryPanel

    return HistoryPanel(document)


SPECS = (
    DockSpec("outline", "Outline", Area.LeftDockWidgetArea, _outline, follows_level=True),
    DockSpec("inspector", "Inspector", Area.RightDockWidgetArea, _inspector, follows_level=True),
    DockSpec("history", "History", Area.RightDockWidgetArea, _history),
    DockSpec("problems", "Problems", Area.BottomDockWidgetArea, _problems),
    DockSpec("summary", "Summary", Area.BottomDockWidgetArea, _summary),
    DockSpec("code", "Code", Area.BottomDockWidgetArea, _code),
    DockSpec("diagram", "Diagram", Area.BottomDockWidgetArea, _diagram),
    DockSpec("data", "Data", Area.BottomDockWidgetArea, _data),
    DockSpec("training", "Training", Area.BottomDockWidgetArea, _training),
    DockSpec("evaluate", "Evaluate", Area.BottomDockWidgetArea, _evaluate),
    DockSpec("runs", "Runs", Area.BottomDockWidgetArea, _runs),
)
LIBRARY_WIDTH, LIBRARY_SHARE, INSPECTOR_WIDTH = 224, 0.15, 304  # a large window has room for long names
MOST_GROWTH = 1.25  # of the Inspector with the size of texts: the canvas needs its place, too
FIRST_SEEN = "data"  # of the panels at the bottom
BOTTOM_SHARE = 0.22  # of the window's height, title and tabs included
NEAR_PX = 8  # at most so far below a dock are its tabs


class Docks(QObject):
    """Makes the docks of a window and fills them for each document it shows."""

    node_activated = Signal(str)
    place_activated = Signal(tuple)  # the ids of the nodes that lead to one inside a nested model
    refused = Signal(str)
    document_opened = Signal(object)  # a Document that a panel made
    repair_previewed = Signal(object)  # the Repair to be shown on the canvas, or None

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._holders: dict[str, Holder] = {}
        self._panels: dict[Document, dict[str, QWidget]] = {}  # a document keeps its panels as long as it is open
        self._shown: tuple[Document, TrainingSession]
        self.library = LibraryPanel()
        self.docks: dict[str, QDockWidget] = {"library": self._dock("library", self.tr("Library"), self.library)}
        for spec in SPECS:
            self.docks[spec.name] = self._dock(spec.name, self.tr(spec.title), QWidget())
        window.setTabPosition(Area.AllDockWidgetAreas, window.tabPosition(Area.TopDockWidgetArea))

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock_{name}")
        holder = self._holders[name] = Holder(panel)
        dock.setWidget(WidthGuard(holder))
        dock.visibilityChanged.connect(lambda is_visible: holder.panel.show() if is_visible else None)
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
        """Show the panels of a document; they are made when it is shown first."""
        if document not in self._panels:
            self._panels[document] = {}
            for spec in SPECS:
                self._fill(spec, document, document, session)
        self._shown = document, session
        for name, panel in self._panels[document].items():
            self._holders[name].set_panel(panel)
        problems: Any = self.panel("problems")
        self._on_count_changed(problems.list.count())

    def show_level(self, level: Document) -> None:
        """Fill those docks that show what the canvas shows: the document, or a nested model in it."""
        document, session = self._shown
        for spec in SPECS:
            if spec.follows_level:
                old = self._panels[document][spec.name]
                self._holders[spec.name].set_panel(self._fill(spec, document, level, session))
                old.deleteLater()

    def forget(self, document: Document) -> None:
        """Let go of the panels of a document that was closed."""
        for panel in self._panels.pop(document, {}).values():
            panel.hide()
            panel.deleteLater()

    def _fill(self, spec: DockSpec, document: Document, level: Document, session: TrainingSession) -> QWidget:
        """Make one panel for a document, about the document or a level of it."""
        panel = self._panels[document][spec.name] = spec.make(level, session)
        for name in ("node_activated", "place_activated", "refused", "repair_previewed", "document_opened"):
            if hasattr(panel, name):
                getattr(panel, name).connect(getattr(self, name))
        if hasattr(panel, "count_changed"):
            panel.count_changed.connect(lambda count: self._on_count_changed(count) if self._is_shown(panel) else None)
        return panel

    def _is_shown(self, panel: QWidget) -> bool:
        return panel in (holder.panel for holder in self._holders.values())

    def _on_count_changed(self, count: int) -> None:
        title = self.tr("Problems")
        self.docks["problems"].setWindowTitle(f"{title} ({count})" if count else title)

    def panel(self, name: str) -> QWidget:
        """Return the panel in a dock."""
        return self._holders[name].panel

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
            menu.addAction(dock.toggleViewAction())

    def refresh_icons(self) -> None:
        """Take icons in the colours of the theme in use."""
        self.library.refresh_icons()
        for name in ("problems", "inspector", "outline", "history"):
            panel: Any = self.panel(name)
            panel.refresh()
