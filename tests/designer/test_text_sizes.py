"""Texts from their usual size to twice that, in windows from small to usual: nothing is cut, nothing out of reach."""

from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QScrollArea, QSizePolicy

from designer import theme, translation
from designer.app import PANELS
from designer.dock_contents import WidthGuard
from designer.examples import ready_example
from designer.translator import Translator
from designer.window import MainWindow

SIZES = ((820, 600), (1024, 700), (1280, 800))
ENOUGH = {1.0: 820, 1.25: 1024, 1.5: 1280}  # in so wide a window no panel is scrolled sideways
SCALES = (1.0, 1.25, 1.5, 2.0)
LOOKS = [
    *zip(SCALES, ["en"] * 4, ["light", "dark", "high-contrast", "dark"], strict=True),
    *zip(SCALES, ["zh_CN"] * 4, ["high-contrast", "light", "dark", "high-contrast"], strict=True),
]


@contextmanager
def look_of(application, scale, language, name):
    translator = Translator()
    application.installTranslator(translator)
    translation.use(translation.language_for(language))
    theme.set_text_scale(scale)
    theme.apply(application, theme.named(name))
    try:
        yield
    finally:
        application.removeTranslator(translator)
        translation.use(translation.language_for("en"))
        theme.set_text_scale(1.0)
        theme.apply(application, theme.LIGHT)


@pytest.fixture(params=LOOKS, ids=str)
def look(request, qapp):
    with look_of(qapp, *request.param):
        yield request.param


@pytest.fixture
def window(look, qtbot):
    made = MainWindow(ready_example())
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.resize(*SIZES[-1])
    made.show()
    qtbot.waitExposed(made)
    return made


def settle():
    for _ in range(4):  # layout, and what the layout brings about
        QApplication.processEvents()


def is_cut(widget):
    """Say whether a widget has less room than its text; a scroll area around it may still show only a part of it."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() + 1 < widget.heightForWidth(widget.width())
    if "<" in widget.text() or widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored:
        return False  # formatted, or it is known to be elided
    room, metrics = widget.contentsRect(), widget.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in widget.text().replace("&", "").split("\n"))
    return room.width() + 1 < width or room.height() + 1 < metrics.ascent()


def cut_texts(panel):
    shown = (each for kind in (QLabel, QPushButton, QCheckBox) for each in panel.findChildren(kind))
    return [each.text() for each in shown if each.isVisible() and each.text() and is_cut(each)]


def nothing_cut_in(panel):
    def check():
        assert cut_texts(panel) == []

    return check


def hidden_sideways(panel):
    """Return the names of areas that neither show all of their width nor can be scrolled there."""
    areas = [area for area in panel.findChildren(QScrollArea) if area.isVisible() and area.widget()]
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    fixed = [area for area in areas if area.horizontalScrollBarPolicy() == off]
    return [area.objectName() for area in fixed if area.widget().width() > area.viewport().width()]


def sideways(panel):
    return [area.horizontalScrollBar() for area in panel.findChildren(QScrollArea)]


def test_no_panel_makes_the_window_wider_and_none_has_texts_cut_off(qtbot, window, look):
    for width, height in SIZES:
        for name in PANELS:
            window.docks.raise_panel(name)
            window.resize(width, height)
            settle()
            least, guard = window.minimumSizeHint(), window.docks.docks[name].widget()
            assert isinstance(guard, WidthGuard)
            assert least.width() <= SIZES[0][0], name
            assert least.height() <= (SIZES[-1] if look[0] > 1.25 else SIZES[0])[1], name
            if width >= ENOUGH.get(look[0], 1e9):
                assert guard.horizontalScrollBar().maximum() == 0, (name, width)
            assert hidden_sideways(window.docks.panel(name)) == [], (name, width)
            qtbot.waitUntil(nothing_cut_in(window.docks.panel(name)))  # the list of the runs comes later


def test_the_form_of_a_layer_has_no_texts_cut_off(window, look):
    document, inspector = window.document, window.docks.panel("inspector")
    window.docks.raise_panel("inspector")
    for node_id in document.graph.topological_order():
        document.selection.set([node_id])
        settle()
        assert all(bar.maximum() == 0 for bar in sideways(inspector)), node_id
        assert cut_texts(inspector) == [], node_id
