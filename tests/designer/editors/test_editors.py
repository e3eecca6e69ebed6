"""Every kind has an editor; it shows a value, offers what fits, and says why something does not fit."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.editors.registry import EDITORS, editor_for
from designer.model import catalog
from nn_core.spec import kinds
from nn_core.spec.kinds import (
    Axis,
    Boolean,
    Choice,
    Integer,
    Kind,
    Optional,
    Real,
    Registered,
    Shape,
    Size,
    Text,
)


def kinds_of(cls):
    return [cls, *(each for child in cls.__subclasses__() for each in kinds_of(child))]


ABSTRACT = (kinds.Number, kinds.Optional)  # the one is a base, the other is edited by the editor of its kind
EVERY_PARAMETER = [
    pytest.param(each, id=f"{cls.__name__}.{each.name}")
    for classes in catalog.categories().values()
    for cls in classes
    for each in cls.parameters.values()
]


@pytest.fixture
def edit(qtbot):
    """Make an editor that shows a value, and lists of what it offers and refuses."""

    def make(kind, value):
        editor = editor_for(kind)
        qtbot.addWidget(editor)
        offered, refused = [], []
        editor.committed.connect(offered.append)
        editor.refused.connect(refused.append)
        editor.show_value(value)
        editor.show()
        return editor, offered, refused

    return make


def enter(editor, text):
    editor.line.selectAll()
    QTest.keyClicks(editor.line, text)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)


DECLARED = [cls for cls in kinds_of(Kind) if cls.__module__ == kinds.__name__ and cls not in ABSTRACT]


@pytest.mark.parametrize("cls", DECLARED, ids=lambda cls: cls.__name__)
def test_every_kind_has_an_editor(cls):
    assert cls in EDITORS


@pytest.mark.parametrize("param", EVERY_PARAMETER)
def test_every_parameter_of_every_layer_can_be_shown(edit, param):
    _, offered, refused = edit(param.kind, catalog.default_to_json(param))
    assert offered == refused == []  # showing is not editing


@pytest.mark.parametrize(
    ("kind", "value", "text", "offered"),
    [
        (Integer(minimum=1), 3, "12", 12),
        (Real(), 0.5, "1e-3", 0.001),
        (Text(), "a", "b", "b"),
        (Size(2), [3, 3], "5", [5, 5]),
        (Size(2), [3, 3], "5 x 4", [5, 4]),
        (Size(2), [3, 3], "(5, 4)", [5, 4]),
        (Size(2), [3, 3], "5 × 4", [5, 4]),
        (Shape(), [4], "(28, 28, 1)", [28, 28, 1]),
        (Shape(), [4], "None, 8", [None, 8]),
        (Axis(), -1, "1", 1),
        (Axis(), -1, "1, 2", [1, 2]),
        (Optional(Integer()), 4, "None", None),
        (Kind(), "float32", "float64", "float64"),
    ],
)
def test_what_is_typed_is_offered_as_json(edit, kind, value, text, offered):
    editor, found, refused = edit(kind, value)
    enter(editor, text)
    assert found[0] == offered
    assert refused == []


def test_an_emptied_line_stands_for_none_where_none_is_allowed(edit):
    editor, offered, _ = edit(Optional(Integer()), 4)
    editor.line.clear()
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert offered == [None]


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (Integer(minimum=1), "0", "must be a whole number of at least 1, not 0"),
        (Integer(minimum=1), "many", "must be a whole number of at least 1, not 'many'"),
        (Real(minimum=0, maximum=1), "2", "must be a number from 0 to 1, not 2"),
        (Shape(), "a, b", "must be a shape: whole numbers in brackets such as (28, 28, 1), not 'a, b'"),
        (Size(2), "1, 2, 3", "must be a whole number of at least 1, or 2 of them such as (3, 3), not [1, 2, 3]"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason_and_not_offered(edit, kind, text, reason):
    editor, offered, refused = edit(kind, 1)
    enter(editor, text)
    assert offered == []
    assert refused == [reason]


def test_text_that_did_not_change_is_not_offered_again(edit):
    editor, offered, _ = edit(Integer(), 3)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert offered == []


def test_escape_brings_back_what_was(edit):
    editor, offered, refused = edit(Integer(), 3)
    QTest.keyClicks(editor.line, "9")
    QTest.keyClick(editor.line, Qt.Key.Key_Escape)
    assert editor.line.text() == "3"
    assert offered == []
    assert refused == [""]  # the complaint, if there was one, is over


@pytest.mark.parametrize(
    ("kind", "value", "key", "offered"),
    [
        (Integer(minimum=1), 3, Qt.Key.Key_Up, 4),
        (Integer(minimum=1), 1, Qt.Key.Key_Down, 1),
        (Integer(), 3, Qt.Key.Key_PageUp, 13),
        (Real(maximum=1), 0.25, Qt.Key.Key_Up, 0.26),
        (Real(), 4.0, Qt.Key.Key_Down, 3.9),
    ],
)
def test_the_arrow_keys_step_within_the_bounds(edit, kind, value, key, offered):
    editor, found, _ = edit(kind, value)
    QTest.keyClick(editor.line, key)
    assert found == [pytest.approx(offered)]


def test_a_tick_is_offered(edit):
    editor, offered, _ = edit(Boolean(), True)
    QTest.keyClick(editor.box, Qt.Key.Key_Space)
    QTest.keyClick(editor.box, Qt.Key.Key_Space)
    assert offered == [False, True]


def test_a_choice_is_offered(edit):
    editor, offered, _ = edit(Choice(("valid", "same")), "valid")
    QTest.keyClick(editor.box, Qt.Key.Key_Down)
    assert offered == ["same"]
    assert editor.box.currentText() == "same"


def test_a_choice_shows_the_word_that_none_stands_for(edit):
    editor, _, _ = edit(Choice(("channels_last", "channels_first"), fallback="channels_last"), None)
    assert editor.box.currentText() == "channels_last"


@pytest.mark.parametrize("value", ["relu", {"module": "builtins", "class_name": "function", "config": "relu"}])
def test_a_registered_value_is_shown_by_its_name(edit, value):
    editor, _, _ = edit(Registered("activation"), value)
    assert editor.box.currentText() == "relu"


def test_an_initializer_shows_and_offers_its_own_parameters(edit):
    param = catalog.layer_class("Dense").parameters["kernel_initializer"]
    editor, offered, refused = edit(param.kind, "random_normal")
    line = editor.findChild(object, "stddev").line
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert offered[0]["class_name"] == "RandomNormal"
    assert offered[0]["config"]["stddev"] == 0.5
    assert refused == []


def test_a_wrong_detail_of_an_initializer_is_refused_by_name(edit):
    param = catalog.layer_class("Dense").parameters["kernel_initializer"]
    editor, offered, refused = edit(param.kind, "random_normal")
    line = editor.findChild(object, "stddev").line
    line.selectAll()
    QTest.keyClicks(line, "wide")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert offered == []
    assert refused[0].startswith("stddev must be a number")
