"""A series of one's own: drawn with the mouse, set with the keys, taken from the data."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.panels.evaluate import EvaluatePanel
from tests.designer.training.documents import chain

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, show_panel, session, tmp_path):
    """The page for a model that adds up twelve moments of two columns."""
    random = np.random.default_rng(0)
    x = random.uniform(10, 30, size=(80, 12, 2)).astype("float32")
    y = x.sum(axis=(1, 2))
    np.savez(tmp_path / "sums.npz", x_train=x[:60], y_train=y[:60], x_test=x[60:], y_test=y[60:])
    layers = ("InputLayer", "x", {"shape": [12, 2]}), ("Flatten", "flat", {}), ("Dense", "sum", {"units": 1})
    document = chain(*layers, data_name=str(tmp_path / "sums.npz"), epochs=2, seed=1)
    with qtbot.waitSignal(session.datasets.changed, timeout=10_000):
        panel = show_panel(EvaluatePanel, document)
    page = panel.pages.page("own_input")
    qtbot.waitUntil(lambda: "x" in page.inputs, timeout=5000)
    page.panel = panel
    return page


def answer_after(qtbot, session, act):
    with qtbot.waitSignal(session.errands.done):
        act()


def drag(qtbot, pad, *ends):
    places = [pad.place_of(*end).toPoint() for end in ends]
    qtbot.mousePress(pad, LEFT, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(pad, place)
    qtbot.mouseRelease(pad, LEFT, pos=places[-1])


def test_it_begins_with_a_usual_series(page):
    pad = page.inputs["x"].pad
    assert pad.values.shape == (12, 2) and 15 < pad.values.mean() < 25


def test_dragging_sets_every_moment_on_the_way_and_the_model_answers(page, qtbot, session):
    pad = page.inputs["x"].pad
    before = pad.values.copy()
    answer_after(qtbot, session, lambda: drag(qtbot, pad, (0, 12.0), (11, 28.0)))
    assert pad.values[:, 0] == pytest.approx(np.linspace(12, 28, 12), abs=0.6)
    assert (pad.values[:, 1] == before[:, 1]).all()
    assert page.bars.text().startswith("y ")


def test_the_model_gets_the_series_scaled_as_its_data(page):
    widget = page.inputs["x"]
    sample = np.asarray(widget.dataset.inputs["x"][3])
    widget.show_sample(sample)
    assert widget.sample()[0] == pytest.approx(sample, abs=1e-5)


def test_keys_choose_a_moment_and_lift_it(page, qtbot, session):
    pad = page.inputs["x"].pad
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    before = pad.values[1, 0]
    answer_after(qtbot, session, lambda: qtbot.keyClick(pad, Qt.Key.Key_Up))
    assert pad.values[1, 0] > before and pad.accessibleDescription().startswith("moment 2: ")


def test_another_column_is_chosen_and_drawn(page, qtbot, session):
    widget = page.inputs["x"]
    widget.column.setFocus()
    QTest.keyClick(widget.column, Qt.Key.Key_Down)
    before = widget.pad.values.copy()
    answer_after(qtbot, session, lambda: drag(qtbot, widget.pad, (4, 29.0), (6, 29.0)))
    assert (widget.pad.values[:, 0] == before[:, 0]).all()
    assert widget.pad.values[4:7, 1] == pytest.approx([29] * 3, abs=0.6)


def test_a_sample_of_the_data_is_shown(page, qtbot, session):
    pad, before = page.inputs["x"].pad, page.inputs["x"].pad.values.copy()
    answer_after(qtbot, session, lambda: qtbot.mouseClick(page.sample_button, LEFT))
    assert not np.array_equal(pad.values, before)
