"""Pieces of an operation on several threads."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from nn_core.autodiff import parallel


@pytest.fixture
def three_threads(monkeypatch):
    monkeypatch.setattr(parallel, "num_threads", lambda: 3)


def test_every_piece_is_done_once(three_threads):
    done = []
    parallel.run(done.append, range(50))
    assert sorted(done) == list(range(50))


def test_pieces_are_worked_on_at_the_same_time(three_threads):
    together = threading.Barrier(3, timeout=10)
    threads = set()

    def piece(_):
        together.wait()
        threads.add(threading.current_thread())

    parallel.run(piece, range(3))
    assert len(threads) == 3


def test_work_that_is_not_worth_it_stays_in_its_thread(three_threads):
    threads = []
    parallel.run(lambda _: threads.append(threading.current_thread()), range(3), cost=1000)
    assert set(threads) == {threading.current_thread()}


def test_what_goes_wrong_in_a_piece_reaches_the_caller(three_threads):
    def piece(number):
        if number == 1:
            raise ValueError("piece 1 is spoilt")

    with pytest.raises(ValueError, match="piece 1 is spoilt"):
        parallel.run(piece, range(3))
    done = []
    parallel.run(done.append, range(3))
    assert sorted(done) == [0, 1, 2]


def test_a_piece_may_run_pieces_of_its_own(three_threads):
    done = []
    parallel.run(lambda _: parallel.run(done.append, range(4)), range(3))
    assert sorted(done) == sorted([0, 1, 2, 3] * 3)


def test_settings_of_numpy_hold_in_every_thread(three_threads):
    together = threading.Barrier(3, timeout=10)

    def piece(_):
        together.wait()
        np.divide(np.ones(1), np.zeros(1))

    with np.errstate(divide="ignore"):
        parallel.run(piece, range(3))
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        parallel.run(piece, range(3))


def test_a_limit_on_the_linear_algebra_holds_here_too():
    with threadpool_limits(1, user_api="blas"):
        assert parallel.num_threads() == 1


def test_the_linear_algebra_has_its_threads_back_afterwards(three_threads):
    def threads():
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    before, inside = threads(), []
    parallel.run(lambda _: inside.extend(threads()), range(3))
    assert set(inside) == {1}
    assert threads() == before


@given(st.integers(0, 100))
def test_pieces_cover_the_batch_once(length):
    pieces = parallel.pieces_of(length)
    assert [i for piece in pieces for i in range(piece.start, piece.stop)] == list(range(length))
    assert len(pieces) <= parallel.NUM_PIECES
    assert parallel.pieces_of(length, cost=1000) == ([slice(0, length)] if length else [])


def test_working_memory_is_used_again_and_begins_with_a_cache_line():
    first, second = parallel.workspace("float32", (3, 5), (7,))
    assert first.shape == (3, 5)
    assert second.shape == (7,)
    assert not np.shares_memory(first, second)
    assert first.ctypes.data % 64 == second.ctypes.data % 64 == 0
    (again,) = parallel.workspace("float64", (4,))
    assert np.shares_memory(again, first)


@given(length=st.integers(1, 1000), count=st.integers(1, 4), cost=st.floats(1e3, 1e9))
def test_strips_cover_a_length_once_and_the_first_is_the_longest(length, count, cost):
    strips = parallel.strips_of(length, count, cost)
    assert [i for each in strips for i in range(length)[each]] == list(range(length))
    lengths = [each.stop - each.start for each in strips]
    assert len(strips) == count
    assert length <= 64 or lengths[0] >= max(lengths) - 16
