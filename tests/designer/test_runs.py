"""Training from the window: the buttons steer it, the status line follows it, closing ends it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.examples import ready_example
from designer.model.commands import SetSettings
from designer.model.document import Document
from designer.panels.one_line import OneLine
from designer.window import MainWindow


@pytest.fixture
def window(qtbot):
    made = MainWindow(ready_example())
    qtbot.addWidget(made)
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.document.execute(SetSettings(replace(made.document.settings, epochs=500)))
    yield made
    made.session.close()


def press(window, name):
    button = window.toolbar.widgetForAction(window.action(name))
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def enabled(window):
    return {name for name in ("train", "pause", "step", "stop") if window.action(name).isEnabled()}


def is_state(window, state):
    return lambda: window.session.state == state


def test_a_training_is_begun_paused_gone_on_with_and_stopped(window, qtbot):
    status = window.findChild(OneLine, "status_training")
    assert enabled(window) == {"train", "step"}
    press(window, "train")
    assert enabled(window) == {"pause", "stop"}
    assert window.docks.panel("training").isVisible()
    qtbot.waitUntil(lambda: "samples/s" in status.text(), timeout=20_000)
    assert status.text().startswith("epoch ")
    press(window, "pause")
    assert enabled(window) == {"train", "step", "stop"}
    assert window.action("train").text() == "Resume"
    press(window, "train")
    assert window.session.state == "running"
    with qtbot.waitSignal(window.session.finished, timeout=20_000) as finished:
        press(window, "stop")
    assert finished.args[0].kind == "stopped"
    assert enabled(window) == {"train", "step"}
    assert not status.isVisible()
    assert window.isWindowModified()  # there are weights to save


def test_one_epoch_and_then_a_pause(window, qtbot):
    press(window, "step")
    qtbot.waitUntil(is_state(window, "paused"), timeout=20_000)
    assert window.action("train").text() == "Resume"


def test_closing_the_window_ends_a_training(window, qtbot):
    press(window, "train")
    window.close()
    assert window.session.state == "idle"


def test_another_document_in_its_place_ends_a_training(window, qtbot):
    press(window, "train")
    session = window.session
    window.show_document(Document())
    assert session.state == "idle"
    assert window.document.graph.nodes == {}


def test_a_training_goes_on_in_its_tab_while_another_is_in_front(window, qtbot):
    press(window, "train")
    session, document = window.session, window.document
    window.pages.new()
    assert session.state == "running"
    assert window.status.bar.isHidden()
    assert window.action("train").isEnabled()
    with qtbot.waitSignal(session.finished, timeout=60_000):
        session.stop()
    assert document.weights
    assert window.document.weights == {}
    window.pages.show_next()
    assert window.document is document


def test_a_kept_run_is_opened_in_a_tab_of_its_own_and_trained_again_gives_the_same_numbers(window, qtbot):
    window.document.execute(SetSettings(replace(window.document.settings, epochs=1)))
    with qtbot.waitSignal(window.session.keeper.changed, timeout=20_000):
        press(window, "train")
    first = window.document.curves
    window.docks.focus_panel("runs")
    panel = window.docks.panel("runs")
    qtbot.waitUntil(lambda: bool(panel.table.chosen), timeout=5000)
    with qtbot.waitSignal(window.docks.document_opened, timeout=5000):
        panel.open_button.menu().actions()[2].trigger()
    assert len(window.pages.all) == 2 and window.document.weights == {}
    with qtbot.waitSignal(window.session.keeper.changed, timeout=20_000):
        press(window, "train")
    assert window.document.curves == first
    window.docks.raise_panel("runs")
    qtbot.waitUntil(lambda: window.docks.panel("runs").table.runs.rowCount() == 2, timeout=5000)
