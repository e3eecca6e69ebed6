"""The page Sweep: parameters are chosen, runs come, and a click on a point chooses its run."""

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.archive.sweep import Value
from designer.model.commands import RenameLayer
from designer.panels.runs import RunsPanel
from tests.designer.training.documents import flowers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document():
    return flowers(epochs=1)


@pytest.fixture
def page(show_panel, document, qtbot):
    panel = show_panel(RunsPanel, document)
    bar = panel.views.tabBar()
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(panel.views.indexOf(panel.sweep_page)).center())
    qtbot.waitUntil(lambda: panel.sweep.plot is not None)
    panel.sweep.panel = panel
    return panel.sweep


def choose(page, number, target, values):
    combo, line = page.form.rows[number]
    combo.setFocus()
    QTest.keyClicks(combo, target)
    assert combo.currentText() == target
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, values)


def sweep(page, qtbot, num_runs):
    with qtbot.waitSignal(page._runner.ended, timeout=60_000):
        QTest.mouseClick(page.form.button, LEFT)
        assert page.form.button.text() == "S&top"
    qtbot.waitUntil(lambda: len(page.plot.points) == num_runs, timeout=10_000)


def click_point(page, value: Value):
    """Click where the point with a value of the parameter is."""
    number = [point.value for point in page.plot.points].index(value)
    x, y = page.plot._item.getData()  # as drawn: logarithms on a logarithmic axis
    view = page.plot.widget.getViewBox()
    view.updateAutoRange()  # else at the next painting: the point would move away from under the mouse
    place = page.plot.widget.mapFromScene(view.mapViewToScene(pg.Point(x[number], y[number])))
    QTest.mouseClick(page.plot.widget.viewport(), LEFT, pos=place)


def test_each_combination_becomes_a_run_and_a_click_on_its_point_chooses_it(page, qtbot):
    choose(page, 0, "learning_rate", "0.1, 0.001")
    sweep(page, qtbot, 2)
    assert page.status.text() == "2 of 2 runs finished." and page.form.button.text() == "&Start"
    assert (page.measure.currentText(), page.parameter.currentText()) == ("val_loss", "learning_rate")
    QTest.keyClicks(page.panel.filter, "nothing like this")
    for value in (0.1, 0.001):
        click_point(page, value)
        note = f"learning_rate={value}"
        qtbot.waitUntil(lambda note=note: [run.note for run in page.panel.table.chosen] == [note])
    assert page.panel.filter.text() == ""


def test_some_combinations_are_drawn_and_names_have_places_too(page, qtbot):
    choose(page, 0, "optimizer", "adam, sgd")
    choose(page, 1, "hidden.units", "4..8 step 4")
    page.form.way.setFocus()
    QTest.keyClicks(page.form.way, "Random")
    QTest.keyClick(page.form.count, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.form.count, "2")
    sweep(page, qtbot, 2)
    assert {point.value for point in page.plot.points} <= {"adam", "sgd"}
    page.parameter.setFocus()
    QTest.keyClicks(page.parameter, "hidden.units")
    assert {point.value for point in page.plot.points} <= {4, 8}


def test_stop_ends_the_sweep(page, document, qtbot):
    choose(page, 0, "epochs", "900000, 900001")
    QTest.keyClick(page.form.rows[0][1], Qt.Key.Key_Return)
    assert "of 2 runs are over" in page.status.text()
    with qtbot.waitSignal(page._runner.ended, timeout=10_000):
        QTest.mouseClick(page.form.button, LEFT)
    assert page.status.text() == "0 of 2 runs finished." and page.form.button.text() == "&Start"


@pytest.mark.parametrize(
    ("target", "values", "sentence"),
    [
        ("batch_size", "", "batch_size has no values"),
        ("batch_size", "0", "batch_size=0 cannot be tried"),
        ("batch_size", "4..1", "is no range"),
        ("optimizer", "adan", "no optimizer 'adan'"),
    ],
)
def test_what_cannot_be_tried_is_said_and_nothing_begins(page, target, values, sentence):
    choose(page, 0, target, values)
    QTest.mouseClick(page.form.button, LEFT)
    assert sentence in page.status.text() and page.status.property("role") == "error"
    assert not page._runner.is_running


def test_a_layer_that_gets_another_name_is_offered_under_it(page, document):
    document.execute(RenameLayer("layer1", "first"))
    assert page.form.rows[2][0].findData("first.units") > 0 > page.form.rows[2][0].findData("hidden.units")


def test_the_learning_rate_is_offered_first(page):
    assert [combo.currentText() for combo, _ in page.form.rows] == ["learning_rate", "(nothing)", "(nothing)"]


def test_rates_are_drawn_from_a_logarithmic_range_and_shown_on_a_logarithmic_axis(page, qtbot):
    choose(page, 0, "learning_rate", "0.001..0.04 log")
    assert page.form.way.currentData() == "sample"  # nothing else can be done with a range
    QTest.keyClick(page.form.count, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.form.count, "2")
    sweep(page, qtbot, 2)
    rates = [point.value for point in page.plot.points]
    assert len(set(rates)) == 2 and all(0.001 <= rate <= 0.04 for rate in rates)
    assert page.plot.widget.getAxis("bottom").logMode


def test_the_best_run_is_opened_as_a_model_of_its_own(page, qtbot):
    choose(page, 0, "learning_rate", "0.05, 0.0001")
    assert not page.best_button.isVisible()
    sweep(page, qtbot, 2)
    QTest.keyClicks(page.measure, "val_loss")
    with qtbot.waitSignal(page.panel.document_opened, timeout=10_000) as opened:
        QTest.mouseClick(page.best_button, LEFT)
    (document,) = opened.args
    assert document.settings.learning_rate == 0.05 and document.weights
    assert "learning_rate=0.05" in page.best_button.toolTip()


def test_one_run_that_cannot_be_does_not_end_the_sweep_and_says_why(page, qtbot):
    choose(page, 0, "hidden.units", "0, 4")
    with qtbot.waitSignal(page._runner.ended, timeout=60_000):
        QTest.mouseClick(page.form.button, LEFT)
    assert page.status.text().startswith("1 of 2 runs finished. ")
    assert "hidden.units=0" in page.status.toolTip() and page.status.property("role") == "error"


def test_how_values_are_written_is_explained_before_the_first_sweep(page):
    assert page.help.isVisible() and "0.0001..0.1 log" in page.help.text()
    assert "0.0001..0.1 log" in page.form.rows[0][1].toolTip()


def test_all_parameters_are_shown_beside_one_another_and_a_click_on_a_line_chooses_its_run(page, qtbot):
    choose(page, 0, "learning_rate", "0.1, 0.001")
    choose(page, 1, "hidden.units", "4, 8")
    sweep(page, qtbot, 4)
    QTest.keyClicks(page.parameter, "(all")
    assert page.lines.isVisible() and not page.plot.isVisible()
    assert [axis.name for axis in page.lines.axes] == ["learning_rate", "hidden.units", "val_loss"]
    line = page.lines.lines[2]
    ends = [page.lines.place_of(line.run, name) for name in ("hidden.units", "val_loss")]
    QTest.mouseClick(page.lines, LEFT, pos=(ends[0] * 0.3 + ends[1] * 0.7).toPoint())
    qtbot.waitUntil(lambda: len(page.panel.table.chosen) == 1)
    values = [f"{name}={value}" for name, value in line.values.items()]
    assert page.panel.table.chosen[0].note == ", ".join(values)
    QTest.keyClick(page.parameter, Qt.Key.Key_Up)
    assert page.plot.isVisible() and not page.lines.isVisible()
