"""The editor for functions: an expression is shown and offered; code from a file stays under lock."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.editors.registry import editor_for
from nn_core.layers import Lambda

LOCKED = {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}


@pytest.fixture
def editor(qtbot):
    made = editor_for(Lambda.parameters["function"].kind)
    qtbot.addWidget(made)
    made.show()
    return made


def enter(editor, text):
    editor.line.selectAll()
    QTest.keyClicks(editor.line, text)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)


def test_an_expression_is_shown_and_another_one_offered(editor, qtbot):
    editor.show_value("x ** 2")
    assert editor.line.text() == "x ** 2"
    with qtbot.waitSignal(editor.committed) as offered:
        enter(editor, "lambda x: x*3")
    assert offered.args == ["x * 3"]


def test_what_is_no_expression_is_refused_with_the_reason(editor, qtbot):
    editor.show_value("x ** 2")
    with qtbot.waitSignal(editor.refused) as refused:
        enter(editor, "open('x')")
    assert "no function an expression can use" in refused.args[0]


def test_code_from_a_file_is_not_shown_but_can_be_replaced(editor, qtbot):
    editor.show_value(LOCKED)
    assert editor.line.text() == ""
    assert "locked" in editor.line.placeholderText()
    with qtbot.waitSignal(editor.committed) as offered:
        enter(editor, "x * 2 + 1")
    assert offered.args == ["x * 2 + 1"]
