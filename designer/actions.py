"""Actions: every command of the menus, toolbar and keyboard, declared once."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

from designer import icons

if TYPE_CHECKING:
    from designer.window import MainWindow

SEPARATOR = "|"


@dataclass(frozen=True)
class ActionSpec:
    """One action: what it is called, what it does, how it is reached, when it makes sense."""

    name: str
    text: str
    slot: str  # a method, as a path from the window
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    enabled_when: str = ""  # a key of CONDITIONS; always if empty
    scope: Literal["window", "canvas"] = "window"  # where the shortcut is heard; letters belong to the canvas
    is_checkable: bool = False
    group: str = ""  # actions of one group exclude each other
    back_text: str = ""  # what it is called where it takes back what it did before
    back_when: str = ""  # the key of CONDITIONS that says so


def _num_things(window: MainWindow) -> int:
    """Return how many nodes and notes are selected."""
    return len(window.level.selection.nodes) + len(window.level.selection.notes)


CONDITIONS: dict[str, Callable[[MainWindow], bool]] = {
    "can_revert": lambda window: window.document.path is not None and window.document.is_modified,
    "can_undo": lambda window: window.document.history.can_undo,
    "can_redo": lambda window: window.document.history.can_redo,
    "has_nodes": lambda window: bool(window.level.graph.nodes),
    "has_selection": lambda window: bool(_num_things(window) or window.level.selection.edges),
    "has_selected_things": lambda window: _num_things(window) > 0,
    "has_selected_nodes": lambda window: bool(window.level.selection.nodes),
    "has_one_thing": lambda window: _num_things(window) == 1,
    "has_one_node": lambda window: len(window.level.selection.nodes) == 1,
    "has_two_nodes": lambda window: len(window.level.selection.nodes) > 1,
    "has_selected_note": lambda window: bool(window.level.selection.notes),
    "has_shared_node": lambda window: window.canvas.editing.is_shared(),
    "has_weights": lambda window: window.canvas.freezing.has_weights(),
    "is_frozen": lambda window: window.canvas.freezing.is_frozen(),
    "has_nested": lambda window: window.canvas.structure.has_nested(),
    "is_nested": lambda window: window.level is not window.document,
    "has_tabs": lambda window: len(window.pages.all) > 1,
    "can_train": lambda window: window.session.state in ("idle", "paused"),
    "is_running": lambda window: window.session.state == "running",
    "is_training": lambda window: window.session.state in ("running", "paused"),
}

ACTIONS: tuple[ActionSpec, ...] = (
    # File
    ActionSpec("new", "&New", "pages.new", ("Ctrl+N", "Ctrl+T"), "new", "Begin an empty model in a tab of its own"),
    ActionSpec("open", "&Open…", "files.open", ("Ctrl+O",), "open", "Open a model from a file"),
    ActionSpec("save", "&Save", "files.save", ("Ctrl+S",), "save", "Save the model to its file"),
    ActionSpec("save_as", "Save As…", "files.save_as", ("Ctrl+Shift+S",), tip="Save the model to another file"),
    ActionSpec("revert", "Re&vert to Saved", "files.revert", tip="Go back to what the file holds",
               enabled_when="can_revert"),
    ActionSpec("print", "&Print…", "canvas.picture.print", ("Ctrl+P",), tip="Print the picture of the model",
               enabled_when="has_nodes"),
    ActionSpec("example", "Open E&xample", "files.open_example", tip="Open the ready model that reads digits"),
    ActionSpec("close_tab", "&Close Tab", "pages.close_current", ("Ctrl+W",), "", "Close the model in front"),
    ActionSpec("quit", "&Quit", "close", ("Ctrl+Q",)),
    # Edit
    ActionSpec("undo", "&Undo", "undo", ("Ctrl+Z",), "undo", "Take the last step back", "can_undo"),
    ActionSpec("redo", "&Redo", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Do the step again", "can_redo"),
    ActionSpec("cut", "Cu&t", "canvas.editing.cut", ("Ctrl+X",), "cut", "", "has_selected_things", "canvas"),
    ActionSpec("copy", "&Copy", "canvas.editing.copy", ("Ctrl+C",), "copy", "", "has_selected_things", "canvas"),
    ActionSpec("paste", "&Paste", "canvas.editing.paste", ("Ctrl+V",), "paste", scope="canvas"),
    ActionSpec("duplicate", "&Duplicate", "canvas.editing.duplicate", ("Ctrl+D",), "duplicate", "Add a copy beside",
               "has_selected_things", "canvas"),
    ActionSpec("delete", "De&lete", "canvas.editing.delete", ("Del", "Backspace"), "delete",
               "Remove what is selected; the wires around it close up", "has_selection", "canvas"),
    ActionSpec("cut_out", "Delete and Leave &Open", "canvas.editing.cut_out", ("Ctrl+Del",), "",
               "Remove what is selected and its wires", "has_selection", "canvas"),
    ActionSpec("find", "&Find…", "canvas.find_bar.open", ("Ctrl+F",), "search",
               "Find layers by name, class or parameter", "has_nodes"),
    ActionSpec("select_all", "Select &All", "canvas.editing.select_all", ("Ctrl+A",), scope="canvas"),
    ActionSpec("select_upstream", "Select Up&stream", "canvas.editing.select_upstream", ("Shift+U",),
               tip="Select all that leads to the selected layers", enabled_when="has_selected_nodes", scope="canvas"),
    ActionSpec("select_downstream", "Select Do&wnstream", "canvas.editing.select_downstream", ("Shift+D",),
               tip="Select all the selected layers lead to", enabled_when="has_selected_nodes", scope="canvas"),
    ActionSpec("copy_picture", "Copy as P&icture", "canvas.picture.copy", ("Ctrl+Shift+C",),
               tip="Put a picture of the model on the clipboard", enabled_when="has_nodes"),
    # View
    ActionSpec("fit", "&Fit All", "canvas.fit_all", ("Home",), "fit", "Show the whole model", scope="canvas"),
    ActionSpec("fit_selection", "Fit &Selection", "canvas.fit_selection", ("F",), scope="canvas"),
    ActionSpec("zoom_in", "Zoom &In", "canvas.zoom_in", ("Ctrl++", "Ctrl+="), "zoom_in"),
    ActionSpec("zoom_out", "Zoom &Out", "canvas.zoom_out", ("Ctrl+-",), "zoom_out"),
    ActionSpec("zoom_full", "Full Si&ze", "canvas.zoom_full", ("Ctrl+0",)),
    ActionSpec("minimap", "&Map", "appearance.toggle_minimap", ("M",), tip="Show the whole model, small, in a corner",
               scope="canvas", is_checkable=True),
    ActionSpec("reduced_motion", "Less Motion", "appearance.toggle_motion", is_checkable=True,
               tip="Let things be in their new places at once"),
    ActionSpec("larger_text", "L&arger Text", "appearance.larger_text", ("Ctrl+Alt++", "Ctrl+Alt+=")),
    ActionSpec("smaller_text", "Smaller &Text", "appearance.smaller_text", ("Ctrl+Alt+-",)),
    ActionSpec("theme_system", "As the &System", "use_system_theme", is_checkable=True, group="theme"),
    ActionSpec("theme_light", "&Light", "use_light_theme", is_checkable=True, group="theme"),
    ActionSpec("theme_dark", "&Dark", "use_dark_theme", is_checkable=True, group="theme"),
    ActionSpec("theme_high_contrast", "&High Contrast", "use_high_contrast_theme", is_checkable=True, group="theme"),
    ActionSpec("show_outline", "Out&line", "show_outline", ("Ctrl+Shift+O",), tip="Go to the list of all layers"),
    ActionSpec("show_history", "&History", "show_history", ("Ctrl+Shift+H",), tip="Go to the list of all steps"),
    ActionSpec("next_tab", "Ne&xt Tab", "pages.show_next", ("Ctrl+Tab", "Ctrl+PgDown"), "", "", "has_tabs"),
    ActionSpec("previous_tab", "Pre&vious Tab", "pages.show_previous", ("Ctrl+Shift+Tab", "Ctrl+PgUp"), "", "",
               "has_tabs"),
    ActionSpec("next_pane", "&Next Pane", "focus_next_pane", ("F6",), tip="Move the focus to the next pane"),
    ActionSpec("previous_pane", "Previous Pan&e", "focus_previous_pane", ("Shift+F6",)),
    ActionSpec("reset_layout", "&Reset Window Layout", "reset_layout"),
    ActionSpec("full_screen", "F&ull Screen", "toggle_full_screen", ("F11",)),
    # Model
    ActionSpec("add_layer", "&Add Layer…", "canvas.quick_add_at_mouse", ("Ctrl+Space",), "add",
               "Search a layer and add it"),
    ActionSpec("repair", "Re&pair…", "show_repairs", ("Ctrl+.",), "", "Show what would solve the problems here",
               "has_nodes"),
    ActionSpec("rename", "Rena&me", "canvas.rename_selected", ("F2",), "rename", "", "has_one_thing", "canvas"),
    ActionSpec("connect", "&Connect in Order", "canvas.connecting.in_order", ("C",), "connect",
               "Wire the selected layers one after the other", "has_two_nodes", "canvas"),
    ActionSpec("connect_to", "Connec&t To…", "canvas.connecting.search_target", ("W",), "",
               "Search the layer the selected ones shall lead to", "has_selected_nodes", "canvas"),
    ActionSpec("use_again", "&Use This Layer Again", "canvas.editing.use_again", (), "link",
               "Add a second node with the same layer and weights", "has_one_node"),
    ActionSpec("make_independent", "Make &Independent", "canvas.editing.make_independent", (), "",
               "Give this node a layer of its own, with a copy of the weights", "has_shared_node"),
    ActionSpec("freeze", "Free&ze", "canvas.freezing.toggle", ("Shift+F",), "",
               "Keep the weights of the selected layers as they are, or let training change them again",
               "has_weights", "canvas", back_text="Unfree&ze", back_when="is_frozen"),
    ActionSpec("group", "&Group into a Nested Model", "canvas.structure.group", ("Ctrl+G",), "nested",
               "Make the selected layers a model of their own, inside one node", "has_selected_nodes", "canvas"),
    ActionSpec("dissolve", "&Dissolve the Nested Model", "canvas.structure.dissolve", ("Ctrl+Shift+G",), "",
               "Put the layers of the nested model in its place", "has_nested", "canvas"),
    ActionSpec("open_nested", "&Open the Nested Model", "canvas.structure.open_selected", ("Ctrl+Down",), "",
               "Show and edit what is inside; also by Enter or a double-click", "has_nested", "canvas"),
    ActionSpec("leave_nested", "Bac&k to the Model Around", "levels.leave", ("Ctrl+Up",), "",
               "Show the model that this one is in", "is_nested"),
    ActionSpec("repeat", "Repeat in a Ro&w…", "canvas.structure.ask_how_often", ("Ctrl+R",), "repeat",
               "Let the selected layers stand several times in a row, each with its own weights",
               "has_selected_nodes", "canvas"),
    ActionSpec("note", "Add Not&e", "canvas.noting.add", ("N",), "note", "Write something on the canvas",
               scope="canvas"),
    ActionSpec("frame", "&Frame the Selection", "canvas.noting.frame", ("Shift+N",), "",
               "Put a coloured frame with a title around the selected layers", "has_selected_nodes", "canvas"),
    ActionSpec("write_note", "Write t&he Note", "canvas.noting.write_selected", (), "", "", "has_selected_note"),
    ActionSpec("arrange", "Arra&nge", "canvas.placing.arrange", ("L",), "arrange", "Lay out the whole model",
               "has_nodes", "canvas"),
    ActionSpec("align_left", "Align &Left", "canvas.placing.align_left", ("Ctrl+Shift+Left",), "", "",
               "has_two_nodes", "canvas"),
    ActionSpec("align_centre", "Align &Centre", "canvas.placing.align_centre", (), "", "", "has_two_nodes"),
    ActionSpec("align_right", "Align &Right", "canvas.placing.align_right", ("Ctrl+Shift+Right",), "", "",
               "has_two_nodes", "canvas"),
    ActionSpec("align_top", "Align &Top", "canvas.placing.align_top", ("Ctrl+Shift+Up",), "", "", "has_two_nodes",
               "canvas"),
    ActionSpec("align_middle", "Align &Middle", "canvas.placing.align_middle", (), "", "", "has_two_nodes"),
    ActionSpec("align_bottom", "Align &Bottom", "canvas.placing.align_bottom", ("Ctrl+Shift+Down",), "", "",
               "has_two_nodes", "canvas"),
    ActionSpec("distribute_across", "Distribute &Horizontally", "canvas.placing.distribute_across", (), "", "",
               "has_two_nodes"),
    ActionSpec("distribute_down", "Distribute &Vertically", "canvas.placing.distribute_down", (), "", "",
               "has_two_nodes"),
    ActionSpec("flow_down", "Flow Top to &Bottom", "flow_down", is_checkable=True, group="flow"),
    ActionSpec("flow_right", "Flow Left to &Right", "flow_right", is_checkable=True, group="flow"),
    # Train
    ActionSpec("train", "&Train", "runs.train", ("F5",), "play", "Train the model, or go on with a paused training",
               "can_train"),
    ActionSpec("pause", "&Pause", "runs.pause", ("F7",), "pause", "Pause after the present batch", "is_running"),
    ActionSpec("step", "One &Epoch", "runs.step_epoch", ("F8",), "step", "Train one epoch, then pause", "can_train"),
    ActionSpec("step_batch", "One &Batch", "runs.step_batch", ("F9",), "", "Train one batch, then pause", "can_train"),
    ActionSpec("stop", "&Stop", "runs.stop", ("Shift+F5",), "stop", "Stop and keep what was learned",
               "is_training"),
    ActionSpec("evaluate", "E&valuate", "runs.evaluate", ("F10",), "", "Measure the model on data held back",
               "has_nodes"),
    # Help
    ActionSpec("shortcuts", "&Keys and Mouse", "show_shortcuts", ("F1",), "help", "What keys and mouse do"),
    ActionSpec("log", "Show the &Log", "show_log", (), "log", "What went wrong, for those who want to know"),
    ActionSpec("about", "&About", "show_about"),
)  # fmt: skip

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("new", "open", ">recent", "example", ">examples", SEPARATOR, "save", "save_as", "revert",
               ">export", "print", SEPARATOR, "close_tab", "quit")),
    ("&Edit", ("undo", "redo", SEPARATOR, "cut", "copy", "paste", "duplicate", "delete", "cut_out", SEPARATOR,
               "find", "select_all", "select_upstream", "select_downstream", SEPARATOR, "copy_picture")),
    ("&View", ("fit", "fit_selection", "zoom_in", "zoom_out", "zoom_full", SEPARATOR, ">panels", "minimap", ">theme",
               ">language", "larger_text", "smaller_text", "reduced_motion", SEPARATOR,
               "next_tab", "previous_tab", "show_outline", "show_history", "next_pane", "previous_pane",
               "reset_layout", "full_screen")),
    ("&Model", ("add_layer", "repair", "rename", "connect", "connect_to", "use_again", "make_independent", "freeze",
                SEPARATOR, "group", "dissolve", "open_nested", "leave_nested", "repeat", SEPARATOR,
                "note", "frame", "write_note", ">note_colour", SEPARATOR,
                "arrange", ">align", "flow_down", "flow_right")),
    ("&Train", ("train", "pause", "step", "step_batch", "stop", SEPARATOR, "evaluate")),
    ("&Help", ("shortcuts", "log", "about")),
)  # fmt: skip
THEME_MENU = ("theme_system", "theme_light", "theme_dark", "theme_high_contrast")
ALIGN_MENU = ("align_left", "align_centre", "align_right", SEPARATOR, "align_top", "align_middle", "align_bottom",
              SEPARATOR, "distribute_across", "distribute_down")  # fmt: skip
SUBMENUS = {">theme": THEME_MENU, ">align": ALIGN_MENU}
CONTEXT_MENUS: dict[str, tuple[str, ...]] = {
    "node": ("repair", "rename", "freeze", "use_again", "make_independent", "connect", "connect_to", ">align", "frame",
             SEPARATOR, "open_nested", "group", "dissolve",
             "repeat", SEPARATOR, "cut", "copy", "duplicate", "delete",
             "cut_out", SEPARATOR, "select_upstream", "select_downstream", "fit_selection"),
    "wire": ("delete",),
    "note": ("write_note", ">note_colour", SEPARATOR, "cut", "copy", "duplicate", "delete"),
    "canvas": ("add_layer", "note", "paste", SEPARATOR, "select_all", "arrange", "fit", SEPARATOR, "copy_picture"),
}  # fmt: skip


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """Make the action of every declaration; a click calls the method its slot names."""
    return {spec.name: _action(spec, window) for spec in ACTIONS}


def _action(spec: ActionSpec, window: MainWindow) -> QAction:
    action = QAction(translated(spec.text), window)
    action.setObjectName(f"action_{spec.name}")
    action.setShortcuts([QKeySequence(each) for each in spec.shortcuts])
    action.setCheckable(spec.is_checkable)
    if spec.scope == "canvas":
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setIconText(_plain(action.text()))
    tip = translated(spec.tip) if spec.tip else action.iconText()
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({keys})" if keys else tip)
    action.triggered.connect(functools.partial(_call, window, spec.slot))
    return action


def _plain(text: str) -> str:
    """Return the text of a menu without its key, as a button shows it: 训练 from 训练(&T)."""
    return re.sub(r"\s*\(&\w\)", "", text).replace("&", "").rstrip("…")


def _call(window: MainWindow, slot: str, *_checked: bool) -> None:
    operator.attrgetter(slot)(window)()


def translated(text: str) -> str:
    """Return a text of the tables in the user's language."""
    return QCoreApplication.translate("actions", text)


def refresh_icons(actions: dict[str, QAction]) -> None:
    """Draw the icons in the colours of the theme in use."""
    for spec in ACTIONS:
        if spec.icon:
            actions[spec.name].setIcon(icons.icon(spec.icon, "success" if spec.name == "train" else "text"))


def refresh_enabled(window: MainWindow, actions: dict[str, QAction]) -> None:
    """Enable what makes sense now, and call it what it would do."""
    for spec in ACTIONS:
        if spec.back_when:
            is_back = CONDITIONS[spec.back_when](window)
            actions[spec.name].setText(translated(spec.back_text if is_back else spec.text))
        if spec.enabled_when:
            actions[spec.name].setEnabled(CONDITIONS[spec.enabled_when](window))


def canvas_actions() -> Iterator[str]:
    """Yield the names of the actions whose keys only the canvas hears."""
    yield from (spec.name for spec in ACTIONS if spec.scope == "canvas")
