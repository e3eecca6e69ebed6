"""The switch between the window and the training."""

import threading

import pytest

from designer.training import control as controlling
from designer.training.control import Control, Stopped


@pytest.fixture
def training():
    """Start a function that passes batches in another thread; end it whatever happens."""
    running = []

    def start(control, num_batches):
        passed, seconds = threading.Semaphore(0), []

        def work():
            try:
                for _ in range(num_batches):
                    seconds.append(control.passed("batch"))
                    passed.release()
            except Stopped:
                seconds.append("stopped")

        thread = threading.Thread(target=work)
        running.append((control, thread))
        thread.start()
        return thread, passed, seconds

    yield start
    for control, thread in running:
        control.stop()
        thread.join()


def test_a_batch_passes_at_once_if_nobody_objects():
    assert Control().passed("batch") < 0.1


def test_a_pause_holds_the_training_until_it_is_resumed(training):
    control = Control()
    control.pause()
    thread, passed, _ = training(control, 1)
    assert not passed.acquire(timeout=0.05)
    control.resume()
    thread.join(timeout=10)
    assert passed.acquire(timeout=10)


def test_the_time_spent_in_a_pause_is_told(training):
    control = Control()
    control.pause()
    thread, passed, seconds = training(control, 1)
    passed.acquire(timeout=0.05)
    control.resume()
    thread.join(timeout=10)
    assert seconds[0] > 0


def test_stepping_by_one_batch_pauses_after_it(training):
    control = Control(pause_after="batch")
    thread, passed, _ = training(control, 2)
    assert not passed.acquire(timeout=0.05)  # it stands still at the end of the first
    control.resume(pause_after="batch")
    assert passed.acquire(timeout=10)
    assert not passed.acquire(timeout=0.05)
    control.resume()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_step_by_one_epoch_lets_batches_pass():
    control = Control(pause_after="epoch")
    assert control.passed("batch") < 0.1


def test_stop_ends_a_training_that_is_paused(training):
    control = Control()
    control.pause()
    thread, _, seconds = training(control, 1)
    control.stop()
    thread.join(timeout=10)
    assert seconds == ["stopped"]


def test_after_a_stop_nothing_passes():
    control = Control()
    control.stop()
    with pytest.raises(Stopped):
        control.passed("batch")


def test_a_training_stands_aside_while_the_window_shows_something_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(controlling, "MOST_ASIDE_S", 30.0)
    control = Control()
    assert not control.hear()  # nothing is shown
    control.take_way()
    thread = threading.Thread(target=control.hear)
    thread.start()
    thread.join(timeout=0.05)
    assert thread.is_alive()
    control.free_way()
    thread.join(timeout=10)
    assert not thread.is_alive()
    monkeypatch.setattr(controlling, "MOST_ASIDE_S", 0.01)
    control.take_way()
    assert not control.hear()


def test_a_window_that_is_held_up_does_not_slow_down_every_batch(monkeypatch):
    monkeypatch.setattr(controlling, "MOST_ASIDE_S", 0.01)
    control = Control()
    control.take_way()
    control.hear()
    assert not control.is_calling, "the next batch need not wait"


def test_a_training_tells_that_it_stands_still():
    stands = threading.Event()
    control = Control("batch", stands.set)
    thread = threading.Thread(target=control.passed, args=("batch",))
    thread.start()
    assert stands.wait(timeout=10)
    control.resume()
    thread.join(timeout=10)
    assert not thread.is_alive()
