"""Curves while a model learns."""

import numpy as np
import pytest

from designer import theme
from designer.panels.curves import CurvesView
from designer.panels.series import Series
from designer.training.progress import BatchPoint, EpochPoint, ProgressSnapshot


@pytest.fixture
def curves(qtbot):
    view = CurvesView()
    qtbot.addWidget(view)
    view.resize(800, 200)
    view.show()
    return view


def snapshot(batches=(), epochs=()):
    points = [BatchPoint(position, {"loss": loss, "accuracy": 1 - loss}) for position, loss in batches]
    ends = [EpochPoint(epoch, {"loss": loss, "val_loss": 2 * loss, "accuracy": 0.5}) for epoch, loss in epochs]
    return ProgressSnapshot(new_batches=tuple(points), new_epochs=tuple(ends))


def test_a_series_gives_back_what_was_appended_however_long():
    series = Series()
    for number in range(1000):
        series.append(number, number**2)
    assert len(series) == 1000
    assert np.array_equal(series.y, np.arange(1000.0) ** 2)


def test_a_series_hands_out_views_not_copies():
    series = Series()
    series.append(1, 2)
    assert np.shares_memory(series.x, series.x)


def test_losses_and_metrics_go_to_their_own_plots(curves):
    curves.add(snapshot(batches=[(0.5, 0.9)], epochs=[(1, 0.8)]))
    assert set(curves.losses.curves) == {"loss", "val_loss"}
    assert set(curves.metrics.curves) == {"accuracy"}


def test_losses_of_single_outputs_are_losses(curves):
    curves.add(ProgressSnapshot(new_epochs=(EpochPoint(1, {"loss": 1.0, "digit_loss": 0.5, "digit_accuracy": 0.5}),)))
    assert set(curves.losses.curves) == {"loss", "digit_loss"}


def test_points_are_drawn_where_they_belong(curves):
    curves.add(snapshot(batches=[(0.5, 0.9), (1.0, 0.7)], epochs=[(1, 0.8)]))
    loss = curves.losses.curves["loss"]
    assert [list(axis) for axis in loss.by_batch.getOriginalDataset()] == [[0.5, 1.0], [0.9, 0.7]]
    assert [list(axis) for axis in loss.by_epoch.getOriginalDataset()] == [[1.0], [0.8]]


def test_a_validation_has_no_batches(curves):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    assert curves.losses.curves["val_loss"].by_batch is None


def test_a_new_run_forgets_the_old_curves(curves):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    curves.start()
    assert curves.losses.curves == {}
    curves.add(snapshot(epochs=[(1, 0.3)]))
    assert list(curves.losses.curves["loss"].epochs.y) == [0.3]


def test_each_curve_is_drawn_once_for_a_snapshot(curves, monkeypatch):
    curves.add(snapshot(epochs=[(1, 0.8)]))
    calls = []
    curve = curves.losses.curves["loss"].by_batch
    monkeypatch.setattr(curve, "setData", lambda *arrays: calls.append(arrays))
    curves.add(snapshot(batches=[(number / 100, 0.5) for number in range(100)]))
    assert len(calls) == 1
    assert len(calls[0][0]) == 100


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
