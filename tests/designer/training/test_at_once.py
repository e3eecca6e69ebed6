"""Several trainings at once do not disturb one another: each gives the numbers it gives alone."""

import pytest

from designer.training.control import Control
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from designer.training.session import TrainingSession
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
