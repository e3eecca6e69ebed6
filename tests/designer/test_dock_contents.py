"""A panel that needs more width than its dock has is scrolled; it neither widens the window nor loses its foot."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from designer.dock_contents import LEAST_WIDTH, Holder, WidthGuard

WIDE, HIGH = 700, 120


def holding(panel):
    holder = Holder()
    holder.hold(panel)
    holder.set_seen(True)
    return holder


@pytest.fixture
def guard(qtbot):
    panel = QWidget()
    panel.setMinimumSize(WIDE, HIGH)
    made = WidthGuard(holding(panel))
    qtbot.addWidget(made)
    made.resize(WIDE + 20, HIGH)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_wide_panel_demands_no_more_than_every_window_has(guard):
    assert guard.minimumSizeHint().width() == LEAST_WIDTH
    assert guard.minimumSizeHint().height() == HIGH


def test_in_a_narrow_dock_the_bar_gets_room_below_the_panel(qtbot, guard):
    guard.resize(WIDE - 100, HIGH)
    needed = HIGH + guard.horizontalScrollBar().sizeHint().height()
    qtbot.waitUntil(lambda: guard.minimumSizeHint().height() == needed)
    guard.resize(WIDE - 100, needed)
    qtbot.waitUntil(lambda: guard.horizontalScrollBar().maximum() == 100)
    assert guard.viewport().height() >= HIGH


def test_the_keyboard_passes_it_by_and_brings_what_has_it_into_sight(qtbot, guard):
    first, last = (QLineEdit(guard.widget()) for _ in range(2))
    last.move(WIDE - last.sizeHint().width(), 0)
    for line in (first, last):
        line.show()
    guard.resize(WIDE // 2, 2 * HIGH)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert guard.horizontalScrollBar().value() > 0


def test_a_panel_that_grows_is_heard_of(qtbot):
    outer = QWidget()
    label = QLabel("short")
    guard = WidthGuard(holding(label))
    QVBoxLayout(outer).addWidget(guard)
    qtbot.addWidget(outer)
    outer.show()
    before = outer.minimumSizeHint().height()
    label.setText("one\ntwo\nthree\nfour")
    qtbot.waitUntil(lambda: outer.minimumSizeHint().height() > before)
