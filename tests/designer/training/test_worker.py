"""A thread for one piece of work."""

import gc
import logging
import threading
from functools import partial
from typing import ClassVar

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from designer.training.worker import Worker


@pytest.fixture
def run(qtbot):
    def run(work):
        worker = Worker(work)
        with qtbot.waitSignal(worker.finished):
            worker.launch()
        worker.wait()
        return worker

    return run


def test_the_result_is_kept(run):
    worker = run(lambda: 6 * 7)
    assert (worker.result, worker.failed) == (42, None)


def test_a_complaint_becomes_a_failure_with_its_own_sentence(run):
    def complain():
        raise ValueError("The shape does not fit. Choose another.")

    assert run(complain).failed.text == "The shape does not fit. Choose another."


def test_too_little_memory_is_said_with_the_remedy(run):
    def fill():
        raise MemoryError

    assert "smaller batch size" in run(fill).failed.text


def test_a_fault_of_the_program_is_named_and_goes_to_the_log(run, caplog):
    worker = run(partial({}.pop, "surprise"))  # nothing on the way belongs to somebody else
    assert worker.failed.text == "Something unforeseen went wrong (KeyError: 'surprise'). The log has the details."
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "Traceback" in caplog.text


def test_linear_algebra_uses_one_thread(run):
    def count():
        np.ones((2, 2)) @ np.ones((2, 2))
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    assert set(run(count).result) == {1}


def test_a_value_that_overflows_is_no_warning(run):
    assert run(lambda: np.float32(3e38) * np.float32(10)).result == np.inf


class Caught:
    """Something in a reference cycle that remembers in which thread it ended."""

    ended_in: ClassVar[list[int]] = []

    def __init__(self):
        self.cycle = self

    def __del__(self):
        Caught.ended_in.append(threading.get_ident())


def test_garbage_of_the_window_is_never_collected_in_the_thread(run):
    Caught.ended_in.clear()
    gc.collect()
    Caught()
    run(lambda: [[] for _ in range(100_000)])
    gc.collect()
    assert Caught.ended_in == [threading.get_ident()]


def test_python_collects_by_itself_again_afterwards(run):
    run(lambda: None)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_garbage_is_collected_from_the_window_while_the_thread_works(qtbot):
    go_on = threading.Event()
    worker = Worker(lambda: go_on.wait(10))
    Caught.ended_in.clear()
    try:
        worker.launch()
        assert not gc.isenabled()
        Caught()
        held = [[] for _ in range(2000)]
        qtbot.waitUntil(lambda: Caught.ended_in == [threading.get_ident()])
    finally:
        with qtbot.waitSignal(worker.finished):
            go_on.set()
    assert len(held) == 2000
    worker.wait()
