"""Fields stand beside one another as far as there is room."""

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QScrollArea

from designer.panels.field_grid import FieldGrid


@pytest.fixture
def fields():
    return [QLineEdit() for _ in range(5)]


@pytest.fixture
def grid(fields):
    made = FieldGrid(most_columns=3)
    for number, field in enumerate(fields):
        made.add(field, f"&Field {number}")
    return made


@pytest.fixture
def area(qtbot, grid):
    """A scroll area in which the fields stand as they do in a panel."""
    made = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
    made.setWidget(grid)
    qtbot.addWidget(made)
    made.resize(grid.sizeHint().width(), 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def rows(fields):
    QApplication.processEvents()
    return [sum(field.y() == y for field in fields) for y in sorted({field.y() for field in fields})]


def test_in_its_usual_width_it_has_as_many_columns_as_wanted(area, fields):
    assert rows(fields) == [3, 2]


def test_in_a_narrow_place_fewer_stand_in_a_row(area, grid, fields):
    area.resize(grid.sizeHint().width() - 1, 400)
    assert rows(fields) == [2, 2, 1]
    area.resize(grid.minimumSizeHint().width(), 400)
    assert rows(fields) == [1, 1, 1, 1, 1]
    area.resize(grid.sizeHint().width(), 400)
    assert rows(fields) == [3, 2]


def test_hidden_fields_leave_no_gap_and_no_label(qtbot, area, grid, fields):
    hidden = fields.pop(1)
    hidden.hide()
    qtbot.waitUntil(lambda: rows(fields) == [3, 1])
    (label,) = (each for each in grid.findChildren(QLabel) if each.buddy() is hidden)
    assert label.isHidden()
    hidden.show()
    qtbot.waitUntil(label.isVisible)


def test_larger_texts_take_fewer_columns(qtbot, area, grid, fields):
    grid.setStyleSheet("font-size: 30pt")
    qtbot.waitUntil(lambda: rows(fields) == [1, 1, 1, 1, 1])


def test_every_label_leads_to_its_field(grid, fields):
    buddies = {label.text(): label.buddy() for label in grid.findChildren(QLabel)}
    assert buddies == {f"&Field {number}": field for number, field in enumerate(fields)}


def test_a_check_box_needs_no_label_and_a_hidden_one_belongs_to_the_grid(qtbot):
    made, box, hidden = FieldGrid(most_columns=2), QCheckBox("Shuffle"), QCheckBox("Not now")
    hidden.hide()
    qtbot.addWidget(made)
    made.add(box)
    made.add(hidden)
    made.show()
    assert box.isVisible() and not hidden.isVisible()
    assert hidden.parent() is made
