"""A thread for one piece of work."""

import logging

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from designer.training.worker import Worker


@pytest.fixture
def run(qtbot):
    def run(work):
        worker = Worker(work)
        with qtbot.waitSignal(worker.finished):
            worker.start()
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
    def break_down():
        raise RuntimeError("surprise")

    worker = run(break_down)
    assert worker.failed.text == "Something unforeseen went wrong (RuntimeError: surprise). The log has the details."
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "Traceback" in caplog.text


def test_linear_algebra_uses_one_thread(run):
    def count():
        np.ones((2, 2)) @ np.ones((2, 2))
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    assert set(run(count).result) == {1}


def test_a_value_that_overflows_is_no_warning(run):
    assert run(lambda: np.float32(3e38) * np.float32(10)).result == np.inf
