"""A panel is made when its dock is first seen; it is never out of date, and never works while nobody sees it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from designer.examples import ready_example
from designer.model.commands import AddLayer, SetSettings
from designer.model.document import Document
from designer.window import MainWindow


@pytest.fixture
def window(qtbot):
    window = MainWindow(ready_example())
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    yield window
    window.files.ask_about_changes = lambda: "discard"
    window.files.ask_about_several = lambda _: []
    window.close()
    window.deleteLater()


def is_made(window, name):
    return window.findChild(object, f"{name}_panel") is not None


def test_only_panels_one_can_see_are_made_at_the_start(window):
    made = {name for name in window.docks.docks if is_made(window, name)}
    assert made == {"library", "inspector", "data", "problems"}  # the last reviews the model for the canvas, too


def test_a_shortcut_shows_a_panel_as_the_document_is_now(window):
    document = window.document
    document.execute(AddLayer("Dense", name="just_added"))
    window.activateWindow()
    QTest.keyClick(window.canvas, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    tree = window.docks.panel("outline").tree
    assert tree.isVisible()
    assert "just_added" in {tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())}


def test_a_covered_panel_does_nothing_and_is_up_to_date_when_uncovered(window):
    window.docks.raise_panel("summary")
    panel = window.docks.panel("summary")
    window.docks.raise_panel("problems")
    assert not panel.isVisible()
    before = panel.table.rowCount()
    window.document.execute(AddLayer("Dense"))
    assert panel.table.rowCount() == before
    window.docks.raise_panel("summary")
    assert panel.isVisible() and panel.table.rowCount() == before + 1


def test_the_keyboard_does_not_stay_in_a_covered_panel(window):
    window.activateWindow()
    window.docks.focus_panel("summary")
    assert window.docks.panel("summary").isAncestorOf(QApplication.focusWidget())
    window.docks.raise_panel("problems")
    assert QApplication.focusWidget() is window.canvas


def test_a_training_is_drawn_from_its_beginning_though_nobody_sees_it(window, qtbot, tmp_path):
    window.document.execute(SetSettings(replace(window.document.settings, epochs=2)))
    for first_epoch in (1, 3):  # the second training goes on with the first: its curves begin with those of that
        document, page = window.document, window.pages.current
        with qtbot.waitSignal(page.session.finished, timeout=30_000):
            page.session.start(document)
            window.pages.add(Document())
        window.pages.show(page)
        panel = window.docks.panel("training")
        assert panel.status.property("role") == "success"
        assert list(panel.curves.losses.curves["loss"].epochs.x) == list(range(1, first_epoch + 2))
        assert window.files.save_to(tmp_path / "trained.nnd")
        window.files.ask_about_reverting = lambda: True
        window.files.revert()  # what is opened anew has panels of its own


def test_a_panel_first_seen_inside_a_nested_model_is_about_that(window):
    document = window.document
    document.selection.set(list(document.graph.nodes)[1:3])
    window.canvas.structure.group()
    (group,) = document.selection.nodes
    window.levels.open(group)
    window.show_outline()
    tree = window.docks.panel("outline").tree
    assert tree.topLevelItemCount() == len(window.level.graph.nodes) < len(document.graph.nodes) + 3
    window.levels.leave()
    assert window.docks.panel("outline").tree.topLevelItemCount() == len(document.graph.nodes)


def test_a_session_whose_tab_was_closed_makes_no_panel(window):
    first = window.pages.current
    window.pages.add(Document())
    session = first.session
    window.pages.close(first)
    session.started.emit()
    assert window.findChild(object, "training_panel") is None


@pytest.mark.parametrize("is_other_tab", [False, True])
def test_data_seen_again_say_that_their_test_part_was_looked_at_meanwhile(window, qtbot, is_other_tab):
    facts = window.docks.panel("data").facts
    assert "nobody has looked yet" in facts.text()
    first = window.pages.current
    window.docks.raise_panel("evaluate")
    if is_other_tab:
        window.pages.add(ready_example())
    with qtbot.waitSignal(window.session.evaluated, timeout=30_000):
        QTest.mouseClick(window.docks.panel("evaluate").button, Qt.MouseButton.LeftButton)
    window.pages.show(first)
    window.docks.raise_panel("data")
    assert window.docks.panel("data").facts is facts
    assert "looked at once" in facts.text()


def test_a_closed_panel_chosen_in_the_menu_comes_to_the_front(window):
    dock = window.docks.docks["code"]
    dock.close()
    menu = next(each for each in window.menuBar().findChildren(QMenu) if dock.toggleViewAction() in each.actions())
    menu.popup(window.pos())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(dock.toggleViewAction()).center())
    assert not dock.visibleRegion().isEmpty()
    assert "Dense" in window.docks.panel("code").view.toPlainText()
