"""Tabs: several documents in one window, by mouse and keys; each with its own canvas, panels, steps and journal."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTabBar

from designer import actions
from designer.app import make_window as make_started_window
from designer.archive.sweep import Axis, grid
from designer.archive.variants import variant
from designer.examples import ready_example
from designer.formats.door import save_document
from designer.model.commands import AddLayer
from designer.model.document import Document
from designer.pages import last_files
from designer.recovery.place import other_owner
from designer.window import MainWindow

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("NN_DESIGNER_HOME", str(tmp_path / "home"))
    yield
    QSettings().remove("session")


def discard_everything(window):
    window.files.ask_about_changes = lambda: "discard"
    window.files.ask_about_several = lambda _: []


@pytest.fixture
def window(qtbot):
    made = MainWindow(ready_example())
    qtbot.addWidget(made, before_close_func=discard_everything)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.canvas.hasFocus)
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.nnd"
    save_document(ready_example(), path)
    return path


def press(window, key, modifiers=NONE):
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)
    QApplication.processEvents()


def edit(document):
    document.execute(AddLayer("Dense"))


def titles(window):
    return [window.pages.tab_bar.tabText(n) for n in range(window.pages.tab_bar.count())]


def tab_middle(window, index):
    return window.pages.tab_bar.tabRect(index).center()


def test_one_document_needs_no_tab(window):
    assert window.pages.tab_bar.isHidden()


def test_ctrl_t_opens_a_tab_and_ctrl_w_closes_it(window):
    first = window.document
    press(window, KEY.Key_T, CTRL)
    assert titles(window) == [first.title, "Untitled"]
    assert window.pages.tab_bar.isVisible()
    assert window.document.graph.nodes == {}
    assert window.canvas.hasFocus()
    press(window, KEY.Key_W, CTRL)
    assert window.document is first
    assert window.pages.tab_bar.isHidden()


def test_closing_the_last_tab_leaves_an_empty_model(window):
    press(window, KEY.Key_W, CTRL)
    assert window.document.graph.nodes == {}
    assert len(window.pages.all) == 1


def test_ctrl_tab_goes_around(window):
    for _ in range(2):
        press(window, KEY.Key_T, CTRL)
    pages = list(window.pages.all)
    seen = []
    for _ in range(3):
        press(window, KEY.Key_Tab, CTRL)
        seen.append(pages.index(window.pages.current))
    assert seen == [0, 1, 2]
    press(window, KEY.Key_Tab, CTRL | SHIFT)
    assert window.pages.current is pages[1]


def test_a_click_on_a_tab_shows_it_with_all_panels(window):
    first = window.document
    press(window, KEY.Key_T, CTRL)
    edit(window.document)
    QTest.mouseClick(window.pages.tab_bar, Qt.MouseButton.LeftButton, NONE, tab_middle(window, 0))
    assert window.document is first
    assert window.canvas.document is first
    assert window.canvas.isVisible()
    assert first.title in window.windowTitle()
    assert window.toolbar.data.currentData() == first.data_name
    assert window.docks.panel("summary")._document is first
    assert not window.action("undo").isEnabled()
    window.pages.show_next()
    assert window.action("undo").isEnabled()


def test_each_tab_keeps_its_steps_selection_and_view(window):
    first = window.document
    first.selection.set(list(first.graph.nodes)[:2])
    window.canvas.keeps_fitting = False
    window.canvas.set_zoom(0.5)
    canvas, panel = window.canvas, window.docks.panel("inspector")
    press(window, KEY.Key_T, CTRL)
    edit(window.document)
    press(window, KEY.Key_Z, CTRL)
    assert window.document.graph.nodes == {}
    assert first.graph.nodes
    press(window, KEY.Key_Tab, CTRL)
    assert window.canvas is canvas
    assert window.canvas.zoom == 0.5
    assert window.docks.panel("inspector") is panel
    assert len(first.selection.nodes) == 2


def test_a_nested_model_stays_open_in_its_tab(window):
    order = window.document.graph.topological_order()
    window.document.selection.set(order[1:3])
    press(window, KEY.Key_G, CTRL)
    press(window, KEY.Key_Return)
    level = window.level
    press(window, KEY.Key_T, CTRL)
    assert window.breadcrumbs.isHidden()
    press(window, KEY.Key_Tab, CTRL)
    assert window.level is level
    assert window.breadcrumbs.isVisible()


def test_a_mark_says_what_is_not_saved(window, file):
    edit(window.document)
    press(window, KEY.Key_T, CTRL)
    assert titles(window)[0].endswith("•")
    window.pages.show_next()
    assert window.files.save_to(file.with_name("other.nnd"))
    assert titles(window)[0] == "other"


@pytest.mark.parametrize(("answer", "num_left"), [("cancel", 2), ("discard", 1), ("save", 1)])
def test_closing_a_changed_tab_asks_and_shows_what_it_asks_about(window, tmp_path, answer, num_left):
    changed = window.document
    edit(changed)
    press(window, KEY.Key_T, CTRL)
    shown = []
    window.files.ask_about_changes = lambda: shown.append(window.document) or answer
    window.files.ask_for_target = lambda *_: str(tmp_path / "kept.nnd")
    QTest.mouseClick(window.pages.tab_bar, Qt.MouseButton.MiddleButton, NONE, tab_middle(window, 0))
    assert shown == [changed]
    assert len(window.pages.all) == num_left
    assert (tmp_path / "kept.nnd").exists() == (answer == "save")


def test_the_middle_button_closes_a_tab(window):
    first = window.document
    press(window, KEY.Key_T, CTRL)
    QTest.mouseClick(window.pages.tab_bar, Qt.MouseButton.MiddleButton, NONE, tab_middle(window, 1))
    assert [page.document for page in window.pages.all] == [first]


def test_a_tab_has_a_button_that_closes_it(window):
    first = window.document
    press(window, KEY.Key_T, CTRL)
    button = window.pages.tab_bar.tabButton(1, QTabBar.ButtonPosition.RightSide)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [page.document for page in window.pages.all] == [first]


def test_new_tabs_can_be_told_apart(window):
    for _ in range(3):
        press(window, KEY.Key_T, CTRL)
    assert titles(window)[1:] == ["Untitled", "Untitled 2", "Untitled 3"]
    assert not window.document.is_modified


def test_files_of_the_same_name_can_be_told_apart(window, file):
    folder = file.parent / "older"
    folder.mkdir()
    paths = [file, file.with_suffix(".json"), folder / file.name]
    for path in paths:
        save_document(ready_example(), path)
        assert window.files.open_path(path)
        window.document.execute(AddLayer("Dense"))
    here = file.parent.name
    assert sorted(titles(window)) == sorted([f"{here}/mine.nnd •", "mine.json •", "older/mine.nnd •"])
    window.files.ask_about_changes = lambda: "discard"
    press(window, KEY.Key_W, CTRL)
    assert sorted(titles(window)) == ["mine.json •", "mine.nnd •"]


def test_tabs_are_dragged_into_another_order(window):
    first = window.pages.current
    press(window, KEY.Key_T, CTRL)
    window.pages.tab_bar.moveTab(0, 1)
    assert window.pages.all[1] is first
    press(window, KEY.Key_Tab, CTRL)
    assert window.pages.tab_bar.currentIndex() == window.pages.all.index(window.pages.current)
    assert titles(window)[1] == first.document.title


def three_changed(window, tmp_path):
    """Change three tabs, the first with a file; return their documents."""
    assert window.files.save_to(tmp_path / "first.nnd")
    edit(window.document)
    for _ in range(2):
        press(window, KEY.Key_T, CTRL)
        edit(window.document)
    return [page.document for page in window.pages.all]


def close_answering(window, qtbot, act):
    """Close the window, act in the one question that comes, and say whether it was closed."""
    asked, event = [], QCloseEvent()

    def answer():
        dialog = window.findChild(QDialog, "unsaved_dialog")
        asked.append([box.text() for box in dialog.boxes])
        act(dialog)

    QTimer.singleShot(0, answer)
    window.closeEvent(event)
    assert len(asked) == 1
    return asked[0], event.isAccepted()


def test_the_window_asks_once_about_all_changed_tabs_before_it_closes(window, qtbot, tmp_path):
    three_changed(window, tmp_path)
    discard = lambda dialog: QTest.mouseClick(dialog.discard_button, Qt.MouseButton.LeftButton)  # noqa: E731
    titles, is_closed = close_answering(window, qtbot, discard)
    assert titles == [f"first ({tmp_path / 'first.nnd'})", "Untitled", "Untitled 2"] and is_closed


def test_cancel_and_escape_close_nothing(window, qtbot, tmp_path):
    three_changed(window, tmp_path)
    press_cancel = lambda dialog: QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)  # noqa: E731
    press_escape = lambda dialog: QTest.keyClick(dialog, KEY.Key_Escape)  # noqa: E731
    for act in (press_cancel, press_escape):
        assert not close_answering(window, qtbot, act)[1]
    assert len(window.pages.all) == 3


def test_what_has_a_tick_is_saved_and_the_rest_is_not(window, qtbot, tmp_path):
    documents, targets = three_changed(window, tmp_path), []
    window.files.ask_for_target = lambda *_: targets.append(window.document) or str(tmp_path / "third.nnd")

    def act(dialog):
        assert dialog.save_button.text() == "&Save All"
        QTest.keyClick(dialog.boxes[1], KEY.Key_Space)
        assert dialog.save_button.text() == "&Save 2 of 3"
        QTest.keyClick(dialog, KEY.Key_Return)

    assert close_answering(window, qtbot, act)[1]
    assert [document.is_modified for document in documents] == [False, True, False]
    assert targets == [documents[2]] and (tmp_path / "third.nnd").exists()


def test_what_could_not_be_saved_keeps_the_window_open(window, qtbot, tmp_path):
    documents = three_changed(window, tmp_path)
    window.files.ask_for_target = lambda *_: ""  # the dialog for the name was left
    save = lambda dialog: QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)  # noqa: E731
    assert not close_answering(window, qtbot, save)[1]
    assert window.document is documents[1] and not documents[0].is_modified


def test_one_changed_tab_is_shown_and_asked_about_as_ever(window):
    changed = window.document
    edit(changed)
    press(window, KEY.Key_T, CTRL)
    asked = []
    window.files.ask_about_changes = lambda: asked.append(window.document) or "discard"
    window.closeEvent(QCloseEvent())
    assert asked == [changed]


def test_a_file_opens_in_a_tab_of_its_own_unless_nobody_would_miss_the_present_one(window, file):
    assert window.files.open_path(file)
    assert len(window.pages.all) == 1  # the untouched example made room
    edit(window.document)
    other = file.with_name("other.nnd")
    save_document(ready_example(), other)
    assert window.files.open_path(other)
    assert titles(window) == ["mine •", "other"]


def test_a_file_that_is_open_already_comes_to_the_front(window, file):
    assert window.files.open_path(file)
    first = window.document
    press(window, KEY.Key_T, CTRL)
    assert window.files.open_path(file)
    assert window.document is first
    assert len(window.pages.all) == 2


def test_nothing_is_saved_over_a_file_in_another_tab(window, file):
    assert window.files.open_path(file)
    before = file.read_bytes()
    press(window, KEY.Key_T, CTRL)
    edit(window.document)
    assert not window.files.save_to(file)
    assert "open in another tab" in window.message_bar.text
    assert file.read_bytes() == before


def test_files_dropped_on_the_window_open_in_tabs(window, file):
    other = file.with_name("other.nnd")
    save_document(ready_example(), other)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (file, other)])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert titles(window) == ["mine", "other"]


def test_layers_go_from_tab_to_tab_by_the_clipboard(window):
    first = window.document
    first.selection.set(first.graph.topological_order()[:3])
    press(window, KEY.Key_C, CTRL)
    press(window, KEY.Key_T, CTRL)
    press(window, KEY.Key_V, CTRL)
    assert len(window.document.graph.nodes) == 3
    assert len(window.document.graph.edges) == 2
    seen = window.canvas.mapToScene(window.canvas.viewport().rect()).boundingRect()
    assert seen.contains(window.canvas.canvas_scene.extent_of(window.document.graph.nodes))


def test_each_tab_has_its_journal_and_takes_it_along(window):
    edit(window.document)
    press(window, KEY.Key_T, CTRL)
    edit(window.document)
    journals = dict(window.safekeeping._journals)
    assert len({journal.place.folder for journal in journals.values()}) == 2
    window.files.ask_about_changes = lambda: "discard"
    closed = window.document
    press(window, KEY.Key_W, CTRL)
    assert not journals[closed].place.folder.exists()
    assert journals[window.document].place.folder.exists()


def test_a_closed_tab_no_longer_owns_its_file(window, file):
    assert window.files.open_path(file)
    press(window, KEY.Key_T, CTRL)
    window.pages.show_next()
    assert other_owner(file) is not None
    press(window, KEY.Key_W, CTRL)
    assert other_owner(file) is None


def test_nobody_listens_to_a_closed_document(window):
    press(window, KEY.Key_T, CTRL)
    closed = window.document
    press(window, KEY.Key_W, CTRL)
    edit(closed)
    assert closed.title not in titles(window)


def test_the_files_of_the_last_time_are_open_again(window, file, qtbot):
    other = file.with_name("other.nnd")
    save_document(ready_example(), other)
    for path in (file, other):
        assert window.files.open_path(path)
    window.pages.show_next()
    window.close()
    assert last_files() == [str(other), str(file)]
    again = make_started_window(reopens=True)
    qtbot.addWidget(again)
    assert titles(again) == ["other", "mine"]
    assert again.document.title == "mine"


def test_files_that_are_gone_are_not_missed(window, file, qtbot):
    assert window.files.open_path(file)
    window.close()
    file.unlink()
    again = make_started_window(reopens=True)
    qtbot.addWidget(again)
    assert again.document.graph.nodes  # the ready example
    assert again.message_bar.text == ""


def test_switching_is_quick(window):
    """The panels are made once; going back and forth makes none."""
    press(window, KEY.Key_T, CTRL)
    panels = [window.docks.panel(name) for name in window.docks.docks]
    for _ in range(4):
        press(window, KEY.Key_Tab, CTRL)
    assert [window.docks.panel(name) for name in window.docks.docks] == panels
    assert isinstance(window.document, Document)


@pytest.mark.parametrize("key", [KEY.Key_N, KEY.Key_T])
def test_a_new_model_has_a_tab_of_its_own_by_either_key(window, key):
    before = window.document
    press(window, key, CTRL)
    assert len(window.pages.all) == 2
    assert window.document is not before
    assert window.pages.all[0].document is before


def test_one_entry_of_the_menu_begins_a_model(window):
    slots = [spec.name for spec in actions.ACTIONS if spec.slot == "pages.new"]
    assert slots == ["new"]
    assert "tab" in window.action("new").toolTip()


# ---- a sweep under way ------------------------------------------------------------------------------------------


@pytest.fixture
def sweeping(window):
    """A window in which two variants are being trained."""
    document = window.document
    window.session.sweep.start([(each, variant(document, each)) for each in grid([Axis("epochs", (10**6, 10**5))])])
    yield window
    window.session.sweep.stop()
    window.files.ask_about_sweep = lambda *_: True


def test_going_back_to_the_file_asks_about_the_sweep(sweeping, tmp_path):
    save_document(sweeping.document, tmp_path / "swept.nnd")
    sweeping.document.mark_saved(tmp_path / "swept.nnd")
    page, asked = sweeping.pages.current, []
    sweeping.files.ask_about_reverting = lambda: True
    sweeping.files.ask_about_sweep = lambda *about: asked.append(about) or False
    sweeping.files.revert()
    assert asked == [(sweeping.document.title, 0, 2)]
    assert sweeping.pages.current is page and sweeping.session.sweep.is_running


def test_a_tab_that_is_being_measured_gives_its_place_to_nothing(window, file, qtbot):
    page = window.pages.current
    with qtbot.waitSignal(window.session.evaluated, timeout=20_000):
        page.session.evaluate(window.document)
        assert not page.is_untouched
        assert window.files.open_path(file)
    assert window.pages.all[0] is page and page.is_untouched


def test_a_window_with_a_sweep_asks_before_it_closes(sweeping):
    asked = []
    sweeping.files.ask_about_sweep = lambda *about: asked.append(about) or False
    assert not sweeping.close()
    assert asked == [(sweeping.document.title, 0, 2)]
    assert sweeping.session.sweep.is_running and sweeping.isVisible()


def test_a_tab_with_a_sweep_asks_before_it_closes(sweeping):
    sweep = sweeping.session.sweep
    sweeping.files.ask_about_sweep = lambda *_: False
    assert not sweeping.pages.close(sweeping.pages.current)
    assert sweep.is_running
    sweeping.files.ask_about_sweep = lambda *_: True
    assert sweeping.pages.close(sweeping.pages.current)
    assert not sweep.is_running


def test_a_sweep_that_may_end_leaves_no_process_behind(sweeping):
    processes = list(sweeping.session.sweep._running)
    sweeping.files.ask_about_sweep = lambda *_: True
    assert sweeping.close()
    assert {process.state().name for process in processes} == {"NotRunning"}


def test_what_is_opened_during_a_sweep_takes_no_tab_away_from_it(sweeping):
    assert not sweeping.document.is_modified
    before = sweeping.pages.current
    sweeping.action("example").trigger()
    assert len(sweeping.pages.all) == 2 and sweeping.pages.current is not before
    assert before.session.sweep.is_running
    sweeping.files.ask_about_sweep = lambda *_: True  # when the window closes
