"""Small computations in a thread."""

import threading

import pytest

from designer.training.errands import Errands


@pytest.fixture
def errands(qtbot):
    made = Errands()
    yield made
    assert made.wait()


def test_a_result_comes_back_under_its_kind(qtbot, errands):
    with qtbot.waitSignal(errands.done) as caught:
        errands.ask("sum", lambda: 1 + 1)
    assert caught.args == ["sum", 2]


def test_of_what_waits_only_the_latest_is_done(qtbot, errands):
    gate, found = threading.Event(), []
    errands.done.connect(lambda kind, result: found.append(result))
    errands.ask("slow", lambda: gate.wait(5))
    for number in range(10):
        errands.ask("number", lambda number=number: number)
    gate.set()
    qtbot.waitUntil(lambda: len(found) == 2)
    assert found == [True, 9]


def test_a_failure_is_a_sentence(qtbot, errands):
    def fail():
        raise ValueError("That word is unknown")

    with qtbot.waitSignal(errands.failed) as caught:
        errands.ask("word", fail)
    assert caught.args[1].text == "That word is unknown."


def test_waiting_drops_what_has_not_begun(qtbot, errands):
    gate, found = threading.Event(), []
    errands.ask("slow", lambda: gate.wait(5))
    errands.ask("late", lambda: found.append(1))
    gate.set()
    assert errands.wait()
    assert found == []
