"""Parallel axes: what was tried and what came of it, run by run; brushed, pointed at, clicked."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.panels.run_views.parallel_axes import axis_of
from designer.panels.run_views.parallel_plot import ParallelPlot, SweepLine

LEFT = Qt.MouseButton.LeftButton
RUNS = [
    SweepLine("first", {"rate": 0.1, "optimizer": "adam", "units": 16}, 0.9),
    SweepLine("second", {"rate": 0.01, "optimizer": "sgd", "units": 64}, 0.3),
    SweepLine("third", {"rate": 0.001, "optimizer": "adam", "units": 32}, 0.5),
    SweepLine("failed", {"rate": 0.001, "optimizer": "sgd", "units": 32}, float("nan")),
]


@pytest.fixture
def plot(qtbot):
    made = ParallelPlot()
    qtbot.addWidget(made)
    made.resize(640, 240)
    with qtbot.waitExposed(made):
        made.show()
    made.show_lines(RUNS, "val_loss", (), ["rate"])
    return made


def left(plot):
    return [line.run for line, is_left in zip(plot.lines, plot.is_left, strict=True) if is_left]


def between(plot, run, first, second):
    """Return a point of a line on its way from one axis to another, where no other crosses it."""
    return (plot.place_of(run, first) * 0.3 + plot.place_of(run, second) * 0.7).toPoint()


def drag(plot, start, end):
    QTest.mousePress(plot, LEFT, pos=start)
    QTest.mouseMove(plot, (start + end) / 2)
    QTest.mouseMove(plot, end)
    QTest.mouseRelease(plot, LEFT, pos=end)


# ---- axes -------------------------------------------------------------------------------------------------------


def test_names_have_places_in_the_order_of_the_alphabet():
    axis = axis_of("optimizer", ["sgd", "adam", "rmsprop", "adam"])
    assert axis.ticks() == [(0.0, "adam"), (0.5, "rmsprop"), (1.0, "sgd")]


def test_rates_stand_by_their_powers_of_ten():
    axis = axis_of("rate", [0.1, 0.001, 0.01])
    assert axis.is_log
    assert axis.ticks() == [(0.0, "0.001"), (pytest.approx(0.5), "0.01"), (1.0, "0.1")]


def test_large_whole_numbers_are_written_in_full():
    assert [text for _, text in axis_of("units", [10_000, 16_384]).ticks()] == ["10,000", "16,384"]


def test_many_numbers_get_round_ticks_within_their_range():
    texts = [text for _, text in axis_of("rate", [number / 30 for number in range(30)]).ticks()]
    assert texts == ["0", "0.2", "0.4", "0.6", "0.8"]
    drawn = axis_of("rate", [0.0001 * 1.3**number for number in range(20)], is_log=True)
    assert [text for _, text in drawn.ticks()] == ["0.0001", "0.001", "0.01"]


def test_one_value_alone_stands_in_the_middle():
    assert axis_of("units", [8, 8]).ticks() == [(0.5, "8")]
    assert axis_of("optimizer", ["sgd"]).place("sgd") == 0.5


# ---- lines ------------------------------------------------------------------------------------------------------


def test_each_run_with_a_number_has_a_line_through_all_parameters_to_the_metric(plot):
    assert [axis.name for axis in plot.axes] == ["rate", "optimizer", "units", "val_loss"]
    assert [line.run for line in plot.lines] == ["first", "second", "third"]
    assert plot.axes[0].is_log
    heights = [plot.place_of(run, "val_loss").y() for run in ("second", "third", "first")]
    assert heights == sorted(heights, reverse=True)  # the least below


def test_pointing_at_a_line_says_its_values(plot):
    QTest.mouseMove(plot, between(plot, "second", "units", "val_loss"))
    said = "rate: 0.01\noptimizer: sgd\nunits: 64\nval_loss: 0.3"
    assert plot.accessibleDescription() == said
    QTest.mouseMove(plot, QPoint(2, 2))
    assert plot.accessibleDescription() == ""


def test_a_click_on_a_line_chooses_its_run(plot, qtbot):
    for run in ("first", "third"):
        with qtbot.waitSignal(plot.run_clicked) as clicked:
            QTest.mouseClick(plot, LEFT, pos=between(plot, run, "units", "val_loss"))
        assert clicked.args == [run]


def test_a_drag_along_an_axis_leaves_the_runs_between_and_a_click_there_takes_it_back(plot, qtbot):
    top, bottom = plot.place_of("first", "rate").toPoint(), plot.place_of("second", "rate").toPoint()
    drag(plot, top - QPoint(0, 9), bottom + QPoint(0, 9))
    assert left(plot) == ["first", "second"]
    gone = between(plot, "third", "optimizer", "units")
    with qtbot.assertNotEmitted(plot.run_clicked):
        QTest.mouseClick(plot, LEFT, pos=gone)
    QTest.mouseClick(plot, LEFT, pos=plot.place_of("first", "rate").toPoint() + QPoint(0, 3))
    assert left(plot) == ["first", "second", "third"]


def test_brushes_of_several_axes_count_together_and_escape_takes_all_back(plot):
    names = plot.place_of("first", "optimizer").toPoint()
    drag(plot, names - QPoint(0, 20), names + QPoint(0, 20))
    assert left(plot) == ["first", "third"]
    metric = plot.place_of("third", "val_loss").toPoint()
    drag(plot, metric - QPoint(0, 20), metric + QPoint(0, 20))
    assert left(plot) == ["third"]
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert left(plot) == ["first", "second", "third"]


def test_a_brush_is_moved_by_a_drag_on_it(plot):
    low, high = plot.place_of("second", "val_loss").toPoint(), plot.place_of("first", "val_loss").toPoint()
    drag(plot, low - QPoint(0, 20), low + QPoint(0, 20))
    assert left(plot) == ["second"]
    drag(plot, low - QPoint(0, 5), high - QPoint(0, 5))
    assert left(plot) == ["first"]


def test_a_brush_stays_while_more_runs_come(plot):
    names = plot.place_of("first", "optimizer").toPoint()
    drag(plot, names - QPoint(0, 20), names + QPoint(0, 20))
    more = SweepLine("fourth", {"rate": 0.02, "optimizer": "sgd", "units": 8}, 0.1)
    plot.show_lines([*RUNS, more], "val_loss", (), ["rate"])
    assert left(plot) == ["first", "third"]


def test_a_brush_stays_on_its_values_when_later_runs_make_axes_longer(plot):
    (name, metric), bottom = ("optimizer", "val_loss"), plot.height()
    for axis, run in ((name, "first"), (metric, "third")):
        place = plot.place_of(run, axis).toPoint()
        drag(plot, place - QPoint(0, 10), QPoint(place.x(), min(place.y() + 10, bottom)))
    assert left(plot) == ["third"]
    wider = [("worse", "adadelta", 3.0), ("better", "nadam", 0.01)]
    others = [SweepLine(run, {"rate": 1.0, "optimizer": each, "units": 8}, loss) for run, each, loss in wider]
    plot.show_lines([*RUNS, *others], metric, (), ["rate"])
    assert left(plot) == ["third"]


def test_keys_go_through_the_runs_from_the_highest_metric_down_and_choose_one(plot, qtbot):
    plot.setFocus()
    for run in ("first", "third", "second"):
        QTest.keyClick(plot, Qt.Key.Key_Down)
        assert plot.accessibleDescription() == plot.text_about([line.run for line in RUNS].index(run))
    with qtbot.waitSignal(plot.run_clicked) as clicked:
        QTest.keyClick(plot, Qt.Key.Key_Return)
    assert clicked.args == ["second"]


def test_its_menu_leaves_all_runs_again_and_writes_those_that_are_left(plot, qapp, tmp_path):
    names = plot.place_of("first", "optimizer").toPoint()
    drag(plot, names - QPoint(0, 20), names + QPoint(0, 20))
    plot.menu.ask_for_target = lambda: str(tmp_path / "runs.csv")
    for entry in ("&Export …", "&View all"):
        place = plot.rect().center()
        qapp.sendEvent(plot, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, plot.mapToGlobal(place)))
        menu = QApplication.activePopupWidget()
        action = next(action for action in menu.actions() if action.text() == entry)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert (tmp_path / "runs.csv").read_text().split("\n")[:3] == [
        "run,rate,optimizer,units,val_loss",
        "first,0.1,adam,16,0.9",
        "third,0.001,adam,32,0.5",
    ]
    assert left(plot) == ["first", "second", "third"]


def test_nothing_is_shown_of_no_runs_and_the_mouse_finds_nothing(plot):
    plot.show_lines([], "val_loss", ())
    QTest.mouseMove(plot, QPoint(300, 100))
    QTest.mouseClick(plot, LEFT, pos=QPoint(300, 100))
    assert plot.is_left == []
    assert not plot.grab().isNull()


def test_hundreds_of_runs_are_brushed(plot):
    chance = random.Random(0)
    draw = lambda: {"rate": 10 ** chance.uniform(-4, -1), "units": chance.randint(4, 128)}  # noqa: E731
    plot.show_lines([SweepLine(str(n), draw(), chance.random()) for n in range(300)], "val_loss", ["7"], ["rate"])
    axis = plot.place_of("0", "units").toPoint().x()
    drag(plot, QPoint(axis, plot.height() // 2), QPoint(axis, plot.height()))
    assert 0 < len(left(plot)) < 300
    assert all(line.values["units"] < 80 for line, ok in zip(plot.lines, plot.is_left, strict=True) if ok)
    assert not plot.grab().isNull()
