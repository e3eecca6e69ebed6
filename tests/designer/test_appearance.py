"""Text to twice its size without being cut off; choices are kept for the next start."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar, QToolButton

from designer import theme
from designer.appearance import TEXT_SCALES
from designer.examples import ready_example
from designer.window import MainWindow

ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.fixture
def window(qtbot, qapp):
    made = MainWindow(ready_example())
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    made.show()
    yield made
    theme.set_text_scale(1.0)
    theme.apply(qapp, theme.LIGHT)


def test_texts_grow_step_by_step_to_twice_their_size_and_back(window):
    usual = QApplication.font().pointSizeF()
    for _ in TEXT_SCALES:
        window.action("larger_text").trigger()
    assert QApplication.font().pointSizeF() == pytest.approx(2 * usual)
    assert QSettings().value("text_scale", type=float) == 2.0
    for _ in TEXT_SCALES:
        window.action("smaller_text").trigger()
    assert QApplication.font().pointSizeF() == pytest.approx(usual)


def test_at_twice_the_size_no_button_of_the_frame_is_cut_off(window):
    for _ in TEXT_SCALES:
        window.action("larger_text").trigger()
    QApplication.processEvents()
    owners = (window.toolbar, window.canvas, window.docks.library, window.message_bar)
    for owner in owners:
        for widget in owner.findChildren(QPushButton) + owner.findChildren(QToolButton):
            shows_text = isinstance(widget, QPushButton) or widget.toolButtonStyle() != ICON_ONLY
            if widget.isVisible() and widget.text() and shows_text:
                assert widget.height() >= widget.fontMetrics().height(), widget.text()
                assert widget.width() >= widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
        for label in owner.findChildren(QLabel):
            if label.isVisible() and label.text() and not label.wordWrap():
                assert label.height() >= label.fontMetrics().height(), label.text()


def test_fonts_of_their_own_and_rows_grow_with_the_texts(window):
    tree = window.docks.library.tree
    first = tree.topLevelItem(0).child(0)
    QApplication.processEvents()
    row, usual = tree.visualItemRect(first).height(), tree.topLevelItem(0).font(0).pointSizeF()
    window.action("larger_text").trigger()
    window.action("larger_text").trigger()
    QApplication.processEvents()
    assert tree.visualItemRect(first).height() > row
    assert tree.topLevelItem(0).font(0).pointSizeF() == pytest.approx(1.3 * usual)


def ink_height(dock):
    """How high the painted title of a dock is."""
    title = dock.grab().toImage().copy(0, 0, dock.width() // 2, dock.widget().y())
    empty = title.pixelColor(0, 0)
    rows = [y for y in range(title.height()) if any(title.pixelColor(x, y) != empty for x in range(title.width()))]
    return rows[-1] - rows[0]


def test_the_titles_of_docks_grow_and_shrink_with_the_texts(window):
    docks = [window.docks.docks[name] for name in ("library", "inspector", "data")]
    before = [ink_height(dock) for dock in docks]
    for _ in TEXT_SCALES[1:]:
        window.action("larger_text").trigger()
    QApplication.processEvents()
    assert all(1.7 * old < ink_height(dock) < 2.3 * old for dock, old in zip(docks, before, strict=True))
    for _ in TEXT_SCALES[1:]:
        window.action("smaller_text").trigger()
    QApplication.processEvents()
    assert [ink_height(dock) for dock in docks] == before


def test_nodes_wires_and_notes_grow_with_the_texts_and_shrink_again(window):
    canvas = window.canvas
    item = next(iter(canvas.canvas_scene.node_items.values()))
    before, zoom = canvas.mapFromScene(item.body()).boundingRect().width(), canvas.zoom
    for _ in TEXT_SCALES:
        window.action("larger_text").trigger()
    assert canvas.mapFromScene(item.body()).boundingRect().width() == pytest.approx(2 * before, abs=2)
    assert canvas.zoom == pytest.approx(zoom)
    for _ in TEXT_SCALES:
        window.action("smaller_text").trigger()
    assert canvas.mapFromScene(item.body()).boundingRect().width() == pytest.approx(before, abs=2)


def test_at_twice_the_size_a_model_is_first_shown_so_that_it_can_be_read(qtbot, qapp):
    theme.set_text_scale(2.0)
    theme.apply(qapp, theme.LIGHT)
    try:
        made = MainWindow(ready_example())
        qtbot.addWidget(made)
        made.resize(1280, 800)
        made.show()
        qtbot.waitExposed(made)
        canvas = made.canvas
        assert canvas.pixels > 1.5
        top = min(canvas.canvas_scene.node_items.values(), key=lambda item: item.y())
        assert canvas.viewport().rect().top() <= canvas.mapFromScene(top.body()).boundingRect().top()
        made.action("fit").trigger()  # who wants to see all of it does
        assert canvas.viewport().rect().contains(canvas.mapFromScene(canvas.whole_extent()).boundingRect())
    finally:
        theme.set_text_scale(1.0)
        theme.apply(qapp, theme.LIGHT)


def test_the_icons_of_the_toolbar_grow_with_the_texts(window):
    button = window.toolbar.widgetForAction(window.action("open"))
    before = button.iconSize().width()
    for _ in TEXT_SCALES:
        window.action("larger_text").trigger()
    QApplication.processEvents()
    assert button.iconSize().width() == 2 * before
    assert button.width() > 2 * before
    assert max(size.width() for size in window.action("open").icon().availableSizes()) >= 2 * before


@pytest.mark.parametrize("name", theme.THEME_NAMES)
def test_the_tab_in_front_is_marked_with_more_than_a_shade(window, qapp, name):
    theme.apply(qapp, theme.named(name))
    window.docks.raise_panel("training")
    QApplication.processEvents()
    bars = [bar for bar in window.findChildren(QTabBar) if "Training" in map(bar.tabText, range(bar.count()))]
    (bar,) = [bar for bar in bars if bar.isVisible()]
    accent, picture = theme.current().colour("accent").rgb(), bar.grab().toImage()

    def is_marked(index):
        place = bar.tabRect(index)
        return any(picture.pixel(place.center().x(), y) == accent for y in range(place.top(), place.bottom()))

    assert [bar.tabText(index) for index in range(bar.count()) if is_marked(index)] == ["Training"]


def test_the_filter_of_the_runs_can_be_used_in_a_narrow_window(window):
    window.resize(820, 700)
    window.docks.raise_panel("runs")
    QApplication.processEvents()
    field = window.docks.panel("runs").filter
    assert field.width() > field.fontMetrics().horizontalAdvance("validation")


def test_less_motion_and_a_hidden_map_are_remembered(window):
    window.action("reduced_motion").trigger()
    window.action("minimap").trigger()
    assert QSettings().value("reduced_motion", type=bool) is True
    assert QSettings().value("canvas/minimap", type=bool) is False
    assert window.action("reduced_motion").isChecked()
    assert not window.action("minimap").isChecked()
    assert not window.canvas.minimap.isVisible()
