"""The Problems panel: repairs with previews, applied and undone; the review, dismissed and told again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.formats.description import describe, document_from
from designer.model.document import Document
from designer.panels.problems import ProblemsPanel
from tests.designer.model.drawing import add_chain

CONV = ("Conv2D", {"filters": 8, "kernel_size": 3})
RELU = ("Dense", {"units": 8, "activation": "relu"})


def drawn(*layers, shape=(784,)):
    document = Document()
    add_chain(document, ("InputLayer", {"shape": shape}), *layers)
    return document


@pytest.fixture
def show(qtbot):
    panels = []

    def shown(document):
        panel = ProblemsPanel(document)
        qtbot.addWidget(panel)
        panels.append(panel)
        panel.resize(1100, 260)
        with qtbot.waitExposed(panel):
            panel.show()
        panel.review_now()
        return panel

    return shown


def choose(qtbot, panel, row=0):
    """Choose a problem with the mouse and wait until all candidates were tried."""
    place = panel.list.visualItemRect(panel.list.item(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not panel.detail.is_searching)


def repairs(panel):
    return [panel.detail.repairs.item(row).text() for row in range(panel.detail.repairs.count())]


def rows(panel):
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def test_a_problem_shows_its_repairs_with_shapes_and_parameters(show, qtbot):
    panel = show(drawn(CONV))
    choose(qtbot, panel)
    assert repairs(panel)[0] == "Insert Reshape (target_shape=(28, 28, 1)) before 'conv2d'"
    text = panel.detail.preview.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "(None, 28, 28, 1)" in text
    assert "<b>(None, 26, 26, 8)</b>" in text
    assert "0 → <b>80</b> (+80)" in text


def test_one_click_applies_a_repair_and_one_undo_takes_it_back(show, qtbot):
    document = drawn(CONV)
    panel, before = show(document), document.graph.copy()
    choose(qtbot, panel)
    QTest.mouseClick(panel.detail.apply_button, Qt.MouseButton.LeftButton)
    assert document.report.problems == ()
    assert document.history.undo_text == "Insert Reshape (target_shape=(28, 28, 1)) before 'conv2d'"
    assert panel.detail.isHidden()
    document.undo()
    assert document.graph == before
    assert rows(panel)[0].startswith("Conv2D layer 'conv2d'")


def test_the_keyboard_alone_finds_and_applies_a_repair(show, qtbot):
    document = drawn(CONV)
    panel = show(document)
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.detail.is_searching)
    QTest.keyClick(panel.list, Qt.Key.Key_Right)
    assert panel.detail.repairs.hasFocus()
    QTest.keyClick(panel.detail.repairs, Qt.Key.Key_Down)
    assert panel.detail.repair.text == "Delete 'conv2d'"
    QTest.keyClick(panel.detail.repairs, Qt.Key.Key_Return)
    assert len(document.graph.nodes) == 1


def test_control_enter_applies_the_first_repair(show, qtbot):
    document = drawn(CONV)
    panel = show(document)
    choose(qtbot, panel)
    QTest.keyClick(panel.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert document.report.problems == ()


def test_a_double_click_on_a_repair_applies_it(show, qtbot):
    document = drawn(CONV)
    panel = show(document)
    choose(qtbot, panel)
    place = panel.detail.repairs.visualItemRect(panel.detail.repairs.item(0)).center()
    QTest.mouseClick(panel.detail.repairs.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(panel.detail.repairs.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.report.problems == ()


def test_the_preview_is_offered_to_the_canvas_and_taken_back(show, qtbot):
    panel, shown = show(drawn(CONV)), []
    panel.repair_previewed.connect(shown.append)
    choose(qtbot, panel)
    assert shown[-1].text.startswith("Insert Reshape")
    panel.hide()
    assert shown[-1] is None


def test_a_screen_reader_hears_the_repair_with_its_numbers(show, qtbot):
    panel = show(drawn(CONV))
    choose(qtbot, panel)
    spoken = panel.detail.repairs.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("conv2d ? → (None, 26, 26, 8); 0 → 80 parameters")


def weak():
    return drawn(RELU, ("Dropout", {"rate": 0.9}), ("Dense", {"units": 3}), shape=(4,))


def test_the_review_stands_below_the_problems_and_says_why(show, qtbot):
    panel = show(weak())
    assert rows(panel)[0].startswith("Review")
    assert rows(panel)[1].startswith("'dropout' switches off 90%")
    choose(qtbot, panel, 1)
    assert "Why?" in panel.detail.why.text()
    assert repairs(panel) == ["Set rate of 'dropout' to 0.5", "Set rate of 'dropout' to 0.3"]


def test_the_heading_cannot_be_chosen(show):
    panel = show(weak())
    panel.list.setCurrentRow(-1)
    QTest.mouseClick(
        panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.list.visualItemRect(panel.list.item(0)).center()
    )
    assert panel.detail.isHidden()


def test_the_review_is_no_problem_to_be_counted(show):
    counts = []
    panel = show(weak())
    panel.count_changed.connect(counts.append)
    panel.refresh()
    assert counts[-1] == 0


def test_a_remark_goes_away_soon_after_its_reason(show, qtbot):
    document = weak()
    panel = show(document)
    choose(qtbot, panel, 1)
    with qtbot.waitSignal(panel.reviewed):
        QTest.mouseClick(panel.detail.apply_button, Qt.MouseButton.LeftButton)
    assert rows(panel) == []
    with qtbot.waitSignal(panel.reviewed):
        document.undo()
    assert len(rows(panel)) == 2


def test_what_is_dismissed_stays_so_in_the_file_until_it_is_wanted_again(show, qtbot):
    document = weak()
    panel = show(document)
    assert panel.forgotten.isHidden()
    choose(qtbot, panel, 1)
    QTest.mouseClick(panel.detail.dismiss_button, Qt.MouseButton.LeftButton)
    assert rows(panel) == []
    assert document.is_modified
    assert panel.forgotten.text().startswith("1 dismissed")
    again = show(document_from(describe(document)))
    assert rows(again) == []
    QTest.mouseClick(panel.forgotten, Qt.MouseButton.LeftButton)
    assert len(rows(panel)) == 2
    document.undo()
    assert len(document.dismissed) == 1


def test_delete_dismisses_a_hint_but_no_error(show, qtbot):
    document = weak()
    panel = show(document)
    choose(qtbot, panel, 1)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert rows(panel) == []
    broken = drawn(CONV)
    other = show(broken)
    choose(qtbot, other)
    QTest.keyClick(other.list, Qt.Key.Key_Delete)
    assert len(rows(other)) == 1


def test_a_hidden_panel_asks_the_rules_for_the_canvas(qtbot):
    panel = ProblemsPanel(document := weak())
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.reviewed):
        pass  # begun by itself
    assert [problem.rule for problem in document.review]
    assert not panel.isVisible()


def test_what_keeps_every_number_is_offered_first(show, qtbot):
    panel = show(drawn(("RepeatVector", {"n": 3}), shape=(8, 8, 3)))
    choose(qtbot, panel)
    assert repairs(panel)[0].startswith("Insert Flatten")
