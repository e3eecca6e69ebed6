"""The Live tab: what the selected layer holds and gives, at rest, while it learns, and inside nested models."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget, QToolBar

from designer.examples import ready_example
from designer.model.commands import SetSettings
from designer.model.grouping import GroupNodes
from designer.window import MainWindow


@pytest.fixture
def window(qtbot):
    made = MainWindow(ready_example())
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.canvas.hasFocus)
    yield made
    made.session.close()


def layer_named(document, name):
    return next(id for id in document.graph.nodes if document.graph.layer_of(id).name == name)


def live_of(window, qtbot):
    """Click the tab and return its page."""
    (tabs,) = (each for each in window.findChildren(QTabWidget, "inspector_tabs") if each.isVisible())
    bar = tabs.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(2).center())
    live = tabs.currentWidget()
    assert live.objectName() == "inspector_live"
    return live


def test_a_layer_shows_fresh_weights_and_its_output(window, qtbot):
    live = live_of(window, qtbot)
    assert "Select a layer" in live.toPlainText()
    window.document.selection.set([layer_named(window.document, "conv2d")])
    qtbot.waitUntil(lambda: live.insight is not None)
    assert [(look.name, look.shape) for look in live.insight.weights] == [("kernel", (3, 3, 1, 32)), ("bias", (32,))]
    assert live.insight.outputs[0].shape == (6, 6, 32) and live.insight.outputs[0].low >= 0  # relu
    assert "Not trained yet" in live.toPlainText() and "digit: 9" in live.toPlainText()


def test_the_next_sample_is_one_click_away(window, qtbot):
    live = live_of(window, qtbot)
    window.document.selection.set([layer_named(window.document, "dense")])
    qtbot.waitUntil(lambda: live.insight is not None)
    places = (QPoint(x, y) for y in range(0, live.height(), 4) for x in range(0, live.width(), 4))
    place = next(place for place in places if live.anchorAt(place) == "next")
    QTest.mouseClick(live.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: live.insight.sample == 1)
    assert np.isclose(live.insight.outputs[0].mean * 10, 1, atol=1e-4)  # softmax


def test_it_follows_a_training(window, qtbot):
    live = live_of(window, qtbot)
    window.document.selection.set([layer_named(window.document, "dense")])
    qtbot.waitUntil(lambda: live.insight is not None)
    seen = []
    live.looked.connect(lambda: seen.append(live.insight.weights[0].spread))
    window.document.execute(SetSettings(replace(window.document.settings, epochs=500)))
    toolbar = window.findChild(QToolBar, "main_toolbar")
    QTest.mouseClick(toolbar.widgetForAction(window.action("train")), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(set(seen)) >= 3, timeout=20_000)
    assert "It is learning" in live.toPlainText()
    window.session.stop()
    qtbot.waitUntil(lambda: window.session.state == "idle", timeout=20_000)
    qtbot.waitUntil(lambda: "As the training left it" in live.toPlainText(), timeout=20_000)


def test_it_looks_into_a_nested_model(window, qtbot):
    document = window.document
    document.execute(GroupNodes([layer_named(document, "conv2d"), layer_named(document, "max_pooling2d")]))
    (outer,) = (id for id in document.graph.nodes if document.graph.layer_of(id).inner is not None)
    document.selection.set([outer])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    live, inside = live_of(window, qtbot), window.level
    assert inside is not document
    inside.selection.set([layer_named(inside, "max_pooling2d")])
    qtbot.waitUntil(lambda: live.insight is not None)
    assert live.insight.outputs[0].shape == (3, 3, 32) and live.insight.weights == ()


def test_a_model_with_problems_is_not_looked_into(window, qtbot):
    live = live_of(window, qtbot)
    document = window.document
    document.selection.set([layer_named(document, "flatten")])
    qtbot.waitUntil(lambda: live.insight is not None)
    document.selection.set([layer_named(document, "flatten")])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)  # the wire is cut, too
    document.selection.set([layer_named(document, "dense")])
    qtbot.waitUntil(lambda: "problems" in live.toPlainText())
    assert live.insight is None


def test_a_nested_model_is_entered_while_it_learns(window, qtbot):
    document = window.document
    document.execute(GroupNodes([layer_named(document, "conv2d"), layer_named(document, "max_pooling2d")]))
    (outer,) = (id for id in document.graph.nodes if document.graph.layer_of(id).inner is not None)
    document.selection.set([outer])
    live = live_of(window, qtbot)
    qtbot.waitUntil(lambda: live.insight is not None)
    document.execute(SetSettings(replace(document.settings, epochs=500)))
    window.action("train").trigger()
    qtbot.waitUntil(lambda: "It is learning" in live.toPlainText(), timeout=20_000)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    live = live_of(window, qtbot)
    window.level.selection.set([layer_named(window.level, "conv2d")])
    seen = []
    live.looked.connect(lambda: seen.append(live.insight.weights[0].spread))
    qtbot.waitUntil(lambda: len(set(seen)) >= 2, timeout=20_000)
