"""Large calls of a program, done block by block on several threads."""

import functools

import numpy as np
import pytest

from nn_core.autodiff import parallel
from nn_core.plans import spread as spreading
from nn_core.plans.spread import spread


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch):
    monkeypatch.setattr(spreading, "_LARGE", 100)
    monkeypatch.setattr(spreading, "_BLOCK", 30)
    monkeypatch.setattr(spreading, "_LARGE_PRODUCT", 100)
    monkeypatch.setattr(parallel, "_WORTH", 0)
    monkeypatch.setattr(parallel, "num_threads", lambda: 3)
    monkeypatch.setattr(spreading, "num_threads", lambda: 3)


def carry_out(calls):
    for function, args in calls:
        function(*args)


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def test_a_chain_becomes_one_call_and_gives_the_same():
    x, row, a, b = numbers(20, 10), numbers(10), np.empty((20, 10)), np.empty((20, 10))
    calls = [(np.multiply, (x, x, a)), (functools.partial(np.maximum, out=b), (a, row)), (np.add, (b, 2.0, b))]
    joined = spread(calls)
    assert len(joined) == 1
    carry_out(joined)
    np.testing.assert_array_equal(b, np.maximum(x * x, row) + 2)


def test_arrays_that_lie_across_each_other_are_not_joined():
    memory = numbers(30, 10)
    x, y, into = memory[:20].copy(), np.empty((20, 10)), memory[10:]
    memory[:20] = x
    calls = [(np.negative, (memory[:20], y)), (np.square, (y, into))]
    joined = spread(calls)
    assert len(joined) == 2
    carry_out(joined)
    np.testing.assert_array_equal(into, x * x)


@pytest.mark.parametrize(
    "calls",
    [
        [(np.copyto, (np.empty((20, 10)), np.ones((20, 10))))],
        [(np.add, (np.ones(9), 1.0, np.empty(9)))],
        [(np.add, (np.ones((10, 20)).T, 1.0, np.empty((20, 10))))],
        [(np.add, (np.ones((20, 1)), np.ones((20, 10)), np.empty((20, 10))))],
        [(np.dot, (np.ones((2, 2)), np.ones((2, 2)), np.empty((2, 2))))],
    ],
    ids=["no ufunc", "small", "not in order", "stretched", "small product"],
)
def test_other_calls_stay_as_they_are(calls):
    assert spread(calls) == calls


@pytest.mark.parametrize("shape", [(50, 7), (7, 50)])
def test_a_large_product_is_cut_into_strips(shape):
    left, right, out = numbers(shape[0], 9), numbers(9, shape[1]), np.empty(shape)
    calls = spread([(np.dot, (left, right, out))])
    assert calls[0][0] is not np.dot
    carry_out(calls)
    np.testing.assert_allclose(out, left @ right)
