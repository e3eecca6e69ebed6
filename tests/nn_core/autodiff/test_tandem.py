"""Two lines of jobs, in one thread or in two."""

import functools
import threading

import pytest

from nn_core.autodiff import parallel, tandem

both_ways = pytest.mark.parametrize("on_two_threads", [False, True])


@pytest.fixture(autouse=True)
def two_threads(monkeypatch):
    monkeypatch.setattr(parallel, "num_threads", lambda: 2)


@both_ways
def test_a_job_of_the_second_line_comes_after_its_counterpart(on_two_threads):
    done = []
    first, second = (
        [functools.partial(done.append, (line, number)) for number in range(20)] for line in ("lead", "follow")
    )
    tandem.run(first, second, on_two_threads)
    assert sorted(done) == sorted((line, number) for line in ("lead", "follow") for number in range(20))
    for line in ("lead", "follow"):
        assert [each for each in done if each[0] == line] == [(line, number) for number in range(20)]
    for number in range(20):
        assert done.index(("lead", number)) < done.index(("follow", number))


def test_the_first_line_goes_on_while_the_second_is_at_work():
    is_further = threading.Event()
    seen = []
    first = [lambda: None, is_further.set]
    second = [lambda: seen.append(is_further.wait(timeout=10)), lambda: None]
    tandem.run(first, second, on_two_threads=True)
    assert seen == [True]


def test_both_lines_are_done_where_the_other_threads_are_busy():
    done = []
    lines = [functools.partial(done.append, 1)], [functools.partial(done.append, 2)]
    parallel.run(lambda _: tandem.run(*lines, on_two_threads=True), range(1))
    parallel.run(lambda _: tandem.run(*lines, on_two_threads=True), range(2))
    assert sorted(done) == [1, 1, 1, 2, 2, 2]


@both_ways
@pytest.mark.parametrize("line", [0, 1])
def test_what_goes_wrong_in_either_line_reaches_the_caller(on_two_threads, line):
    def spoilt():
        raise ValueError("this job is spoilt")

    lines = [[lambda: None] * 3, [lambda: None] * 3]
    lines[line][1] = spoilt
    with pytest.raises(ValueError, match="this job is spoilt"):
        tandem.run(*lines, on_two_threads)


def test_few_operations_are_not_worth_a_second_thread(monkeypatch):
    assert not tandem.is_worth(1000)
    assert tandem.is_worth(1e9)
    monkeypatch.setattr(parallel, "num_threads", lambda: 1)
    assert not tandem.is_worth(1e9)
