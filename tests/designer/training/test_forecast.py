"""Forecasts: of the right size for the bundled examples, and longer while other programs are at work."""

import os
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from designer.data.sources import load
from designer.examples import examples, open_example
from designer.training.control import Control
from designer.training.forecast import forecast, speed, times_longer
from designer.training.plan import plan
from designer.training.progress import ProgressBox
from designer.training.rehearsal import rehearse
from designer.training.run import Order, train
from tests.designer.training.documents import flowers


def forecast_of(document):
    dataset = load(document.data_name)
    return forecast(document, plan(document, dataset).settings, dataset)


@pytest.fixture
def others(monkeypatch):
    """Let two processors have so many other programs at work."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return lambda number: monkeypatch.setattr(os, "getloadavg", lambda: (number, 0.0, 0.0), raising=False)


def test_with_as_many_processors_as_programs_nobody_waits(others):
    others(0.9)
    assert times_longer() == 1.0
    assert forecast_of(flowers()).details.endswith("The time holds as long as the computer has little else to do.")


def test_programs_that_wait_for_processors_make_it_take_longer_and_that_is_said(others):
    others(0.0)
    quiet = forecast_of(flowers(epochs=20_000))
    others(5.0)
    busy = forecast_of(flowers(epochs=20_000))
    assert busy.seconds == pytest.approx(3 * quiet.seconds)
    assert "Other programs are at work: without them it would take" in busy.details


def test_where_the_system_does_not_count_programs_the_time_is_that_of_a_quiet_computer(monkeypatch):
    monkeypatch.delattr(os, "getloadavg", raising=False)
    assert times_longer() == 1.0


def test_the_speed_is_the_same_however_many_threads_are_at_work():
    speed.cache_clear()
    quiet = speed()
    is_over = threading.Event()

    def work():
        matrix = np.ones((512, 512), np.float32)
        while not is_over.is_set():
            np.matmul(matrix, matrix)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    found = []
    for _ in range(5):
        speed.cache_clear()
        found.append(speed())
    is_over.set()
    for thread in threads:
        thread.join()
    assert 0.2 < np.median(found) / quiet < 5


@pytest.mark.slow
@pytest.mark.parametrize("example", examples())
def test_the_forecast_of_an_example_is_of_the_size_of_the_real_time(others, example):
    others(0.0)
    document = open_example(examples()[example])
    document.weights, document.last_run = {}, None
    reckoned, dataset = forecast_of(document), load(document.data_name)
    order = Order.of(document, "anew")
    order = replace(order, settings=replace(order.settings, callbacks=()))
    paces = rehearse(order, dataset, Control())
    begun = time.perf_counter()
    train(order, Control(), ProgressBox())
    really = time.perf_counter() - begun
    assert 0.1 < reckoned.seconds / really < 10
    assert 0.4 < (paces.begin_s + plan(document, dataset).num_epochs * paces.epoch_s) / really < 2.5
