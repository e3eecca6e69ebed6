"""Several trainings at once do not disturb one another: each gives the numbers it gives alone."""

from dataclasses import replace

import pytest

from designer.archive.archive import RunArchive
from designer.archive.sweep import Axis, grid
from designer.archive.variants import variant
from designer.model.commands import SetSettings
from designer.training.control import Control
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from designer.training.session import TrainingSession
from designer.training.sweep_runner import SweepRunner
from tests.designer.training.documents import chain


def chancy(seed):
    """A model that draws weights, the order of the samples, and what drops out."""
    start, drop = ("InputLayer", "flower", {"shape": [4]}), ("Dropout", "drop", {"rate": 0.4})
    hidden = ("Dense", "hidden", {"units": 8, "activation": "relu"})
    end = ("Dense", "species", {"units": 3, "activation": "softmax"})
    return chain(start, hidden, drop, end, epochs=30, seed=seed)


@pytest.fixture
def sessions(qtbot):
    made = TrainingSession(), TrainingSession()
    yield made
    assert all(session.close() for session in made)


@pytest.fixture
def runner(qtbot):
    made = SweepRunner()
    made.most_at_once = 2
    yield made
    made.stop()


def test_two_tabs_that_train_at_once_give_the_numbers_they_give_alone(qtbot, sessions):
    alone = [train(Order.of(chancy(seed)), Control(), ProgressBox()).curves for seed in (1, 2)]
    documents = [chancy(1), chancy(2)]
    with qtbot.waitSignals([session.finished for session in sessions], timeout=30_000):
        for session, document in zip(sessions, documents, strict=True):
            session.start(document)
        assert [session.state for session in sessions] == ["running", "running"]
    assert [document.curves for document in documents] == alone
    assert alone[0] != alone[1]


def test_the_receipt_of_a_run_beside_another_gives_its_numbers_again(qtbot, sessions):
    documents = [chancy(None), chancy(None)]
    with qtbot.waitSignals([session.finished for session in sessions], timeout=30_000):
        for session, document in zip(sessions, documents, strict=True):
            session.start(document)
    assert all(session.keeper.wait() for session in sessions)
    archive = sessions[0].keeper.archive
    for run in archive.all():
        again = train(Order.of(archive.open(run, "start"), "anew"), Control(), ProgressBox())
        assert again.curves == run.curves


def test_a_sweep_and_a_training_at_once_give_the_numbers_they_give_alone(qtbot, sessions, runner):
    alone = train(Order.of(chancy(1)), Control(), ProgressBox()).curves
    rates = [variant(chancy(2), each) for each in grid([Axis("learning_rate", (0.1, 0.01))])]
    swept_alone = [train(Order.of(each, "anew"), Control(), ProgressBox()).curves for each in rates]
    document = chancy(1)
    document.execute(SetSettings(replace(document.settings, epochs=1_000_000)))
    assignments = grid([Axis("learning_rate", (0.1, 0.01))])
    with qtbot.waitSignal(runner.ended, timeout=60_000):
        sessions[0].start(document)
        runner.start([(each, variant(chancy(2), each)) for each in assignments])
        assert len(runner._running) == 2
    assert sessions[0].state == "running"  # both went on side by side all the time
    with qtbot.waitSignal(sessions[0].finished, timeout=20_000):
        sessions[0].stop()
    archive = RunArchive()
    kept = {run.id: run for run in archive.all()}
    assert [kept[trial.run].curves for trial in runner.trials] == swept_alone
    assert {name: values[:30] for name, values in document.curves.items()} == alone
