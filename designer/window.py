"""MainWindow: one document with its canvas and panels, menus, toolbar and status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QVBoxLayout, QWidget

from designer import actions, icons, theme
from designer.appearance import Appearance
from designer.breadcrumbs import Breadcrumbs
from designer.canvas.geometry import Direction
from designer.canvas.noting import fill_colour_menu
from designer.canvas.view import CanvasView
from designer.data.sources import source_of
from designer.docks import Docks
from designer.files import Files
from designer.lasting import not_lasting
from designer.levels import Levels
from designer.message_bar import MessageBar
from designer.model.commands import SetData
from designer.model.document import Document
from designer.model.repairs import Repair, seen_from
from designer.page import Page
from designer.pages import Pages
from designer.recovery_bar import RecoveryBar
from designer.runs import Runs
from designer.safekeeping import Safekeeping
from designer.status import StatusLine
from designer.toolbar import MainToolBar
from designer.training.data_check import DataCheck
from designer.training.session import TrainingSession
from designer.translation import translated

LAYOUT_VERSION = 2  # a saved layout of another version is not restored
DEFAULT_SIZE = QSize(1280, 800)


class MainWindow(QMainWindow):
    """Puts the parts together; what they do is in the parts."""

    failed = Signal(str)  # something went wrong inside, perhaps in another thread: the sentence to show

    def __init__(self, document: Document | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowIcon(icons.icon("app"))
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks)
        self.setDockNestingEnabled(True)
        self.setAcceptDrops(True)
        self.files = Files(self)
        self.pages = Pages(self, document if document is not None else Document())
        self.message_bar = MessageBar(self)
        self.recovery_bar = RecoveryBar(self)
        self.breadcrumbs = Breadcrumbs(self)
        self.safekeeping = Safekeeping(self)
        self.status = StatusLine(self)
        self.setStatusBar(self.status)
        self.actions_by_name = actions.make_actions(self)
        self.toolbar = MainToolBar(self.actions_by_name, self)
        self.addToolBar(self.toolbar)
        self._set_central()
        self.docks = Docks(self, self._central)
        self.runs = Runs(self)
        self.appearance = Appearance(self)
        self._make_menus()
        self.levels = Levels(self)
        self._connect()
        self._share_keys()
        self.pages.start()
        self._restore()

    # ---- the document -------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The document in front."""
        return self.pages.current.document

    @property
    def level(self) -> Document:
        """What the canvas shows: the document, or a nested model in it."""
        return self.pages.current.level

    @property
    def session(self) -> TrainingSession:
        """The training of the document in front."""
        return self.pages.current.session

    @property
    def data_check(self) -> DataCheck:
        """Whether the data fit the document in front."""
        return self.pages.current.data_check

    @property
    def canvas(self) -> CanvasView:
        """The canvas in front."""
        return self.pages.current.canvas

    def show_document(self, document: Document) -> None:
        """Show another document in the place of this one."""
        self.pages.replace(document)

    def show_page(self, page: Page) -> None:
        """Show an open document: its canvas, and all panels about it."""
        if not self.docks.has_panels_for(page.document):
            self._connect_page(page)
        self._show_canvas(page.canvas)
        self.docks.show_document(page.document, page.session)
        self.toolbar.show_document(page.document)
        self._show_flow()
        self.runs.show_session(page.session)
        self._on_state_changed()
        self._on_checked()
        self._on_data_changed()
        self.message_bar.hide()
        self.canvas.setFocus()

    def forget_page(self, page: Page) -> None:
        """Let go of what shows a document that was closed."""
        self.safekeeping.forget(page.document)
        page.document.silence()
        self.docks.forget(page.document)
        not_lasting()

    def show_level(self, level: Document) -> None:
        """Show the document, or a nested model in it, on the canvas and in the panels that follow it."""
        old = self.canvas
        place = self.pages.current.show_level(level)
        self._connect_canvas(self.canvas)
        self._show_canvas(self.canvas)
        old.deleteLater()
        self.docks.show_level(level)
        self._on_repair_previewed(self._repair)
        level.selection.changed.connect(self._on_state_changed, unique=True)
        self._on_state_changed()
        self.canvas.setFocus()
        if place is not None:
            canvas = self.canvas
            QTimer.singleShot(0, canvas, lambda: place.show_in(canvas))  # when the canvas has its size

    def _show_canvas(self, canvas: CanvasView) -> None:
        if self._shown_canvas is not canvas:
            if self._shown_canvas is None:
                self._column.addWidget(canvas, 1)
            else:
                self._shown_canvas.canvas_scene.show_repair(None)  # it is offered for what is on show only
                self._column.replaceWidget(self._shown_canvas, canvas)
                self._shown_canvas.hide()
            self._shown_canvas = canvas
            self._central.setFocusProxy(canvas)
        canvas.show()
        self.status.show_zoom(canvas.zoom)
        self.appearance.show_choices()

    def _connect_page(self, page: Page) -> None:
        self._connect_canvas(page.canvas)
        self._connect_document(page.document)
        self.safekeeping.watch(page.document)
        self.runs.watch(page.session)
        page.session.finished.connect(self._on_state_changed)
        page.session.datasets.refused.connect(self._on_refused)
        page.session.datasets.mendable.connect(partial(self._on_mendable, page))
        page.session.keeper.failed.connect(self._on_refused)

    def _connect_canvas(self, canvas: CanvasView) -> None:
        for name in actions.canvas_actions():
            canvas.addAction(self.actions_by_name[name])
        canvas.refused.connect(self._on_refused)
        canvas.menu_requested.connect(self._on_menu_requested)
        canvas.zoomed.connect(self.status.show_zoom)
        canvas.opened.connect(self.levels.open)
        canvas.remark_wanted.connect(self._on_remark_wanted)

    def _share_keys(self) -> None:
        """Let the outline hear the keys of the canvas, but for those that a list understands in its own way."""
        for name in set(actions.canvas_actions()) - {"rename", "select_all", "fit"}:  # F2, Ctrl+A, Home
            self.docks.docks["outline"].addAction(self.actions_by_name[name])

    def _show_flow(self) -> None:
        name = "flow_down" if self.canvas.canvas_scene.direction == "TB" else "flow_right"
        self.actions_by_name[name].setChecked(True)

    def _connect_document(self, document: Document) -> None:
        document.history.changed.connect(self._on_state_changed)
        document.history.changed.connect(self._on_history_changed)
        document.selection.changed.connect(self._on_state_changed)
        document.title_changed.connect(self._on_state_changed)
        document.checked.connect(self._on_checked)
        document.data_changed.connect(self._on_data_changed)

    def _on_state_changed(self, *_news: object) -> None:
        actions.refresh_enabled(self, self.actions_by_name)
        history = self.document.history
        for name, text in (("undo", history.undo_text), ("redo", history.redo_text)):
            title = self.tr("&Undo") if name == "undo" else self.tr("&Redo")
            self.actions_by_name[name].setText(f"{title} {translated(text)}".rstrip())
        self.setWindowTitle(f"{translated(self.document.title)}[*] – nn-designer")
        self.setWindowModified(self.document.is_modified)
        self.breadcrumbs.show_level(self.level)
        self.pages.refresh_titles()

    def _on_history_changed(self, *_news: object) -> None:
        self.message_bar.hide()  # the next step went well: what was said is past

    def _on_checked(self, *_report: object) -> None:
        self.status.show_report(self.document.report)
        self.toolbar.show_report(self.document.report)
        actions.refresh_enabled(self, self.actions_by_name)

    def _on_data_changed(self) -> None:
        self.toolbar.show_data(self.document.data_name)

    # ---- building -----------------------------------------------------------------------------------------

    def _set_central(self) -> None:
        self._central = central = QWidget(self)
        central.setMinimumSize(320, 160)
        self._column = QVBoxLayout(central)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.pages.tab_bar)
        self._column.addWidget(self.recovery_bar)
        self._column.addWidget(self.message_bar)
        self._column.addWidget(self.breadcrumbs)
        self._shown_canvas: CanvasView | None = None
        self._repair: Repair | None = None  # the one that is looked at
        self.setCentralWidget(central)

    def _make_menus(self) -> None:
        self._filled: dict[str, tuple[str, Callable[[QMenu], None]]] = {
            ">recent": (self.tr("Open &Recent"), self.files.fill_recent_menu),
            ">examples": (self.tr("&More Examples"), self.files.fill_examples_menu),
            ">export": (self.tr("&Export"), self.files.fill_export_menu),
            ">panels": (self.tr("&Panels"), self.docks.fill_menu),
            ">theme": (self.tr("&Colours"), lambda menu: self._fill_menu(menu, actions.THEME_MENU)),
            ">language": (self.tr("Lan&guage"), self.appearance.fill_language_menu),
            ">align": (self.tr("A&lign"), lambda menu: self._fill_menu(menu, actions.ALIGN_MENU)),
            ">note_colour": (self.tr("Note Colour"), lambda menu: fill_colour_menu(menu, self._paint_notes)),
        }
        for title, entries in actions.MENUS:
            menu = self.menuBar().addMenu(actions.translated(title))
            self._fill_menu(menu, entries)
        self._make_groups()
        actions.refresh_icons(self.actions_by_name)

    def _fill_menu(self, menu: QMenu, entries: Sequence[str]) -> None:
        for entry in entries:
            if entry == actions.SEPARATOR:
                menu.addSeparator()
            elif entry in self._filled:
                text, fill = self._filled[entry]
                fill(menu.addMenu(text))
            else:
                menu.addAction(self.actions_by_name[entry])

    def _paint_notes(self, colour: str) -> None:
        self.canvas.noting.paint(colour)

    def _make_groups(self) -> None:
        groups: dict[str, QActionGroup] = {}
        for spec in actions.ACTIONS:
            if spec.group:
                group = groups.setdefault(spec.group, QActionGroup(self))
                group.addAction(self.actions_by_name[spec.name])
        self.actions_by_name["flow_down"].setChecked(True)
        self.appearance.show_choices()
        chosen = str(QSettings().value("theme", "system")).replace("-", "_")
        self.actions_by_name.get(f"theme_{chosen}", self.actions_by_name["theme_system"]).setChecked(True)

    def _connect(self) -> None:
        self.failed.connect(self._on_failed)
        self.docks.library.layer_activated.connect(self._on_layer_activated)
        self.docks.node_activated.connect(lambda node_id: self.levels.show_nodes((node_id,)))
        self.docks.place_activated.connect(self.levels.show_nodes)
        self.docks.refused.connect(self._on_refused)
        self.docks.document_opened.connect(self.pages.open)
        self.docks.repair_previewed.connect(self._on_repair_previewed)
        self.toolbar.data_chosen.connect(self._on_data_chosen)
        self.toolbar.data_file_wanted.connect(self.files.open_data)
        self.toolbar.validity.clicked.connect(lambda: self.docks.raise_panel("problems"))
        self.message_bar.log_wanted.connect(self.show_log)
        self.message_bar.remedy_wanted.connect(self.files.use_data)

    # ---- messages -----------------------------------------------------------------------------------------

    def _on_refused(self, sentence: str) -> None:
        self.message_bar.show_message(sentence, "warning")

    def _on_mendable(self, page: Page, reference: str) -> None:
        """Offer remedies for data of the document in front: another one shall not get them with a click."""
        if page is self.pages.current:
            self.message_bar.offer_remedies(reference)

    def _on_repair_previewed(self, repair: Repair | None) -> None:
        self._repair = repair
        self.canvas.canvas_scene.show_repair(repair and seen_from(repair, self.level))

    def _on_failed(self, sentence: str) -> None:
        self.message_bar.show_message(sentence, "error", has_log=True)

    def show_log(self) -> None:
        """Show the log."""
        from designer.dialogs.texts import show_log

        show_log(self)

    def show_repairs(self) -> None:
        """Show what would solve the problems of the selected layers, or else of the model."""
        self.docks.focus_panel("problems")
        panel: Any = self.docks.panel("problems")
        panel.show_problem_of(self.level.selection.nodes, way=self.level.way)

    def _on_remark_wanted(self, node_id: str) -> None:
        self.docks.raise_panel("problems")
        panel: Any = self.docks.panel("problems")
        panel.show_problem_of([node_id], is_remark=True, way=self.level.way)

    def show_shortcuts(self) -> None:
        """Show what keys and mouse do."""
        from designer.dialogs.texts import show_shortcuts

        show_shortcuts(self, self.actions_by_name)

    def show_about(self) -> None:
        """Show name and version."""
        from designer.dialogs.texts import show_about

        show_about(self)

    # ---- slots of the actions -----------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back."""
        self.canvas.cancel_interaction()
        self.levels.show_keys(self.document.history.undo_path)
        self.level.undo()

    def redo(self) -> None:
        """Do the last step taken back again."""
        self.canvas.cancel_interaction()
        self.levels.show_keys(self.document.history.redo_path)
        self.level.redo()

    def _on_layer_activated(self, class_name: str) -> None:
        self.canvas.editing.add_layer_below(class_name)

    def _on_data_chosen(self, name: str) -> None:
        if name != source_of(self.document.data_name):
            self.document.execute(SetData(name))

    def _on_menu_requested(self, kind: str, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{kind}_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, actions.CONTEXT_MENUS[kind])
        menu.popup(place)

    def flow_down(self) -> None:
        """Let data flow from top to bottom."""
        self._set_flow("TB")

    def flow_right(self) -> None:
        """Let data flow from left to right."""
        self._set_flow("LR")

    def _set_flow(self, direction: Direction) -> None:
        if direction != self.canvas.canvas_scene.direction:
            self.canvas.canvas_scene.set_direction(direction)
            self.canvas.placing.arrange()

    # ---- look ---------------------------------------------------------------------------------------------

    def use_system_theme(self) -> None:
        """Follow the system."""
        self._use_theme("system")

    def use_light_theme(self) -> None:
        """Use dark text on light."""
        self._use_theme("light")

    def use_dark_theme(self) -> None:
        """Use light text on dark."""
        self._use_theme("dark")

    def use_high_contrast_theme(self) -> None:
        """Use white and yellow on black."""
        self._use_theme("high-contrast")

    def _use_theme(self, name: str) -> None:
        QSettings().setValue("theme", name)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, theme.named(name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "docks"):
            # Later: Qt is going through all widgets now, and some of them are about to be replaced.
            QTimer.singleShot(0, self, self._refresh_colours)

    def _refresh_colours(self) -> None:
        actions.refresh_icons(self.actions_by_name)
        self.toolbar.show_report(self.document.report)
        self.message_bar.refresh_colours()
        self.recovery_bar.refresh_colours()
        self.breadcrumbs.refresh()
        self.pages.tab_bar.refresh_colours()
        self.docks.refresh_icons()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_outline(self) -> None:
        """Go to the list of all layers."""
        self.docks.focus_panel("outline")

    def show_history(self) -> None:
        """Go to the list of all steps."""
        self.docks.focus_panel("history")

    def focus_next_pane(self) -> None:
        """Move the focus to the next pane."""
        self._focus_pane(1)

    def focus_previous_pane(self) -> None:
        """Move the focus to the pane before."""
        self._focus_pane(-1)

    def _focus_pane(self, step: int) -> None:
        panes = [pane for pane in (self.canvas, *self.docks.visible_panels()) if _first_taker(pane) is not None]
        focus = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), -step)
        taker = _first_taker(panes[(here + step) % len(panes)])
        assert taker is not None
        taker.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- layout -------------------------------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put all docks back where they were at first."""
        self.docks.place()
        self.docks.share_space()

    def _restore(self) -> None:
        self.resize(DEFAULT_SIZE)
        self.docks.place()
        state, geometry = (QSettings().value(f"window/{name}", QByteArray()) for name in ("state", "geometry"))
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self._has_own_layout = isinstance(state, QByteArray) and self.restoreState(state, LAYOUT_VERSION)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._has_own_layout:
            self._has_own_layout = True
            QTimer.singleShot(0, self, self.docks.share_space)  # when the window has its size

    def _remember_layout(self) -> None:
        QSettings().setValue("window/geometry", self.saveGeometry())
        QSettings().setValue("window/state", self.saveState(LAYOUT_VERSION))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.pages.may_close_all():
            event.ignore()
            return
        self._remember_layout()
        self.pages.close_all()
        self.safekeeping.close()
        event.accept()

    # ---- files dropped ------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        for path in paths:
            self.files.open_asking(path)

    def action(self, name: str) -> QAction:
        """Return an action by its name in the table."""
        return self.actions_by_name[name]


def _first_taker(pane: QWidget) -> QWidget | None:
    """Return the pane, or the first thing in it, that takes the focus."""
    inside = [pane, *pane.findChildren(QWidget)]
    return next((each for each in inside if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible()), None)
