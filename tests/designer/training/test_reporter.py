"""What the callback tells, seen through the box."""

from types import SimpleNamespace

import pytest

from designer.training import reporter as reporting
from designer.training.control import Control, Stopped
from designer.training.progress import ProgressBox
from designer.training.reporter import LossNotFiniteError, Reporter


@pytest.fixture
def box():
    return ProgressBox()


@pytest.fixture
def reporter(box):
    """Listens to 2 epochs of 3 batches: 4, 4 and 2 samples."""
    made = Reporter(Control(), box, num_samples=10, batch_size=4, epochs=2)
    made.on_train_begin()
    made.on_epoch_begin(0)
    return made


def test_an_empty_box_gives_nothing(box):
    assert box.take() is None


def test_every_batch_becomes_a_point_placed_in_epochs(reporter, box):
    for batch in range(3):
        reporter.on_train_batch_begin(batch)
        reporter.on_train_batch_end(batch, {"loss": 1.0})
    positions, _ = box.take().new_batches["loss"]
    assert positions == pytest.approx([1 / 3, 2 / 3, 1])


def test_points_are_fetched_once(reporter, box):
    reporter.on_train_batch_end(0, {"loss": 1.0})
    assert box.take().new_batches == {"loss": ([1 / 3], [1.0])}
    assert box.take() is None


def test_the_loss_of_a_batch_is_its_own_not_the_mean_so_far(reporter, box):
    own = [3.0, 1.0, 5.0]
    means = [3.0, (4 * 3 + 4 * 1) / 8, (4 * 3 + 4 * 1 + 2 * 5) / 10]
    for batch, mean in enumerate(means):
        reporter.on_train_batch_end(batch, {"loss": mean})
    _, losses = box.take().new_batches["loss"]
    assert losses == pytest.approx(own)


def test_an_epoch_becomes_a_point_with_the_values_of_the_validation(reporter, box):
    reporter.take_epoch(0, {"loss": 1.0, "val_loss": 2.0})
    assert box.take().new_epochs == {"loss": ([1], [1.0]), "val_loss": ([1], [2.0])}


def test_a_value_that_not_every_epoch_has_keeps_its_places(reporter, box):
    for epoch, logs in enumerate([{"loss": 3.0}, {"loss": 2.0, "val_loss": 5.0}, {"loss": 1.0}]):
        reporter.take_epoch(epoch, logs)
    assert box.take().new_epochs == {"loss": ([1, 2, 3], [3.0, 2.0, 1.0]), "val_loss": ([2], [5.0])}


def test_an_epoch_is_told_only_when_it_is_time_or_somebody_waits_or_it_is_the_last(box, monkeypatch):
    clock, control = Clock(), Control()
    monkeypatch.setattr(reporting, "time", clock)
    reporter = Reporter(control, box, num_samples=8, batch_size=4, epochs=9)
    reporter.model = SimpleNamespace(first_epoch=0, last_epoch=9, stop_training=False)
    reporter.on_train_begin()
    told = [reporter.take_epoch(0, {"loss": 1.0})]
    clock.work(reporting.EVERY_S)
    told.append(reporter.take_epoch(1, {"loss": 1.0}))
    reporter.on_epoch_end(1, {"loss": 1.0})
    told.append(reporter.take_epoch(2, {"loss": 1.0}))
    control.resume(pause_after="epoch")
    told.append(reporter.take_epoch(3, {"loss": 1.0}))
    control.resume()
    told += [reporter.take_epoch(4, {"loss": 1.0}), reporter.take_epoch(8, {"loss": 1.0})]
    assert told == [False, True, False, True, False, True]


def test_an_epoch_whose_loss_is_no_number_is_told_but_leaves_no_point(reporter, box):
    assert reporter.take_epoch(0, {"loss": float("nan")})
    assert box.take() is None


def test_the_latest_state_says_where_the_training_stands(reporter, box):
    reporter.on_train_batch_end(0, {"loss": 1.0})
    reporter.on_train_batch_end(1, {"loss": 0.5})
    latest = box.take()
    assert (latest.epoch, latest.num_epochs, latest.batch, latest.num_batches) == (1, 2, 2, 3)
    assert latest.logs == {"loss": 0.5}
    assert latest.fraction == pytest.approx(1 / 3)


def test_speed_and_time_left_are_positive(reporter, box):
    reporter.on_train_batch_begin(0)
    reporter.on_train_batch_end(0, {"loss": 1.0})
    latest = box.take()
    assert latest.samples_per_second > 0
    assert latest.seconds_left > 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_the_training_with_a_sentence(reporter, value):
    with pytest.raises(LossNotFiniteError, match=r"epoch 1, batch 2\. Usually a smaller learning rate helps"):
        reporter.on_train_batch_end(1, {"loss": value})


def test_a_validation_loss_that_is_no_number_is_named(reporter):
    with pytest.raises(LossNotFiniteError, match="loss on the validation part"):
        reporter.on_epoch_end(0, {"loss": 1.0, "val_loss": float("nan")})


def test_a_stop_reaches_the_training_also_while_it_validates(box):
    control = Control()
    reporter = Reporter(control, box, 10, 4, 2)
    control.stop()
    with pytest.raises(Stopped):
        reporter.on_test_batch_end(0, {})


class Clock:
    """Time as a test wants it: `sleep` passes without work, `work` with."""

    def __init__(self):
        self._now = self._worked = 1000.0

    def monotonic(self):
        return self._now

    def thread_time(self):
        return self._worked

    def sleep(self, seconds):
        self._now += seconds

    def work(self, seconds):
        self._now, self._worked = self._now + seconds, self._worked + seconds


def test_a_computer_that_sleeps_in_the_middle_spoils_neither_speed_nor_forecast(box, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(reporting, "time", clock)
    reporter = Reporter(Control(), box, num_samples=8, batch_size=4, epochs=2)
    reporter.on_train_begin()
    reporter.on_epoch_begin(0)
    clock.work(1.0)
    reporter.on_train_batch_end(0, {"loss": 1.0})
    clock.sleep(8 * 3600)
    clock.work(1.0)
    reporter.on_train_batch_end(1, {"loss": 1.0})
    latest = box.take()
    assert latest.samples_per_second == pytest.approx(4.0)
    assert latest.seconds_left == pytest.approx(2.0)


def test_a_batch_that_takes_a_minute_of_work_counts_in_full(box, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(reporting, "time", clock)
    reporter = Reporter(Control(), box, num_samples=8, batch_size=4, epochs=1)
    reporter.on_train_begin()
    reporter.on_epoch_begin(0)
    clock.work(60.0)
    reporter.on_train_batch_end(0, {"loss": 1.0})
    assert box.take().seconds_left == pytest.approx(60.0)
