"""The window: everything in its place, every action reachable, one document after another."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDockWidget, QLabel, QMenu, QTabBar, QTreeWidget

from designer import actions, theme
from designer.examples import ready_example
from designer.model.commands import AddLayer, Connect, SetData
from designer.model.document import Document
from designer.model.graph import Edge
from designer.window import MainWindow


@pytest.fixture
def make_window(qtbot):
    def make(document=None, size=(1280, 800)):
        window = MainWindow(document)
        qtbot.addWidget(window, before_close_func=lambda window: answer(window, "discard"))
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    return make


@pytest.fixture
def window(make_window):
    return make_window(ready_example())


def answer(window, text):
    window.files.ask_about_changes = lambda: text
    window.files.ask_about_several = lambda _: []


def test_everything_has_its_place(window):
    for name in ("library_tree", "library_search", "canvas_view", "inspector_panel", "main_toolbar", "data_combo"):
        assert window.findChild(object, name).isVisible(), name
    for name in ("problems", "summary", "data", "training", "evaluate"):
        window.docks.raise_panel(name)
        assert not window.findChild(object, f"{name}_panel").visibleRegion().isEmpty(), name


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_it_fits_the_screen_with_room_for_the_canvas(make_window, size):
    window = make_window(ready_example(), size)
    assert (window.width(), window.height()) == size
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 720
    assert window.canvas.width() >= 600
    assert window.canvas.height() >= 380


def test_no_panel_makes_the_window_grow(window):
    for name in window.docks.docks:
        window.docks.raise_panel(name)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1280, 800), name


def test_every_action_does_something_and_can_be_found(window):
    for spec in actions.ACTIONS:
        action = window.findChild(object, f"action_{spec.name}")
        assert action is window.action(spec.name)
        target = window
        for step in spec.slot.split("."):
            target = getattr(target, step)
        assert callable(target), spec.slot


def test_no_two_actions_share_a_key(window):
    keys = [key.toString() for action in window.actions_by_name.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_no_two_actions_share_a_sign_that_is_typed_with_shift(window):
    keys = {key.toString() for action in window.actions_by_name.values() for key in action.shortcuts()}
    signs = {key for key in keys if not key[-1].isalnum()}
    assert not {key.replace("Shift+", "") for key in signs if "Shift+" in key} & signs


def test_every_action_is_in_a_menu(window):
    menus = [menu for _, menu in actions.MENUS] + list(actions.SUBMENUS.values())
    entries = {entry for menu in menus for entry in menu}
    assert {spec.name for spec in actions.ACTIONS} <= entries


def test_menus_have_no_two_entries_with_one_letter(window):
    for menu in window.menuBar().findChildren(QMenu):
        letters = [a.text().partition("&")[2][:1].lower() for a in menu.actions() if "&" in a.text()]
        assert len(letters) == len(set(letters)), (menu.title(), letters)


def test_undo_and_redo_name_their_step(window):
    assert not window.action("undo").isEnabled()
    window.document.execute(AddLayer("Dense"))
    assert window.action("undo").isEnabled()
    assert window.action("undo").text().replace("&", "") == "Undo Add Dense"
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.action("redo").text().replace("&", "") == "Redo Add Dense"


def type_units(window, text):
    window.document.execute(AddLayer("Dense", arguments={"units": 3}, node_id="a"))
    window.document.selection.set(["a"])
    QApplication.processEvents()
    line = window.findChild(object, "editor_units").line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    return line


def test_undo_takes_back_a_value_that_was_entered_in_a_field_though_the_field_has_the_focus(make_window):
    window = make_window(Document())
    line = type_units(window, "7")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "3"
    QTest.keyClick(line, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.document.graph.layer_of("a").arguments["units"] == 7


def test_undo_in_a_field_takes_back_typing_that_was_not_entered_yet(make_window):
    window = make_window(Document())
    line = type_units(window, "7")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "3"
    assert window.document.history.position == 1


def test_undo_takes_back_a_setting_though_its_field_has_the_focus(make_window):
    window = make_window(Document())
    window.docks.raise_panel("training")
    QApplication.processEvents()
    for name, attribute in (("training_epochs", "epochs"), ("training_learning_rate", "learning_rate")):
        field, before = window.findChild(object, name), getattr(window.document.settings, attribute)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "1")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert getattr(window.document.settings, attribute) == 1
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert getattr(window.document.settings, attribute) == before


def test_letters_do_things_on_the_canvas_only(window, qtbot):
    search = window.docks.library.search
    search.setFocus()
    QTest.keyClicks(search, "flc")
    assert search.text() == "flc"
    steps = window.document.history.position
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert window.document.graph.nodes == {}
    assert window.document.history.position == steps + 1


def test_a_double_click_in_the_library_adds_a_layer(window):
    tree = window.findChild(QTreeWidget, "library_tree")
    item = next(item for item in window.docks.library._layer_items() if item.text(0) == "Dropout")
    tree.scrollToItem(item)
    place = tree.visualItemRect(item).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "Dropout" in {layer.class_name for layer in window.document.graph.layers.values()}


def test_the_status_line_shows_the_size_of_the_model(window):
    document = Document()
    window.show_document(document)
    document.execute(AddLayer("Input", arguments={"shape": [4]}, node_id="a"))
    document.execute(AddLayer("Dense", arguments={"units": 3}, node_id="b"))
    document.execute(Connect(Edge("a", 0, "b", 0)))
    assert window.findChild(QLabel, "status_totals").text() == "15 parameters · 60 B · 12 MACs/sample"


def test_the_toolbar_says_whether_the_model_is_valid(window):
    assert window.toolbar.validity.text() == "Valid"
    window.document.execute(AddLayer("Dense"))
    assert "error" in window.toolbar.validity.text()
    window.docks.raise_panel("summary")
    QTest.mouseClick(window.toolbar.validity, Qt.MouseButton.LeftButton)
    assert window.docks.panel("problems").isVisible()


def test_a_problem_leads_to_its_node(window):
    window.document.execute(AddLayer("Dense", 5000, 5000, node_id="lost"))
    window.docks.raise_panel("problems")
    problems = window.docks.panel("problems").list
    place = problems.visualItemRect(problems.item(0)).center()
    QTest.mouseClick(problems.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.document.selection.nodes == {"lost"}
    shown = window.canvas.mapToScene(window.canvas.viewport().rect()).boundingRect()
    assert shown.contains(window.canvas.canvas_scene.node_items["lost"].body())


def test_the_data_is_chosen_in_the_toolbar_and_can_be_undone(window):
    combo = window.findChild(QComboBox, "data_combo")
    before = window.document.data_name
    combo.setFocus()
    index = combo.findData("iris")
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
    assert window.document.data_name == "iris"
    window.document.undo()
    assert combo.currentData() == before


def test_a_file_as_data_is_shown_by_its_name(window, tmp_path):
    window.document.execute(SetData(str(tmp_path / "faces.npz")))
    assert window.findChild(QComboBox, "data_combo").currentText() == "faces.npz"


def test_training_what_is_not_valid_says_what_is_missing(make_window):
    window = make_window(Document())
    window.action("train").trigger()
    assert "nothing to train" in window.message_bar.text
    window.document.execute(AddLayer("Dense"))
    window.action("train").trigger()
    assert "Add an Input" in window.message_bar.text
    assert window.session.state == "idle"


def test_training_without_data_names_the_data_there_are(window):
    window.document.execute(SetData(""))
    window.action("train").trigger()
    assert "Choose a data set first: " in window.message_bar.text
    assert window.toolbar.data.itemText(0) in window.message_bar.text


def test_a_refusal_is_said_on_the_message_bar_and_can_be_closed(window):
    window.canvas.refused.emit("No.")
    assert window.message_bar.text == "No."
    QTest.mouseClick(window.message_bar.close_button, Qt.MouseButton.LeftButton)
    assert window.message_bar.text == ""


def test_what_was_refused_is_past_with_the_next_step(window):
    window.canvas.refused.emit("No.")
    window.document.execute(AddLayer("Dense"))
    assert window.message_bar.text == ""
    window.canvas.refused.emit("No.")
    window.document.undo()
    assert window.message_bar.text == ""


def test_an_empty_model_is_greeted_without_an_error(make_window):
    window = make_window(Document())
    assert "error" not in window.toolbar.validity.text()
    assert window.docks.docks["problems"].windowTitle() == "Problems"
    assert window.canvas.welcome.isVisible()
    assert "Space" in window.canvas.welcome.text()
    window.document.execute(AddLayer("Dense"))
    assert not window.canvas.welcome.isVisible()
    window.document.undo()
    assert window.canvas.welcome.isVisible()


def test_panes_are_reached_by_key(window):
    window.canvas.setFocus()
    seen = set()
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        dock = QApplication.focusWidget()
        while dock is not None and not isinstance(dock, QDockWidget) and dock is not window.canvas:
            dock = dock.parentWidget()
        seen.add(dock.objectName())
    assert {"canvas_view", "dock_library", "dock_inspector"} <= seen


def test_the_title_says_what_is_open_and_whether_it_is_changed(window):
    assert "Digits CNN" in window.windowTitle()
    assert not window.isWindowModified()
    window.document.execute(AddLayer("Dense"))
    assert window.isWindowModified()


def test_unsaved_changes_are_asked_about_once(window):
    window.document.execute(AddLayer("Dense"))
    asked = []
    window.files.ask_about_changes = lambda: asked.append(1) or "cancel"
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    assert len(asked) == 1
    answer(window, "discard")
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.isAccepted()


def test_nothing_is_asked_without_changes(window):
    window.files.ask_about_changes = lambda: pytest.fail("asked")
    window.pages.new()
    assert window.document.graph.nodes == {}


def test_another_document_takes_the_place_of_the_first_in_all_views(window):
    first = window.document
    window.show_document(Document(title="Second"))
    window.document.execute(AddLayer("Dense", node_id="x"))
    assert set(window.canvas.canvas_scene.node_items) == {"x"}
    first.execute(AddLayer("Dense", node_id="y"))  # nobody listens to the old one any more
    assert set(window.canvas.canvas_scene.node_items) == {"x"}
    assert "Second" in window.windowTitle()


def test_the_canvas_of_a_new_document_has_the_focus(window):
    window.show_document(Document())
    assert window.canvas.hasFocus()
    assert window.isActiveWindow()  # no panel was a window of its own for a moment


def test_docks_come_back_as_they_were(make_window):
    window = make_window(Document())
    window.docks.docks["library"].hide()
    window.close()
    again = make_window(Document())
    assert again.docks.docks["library"].isHidden()
    again.action("reset_layout").trigger()
    assert not again.docks.docks["library"].isHidden()


@pytest.mark.parametrize("name", theme.THEME_NAMES)
def test_every_theme_can_be_chosen_and_is_remembered(window, name, qapp):
    window.action(f"theme_{name.replace('-', '_')}").trigger()
    assert theme.current().name == name
    assert QSettings().value("theme") == name
    QApplication.processEvents()
    window.grab()
    theme.apply(qapp, theme.LIGHT)


def test_the_context_menu_of_a_node_offers_to_use_it_again(window, qtbot):
    node_id = next(iter(window.document.graph.nodes))
    window.document.selection.set([node_id])
    window.canvas.menu_requested.emit("node", window.canvas.mapToGlobal(window.canvas.rect().center()))
    menu = window.findChild(QMenu, "node_menu")
    assert window.action("use_again") in menu.actions()
    menu.close()


def test_flow_from_left_to_right_arranges_that_way(window):
    window.action("flow_right").trigger()
    nodes = list(window.document.graph.nodes.values())
    assert len({node.y for node in nodes}) == 1
    assert len({node.x for node in nodes}) == len(nodes)


def test_docks_that_share_a_place_have_one_row_of_tabs(window, qtbot):
    def rows():
        bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [tuple(bar.tabText(i) for i in range(bar.count())) for bar in bars if bar.isVisible()]

    qtbot.waitUntil(lambda: len(rows()) == len(set(rows())) == 3)
