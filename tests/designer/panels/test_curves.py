"""Curves while a model learns."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent

from designer import theme
from designer.panels.curves import CurvesView
from designer.panels.live_plot import nice_above
from designer.panels.series import MOST_POINTS, Series
from designer.training.progress import ProgressSnapshot


@pytest.fixture
def curves(qtbot):
    view = CurvesView()
    qtbot.addWidget(view)
    view.resize(800, 200)
    view.show()
    return view


def snapshot(batches=(), epochs=()):
    x, losses = zip(*batches, strict=True) if batches else ((), ())
    points = {"loss": (x, losses), "accuracy": (x, [1 - loss for loss in losses])} if batches else {}
    x, losses = zip(*epochs, strict=True) if epochs else ((), ())
    doubled = [2 * loss for loss in losses]
    ends = {"loss": (x, losses), "val_loss": (x, doubled), "accuracy": (x, [0.5] * len(x))} if epochs else {}
    return ProgressSnapshot(new_batches=points, new_epochs=ends)


def test_a_series_gives_back_what_was_appended():
    series = Series()
    for number in range(1000):
        series.append(number, number**2)
    assert np.array_equal(series.x, np.arange(1000.0))
    assert np.array_equal(series.y, np.arange(1000.0) ** 2)


def test_a_long_series_is_thinned_to_means():
    series = Series()
    for number in range(20 * MOST_POINTS):
        series.append(number, 2 * number)
    assert MOST_POINTS / 2 <= len(series) <= MOST_POINTS
    assert np.array_equal(series.y, 2 * series.x)
    assert np.allclose(np.diff(series.x), 32)
    assert series.x[0] == 15.5


def test_very_many_epochs_are_drawn_without_symbols(curves):
    curves.add(snapshot(epochs=[(number, 0.5) for number in range(1, 400)]))
    curves.draw()
    assert not curves.losses.curves["loss"].by_epoch.shows_symbols


def test_a_series_hands_out_views_not_copies():
    series = Series()
    series.append(1, 2)
    assert np.shares_memory(series.x, series.x)


def test_losses_and_metrics_go_to_their_own_plots(curves):
    curves.add(snapshot(batches=[(0.5, 0.9)], epochs=[(1, 0.8)]))
    assert set(curves.losses.curves) == {"loss", "val_loss"}
    assert set(curves.metrics.curves) == {"accuracy"}


def test_losses_of_single_outputs_are_losses(curves):
    curves.add(ProgressSnapshot(new_epochs={name: ([1], [0.5]) for name in ("loss", "digit_loss", "digit_accuracy")}))
    assert set(curves.losses.curves) == {"loss", "digit_loss"}


def test_points_are_drawn_where_they_belong(curves):
    curves.add(snapshot(batches=[(0.5, 0.9), (1.0, 0.7)], epochs=[(1, 0.8)]))
    curves.draw()
    loss = curves.losses.curves["loss"]
    assert [list(axis) for axis in loss.by_batch.getData()] == [[0.5, 1.0], [0.9, 0.7]]
    assert [list(axis) for axis in loss.by_epoch.getData()] == [[1.0], [0.8]]
    assert loss.by_epoch.shows_symbols and not loss.by_batch.shows_symbols


def test_a_logarithmic_axis_shows_the_exponents_and_leaves_a_gap_where_there_is_none(curves):
    curves.add(snapshot(epochs=[(1, 100.0), (2, 0.0), (3, 0.01)]))
    curves.draw()
    curves.set_log_scale(True)
    loss = curves.losses.curves["loss"].by_epoch
    assert np.array_equal(loss.getData()[1], [2.0, np.nan, -2.0], equal_nan=True)
    curves.set_log_scale(False)
    assert list(loss.getData()[1]) == [100.0, 0.0, 0.01]


def test_a_validation_has_no_batches(curves):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    assert curves.losses.curves["val_loss"].by_batch is None


def test_a_new_run_forgets_the_old_curves(curves):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    curves.start()
    assert curves.losses.curves == {}
    curves.add(snapshot(epochs=[(1, 0.3)]))
    assert list(curves.losses.curves["loss"].epochs.y) == [0.3]


def test_a_snapshot_of_many_batches_costs_at_most_one_call_for_each_curve(curves, monkeypatch):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    calls = []
    curve = curves.losses.curves["loss"].by_batch
    monkeypatch.setattr(curve, "setData", lambda *arrays: calls.append(arrays))
    curves.add(snapshot(batches=[(number / 100, 0.5) for number in range(100)]))
    assert len(calls) <= 1
    curves.draw()
    assert len(calls[-1][0]) == 100


def shown(plot, name):
    """Return how many batches of a curve are drawn."""
    x, _ = plot.curves[name].by_batch.getData()
    return 0 if x is None else len(x)


def test_a_look_draws_one_of_the_plots_and_both_are_whole_when_nothing_more_comes(curves, qtbot):
    for number in range(5):
        curves.add(snapshot(batches=[(number, 0.5)]))
    assert sorted((shown(curves.losses, "loss"), shown(curves.metrics, "accuracy"))) == [4, 5]
    qtbot.waitUntil(lambda: shown(curves.losses, "loss") == shown(curves.metrics, "accuracy") == 5)


def test_curves_that_nobody_sees_are_drawn_when_they_are_shown(curves):
    curves.hide()
    curves.add(snapshot(batches=[(1, 0.5)]))
    assert shown(curves.losses, "loss") == shown(curves.metrics, "accuracy") == 0
    curves.show()
    assert shown(curves.losses, "loss") == shown(curves.metrics, "accuracy") == 1


@pytest.mark.parametrize(("value", "nice"), [(0.03, 0.05), (1, 1), (1.2, 2), (3, 5), (7, 10), (36, 50)])
def test_axes_grow_in_round_steps(value, nice):
    assert nice_above(value) == pytest.approx(nice)


def horizontal(plot):
    return plot.widget.getViewBox().viewRange()[0]


@pytest.mark.parametrize(("done", "right"), [(20, 20), (24, 50), (25, 100), (60, 100)])
def test_from_a_quarter_of_the_run_on_the_axis_shows_all_of_it(curves, done, right):
    curves.add(ProgressSnapshot(num_epochs=100, new_epochs={"loss": ([done], [0.5])}))
    curves.draw()
    assert horizontal(curves.losses) == pytest.approx([0, right], abs=0.1 * right)


def test_the_axis_reaches_beyond_the_last_point_but_not_beyond_the_run(curves):
    curves.add(ProgressSnapshot(num_epochs=8, new_batches={"loss": ([1.5], [0.5])}))
    curves.draw()
    assert horizontal(curves.losses) == pytest.approx([0, 2], abs=0.1)
    curves.add(ProgressSnapshot(num_epochs=8, new_batches={"loss": ([6.0], [0.5])}))
    curves.draw()
    assert horizontal(curves.losses) == pytest.approx([0, 8], abs=0.3)


def test_every_value_is_within_the_axis_also_logarithmically(curves):
    values = [5.0, 0.003, 0.2]
    curves.add(ProgressSnapshot(num_epochs=3, new_batches={"loss": ([1, 2, 3], values)}))
    for is_log, shown in ((False, values), (True, np.log10(values))):
        curves.set_log_scale(is_log)
        low, high = curves.losses.widget.getViewBox().viewRange()[1]
        assert low <= min(shown) < max(shown) <= high


def test_a_zoom_by_hand_is_left_alone_until_the_next_run(curves):
    curves.add(snapshot(batches=[(1.0, 0.5)]))
    view = curves.losses.widget.getViewBox()
    view.sigRangeChangedManually.emit([True, True])
    view.setRange(xRange=(0.2, 0.3), padding=0)
    curves.add(snapshot(batches=[(5.0, 0.9)]))
    curves.draw()
    assert horizontal(curves.losses) == pytest.approx([0.2, 0.3])
    curves.start()
    curves.add(snapshot(batches=[(5.0, 0.9)]))
    curves.draw()
    assert horizontal(curves.losses)[1] > 4


def test_the_loss_can_be_logarithmic(curves):
    curves.set_log_scale(True)
    assert curves.losses.widget.getAxis("left").logMode
    assert not curves.metrics.widget.getAxis("left").logMode


def test_colours_follow_the_theme(curves, qapp):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    try:
        theme.apply(qapp, theme.DARK)
        assert curves.losses.widget.backgroundBrush().color() == theme.DARK.colour("base")
    finally:
        theme.apply(qapp, theme.LIGHT)
    assert curves.losses.widget.backgroundBrush().color() == theme.LIGHT.colour("base")


def test_a_smoothed_series_has_the_means_of_the_last_values():
    series = Series()
    for number in range(6):
        series.append(number, 2.0 * number)
    assert series.smoothed(3).tolist() == [0, 1, 2, 4, 6, 8]
    assert series.smoothed(1).tolist() == series.y.tolist()


def test_the_cross_hair_says_the_values_where_the_mouse_is(qtbot, curves):
    curves.start()
    curves.add(snapshot(epochs=[(1, 0.5), (2, 0.25), (3, 0.125)]))
    curves.draw()
    plot = curves.losses
    qtbot.wait(1)
    view = plot.widget.getViewBox()
    place = plot.widget.mapFromScene(view.mapViewToScene(pg.Point(2.1, 0.3)))
    qtbot.mouseMove(plot.widget.viewport(), place)
    qtbot.waitUntil(lambda: "epoch 2.1" in plot.legend.text())
    assert " 0.25" in plot.legend.text()
    assert " 0.5" in plot.legend.text()
    plot.leaveEvent(QEvent(QEvent.Type.Leave))
    assert "by epoch" in plot.legend.text()


STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".csv": b"curve,by,epoch,value"}


@pytest.mark.parametrize(("ending", "start"), STARTS.items())
def test_curves_are_exported(curves, tmp_path, ending, start):
    curves.start()
    curves.add(snapshot(batches=[(0.5, 0.7)], epochs=[(1, 0.5)]))
    path = tmp_path / f"curves{ending}"
    assert curves.export(path) == ""
    assert path.read_bytes().startswith(start)


def test_the_table_has_every_value(curves, tmp_path):
    curves.start()
    curves.add(snapshot(batches=[(0.5, 0.75)], epochs=[(1, 0.5)]))
    curves.export(tmp_path / "curves.csv")
    lines = (tmp_path / "curves.csv").read_text().splitlines()
    assert "loss,epoch,1.0,0.5" in lines
    assert "loss,batch,0.5,0.75" in lines
    assert len(lines) == 1 + 5


def test_what_cannot_be_exported_is_said(curves, tmp_path):
    assert curves.export(tmp_path / "curves.doc") == "The name must end in .png, .svg or .csv, not '.doc'."
    assert "could not be written" in curves.export(tmp_path / "none" / "curves.csv")


def test_five_thousand_reports_between_two_looks_are_taken_in_at_once(curves):
    curves.start()
    points = [(number / 5000, 1 / (number + 1)) for number in range(5000)]
    curves.add(snapshot(batches=points))
    curves.draw()
    assert len(curves.losses.curves["loss"].batches) <= MOST_POINTS
