"""Variants are trained in processes of their own, a few at a time, and can be stopped at once."""

import sys

import pytest

from designer.archive.archive import RunArchive
from designer.archive.sweep import Axis, grid
from designer.archive.variants import variant
from designer.training import sweep_runner
from designer.training.session import TrainingSession
from designer.training.sweep_runner import SweepRunner
from tests.designer.training.documents import flowers


@pytest.fixture
def runner(qtbot):
    made = SweepRunner()
    made.most_at_once = 2
    yield made
    made.stop()


def variants(*values, **settings):
    document = flowers(**settings)
    return [(each, variant(document, each)) for each in grid([Axis("learning_rate", values)])]


def test_every_variant_is_trained_and_kept_under_its_values(runner, qtbot):
    with qtbot.waitSignal(runner.ended, timeout=30_000):
        runner.start(variants(0.1, 0.01, 0.001, epochs=1))
        folder = runner.trials[0].file.parent.parent
        assert folder.is_dir() and len(runner._running) == 2
    kept = {run.id: run for run in RunArchive().all()}
    assert [kept[trial.run].note for trial in runner.trials] == [
        f"learning_rate={value}" for value in (0.1, 0.01, 0.001)
    ]
    assert [kept[trial.run].settings["learning_rate"] for trial in runner.trials] == [0.1, 0.01, 0.001]
    assert {trial.ending for trial in runner.trials} == {"finished"}
    assert runner.fraction == 1.0 and not runner.is_running and not folder.exists()


def test_stopping_ends_the_processes_and_lets_nothing_wait(runner, qtbot):
    runner.start(variants(0.1, 0.01, 0.001, epochs=1_000_000))
    processes, folder = list(runner._running), runner.trials[0].file.parent.parent
    qtbot.waitUntil(lambda: runner.fraction > 0, timeout=30_000)
    with qtbot.waitSignal(runner.ended, timeout=5000):
        runner.stop()
    assert [process.state().name for process in processes] == ["NotRunning", "NotRunning"]
    assert not runner.is_running and not folder.exists()
    assert RunArchive().all() == []


def test_one_variant_that_fails_does_not_keep_the_others(runner, qtbot):
    with qtbot.waitSignal(runner.ended, timeout=30_000):
        runner.start(variants(1e30, 0.01, epochs=2, optimizer="sgd"))
    assert [trial.ending for trial in runner.trials] == ["failed", "finished"]
    assert "no longer a number" in runner.trials[0].sentence


@pytest.mark.parametrize("program", [["there is no such program"], [sys.executable, "-c", "print('[1]\\nhm')"]])
def test_a_process_that_cannot_work_is_a_sentence(runner, qtbot, monkeypatch, program):
    monkeypatch.setattr(sweep_runner, "own_program", lambda: program)
    with qtbot.waitSignal(runner.ended, timeout=30_000):
        runner.start(variants(0.1))
    assert runner.trials[0].ending == "failed" and "did not come to its end" in runner.trials[0].sentence


def test_a_packed_program_calls_itself(monkeypatch):
    assert sweep_runner.own_program() == [sys.executable, "-m", "designer"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert sweep_runner.own_program() == [sys.executable]


def test_no_process_outlives_its_session(qtbot):
    session = TrainingSession()
    session.sweep.start(variants(0.1, epochs=1_000_000))
    (process,) = session.sweep._running
    assert session.close() and process.state().name == "NotRunning" and not session.sweep.is_running
