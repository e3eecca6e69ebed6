"""A training that was interrupted and goes on is, bit for bit, the one that was not."""

from dataclasses import replace

import numpy as np
import pytest

from designer.formats.door import open_document, save_document
from designer.model.card import Card
from designer.training import checkpoints
from designer.training.control import Control
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from designer.training.session import TrainingSession
from nn_core.ops.random import set_seed
from tests.designer.training.documents import chain, flowers

CARDS = (
    Card("EarlyStopping", {"patience": 50, "restore_best_weights": True}),
    Card("ReduceLROnPlateau", {"patience": 2, "min_delta": 0.05}),
)
EPOCHS = 6


def dropping(**settings):
    """A classifier whose training draws random numbers in every step."""
    hidden = ("Dense", "hidden", {"units": 8, "activation": "relu"})
    end = ("Dense", "species", {"units": 3, "activation": "softmax"})
    middle = [("BatchNormalization", "normal", {}), ("Dropout", "dropout", {"rate": 0.4})]
    given = {"epochs": EPOCHS, "seed": 1, "callbacks": CARDS, **settings}
    return chain(("InputLayer", "flower", {"shape": [4]}), hidden, *middle, end, **given)


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


@pytest.fixture
def end(qtbot, session):
    """Do something and wait for the end of the run."""

    def end(act):
        with qtbot.waitSignal(session.finished) as caught:
            act()
        return caught.args[0]

    return end


@pytest.fixture
def steps(qtbot, session):
    """Take steps and stand still after the last."""

    def take(document, *kinds):
        for kind in kinds:
            with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
                (session.step_batch if kind == "batch" else session.step_epoch)(document)

    return take


@pytest.fixture(scope="module")
def unbroken():
    document = dropping()
    return train(Order.of(document), Control(), ProgressBox())


def assert_equal(document, trained):
    assert document.weights.keys() == trained.weights.keys()
    for key, arrays in trained.weights.items():
        assert all(map(np.array_equal, document.weights[key], arrays)), key
    assert document.curves == trained.curves
    found = document.last_run.state.optimizer
    assert all(map(np.array_equal, found, trained.last_run.state.optimizer))


PLACES = [("batch",), ("batch", "batch"), ("epoch", "batch", "batch"), ("epoch",), ("epoch", "epoch", "epoch", "batch")]


@pytest.mark.parametrize("place", PLACES)
def test_paused_and_resumed(session, steps, end, unbroken, place):
    document = dropping()
    steps(document, *place)
    set_seed(77)  # what others draw does not matter
    session.stop()
    session.wait()
    end(lambda: session.start(document))
    assert_equal(document, unbroken)


def test_paused_and_resumed_at_once(session, steps, end, unbroken):
    document = dropping()
    steps(document, "epoch", "batch")
    end(session.resume)
    assert_equal(document, unbroken)


@pytest.mark.parametrize("place", PLACES)
def test_saved_while_it_stands_still_closed_and_opened_again(session, steps, end, unbroken, tmp_path, place):
    document = dropping()
    steps(document, *place)
    save_document(document, tmp_path / "paused.nnd")
    session.close()
    again = open_document(tmp_path / "paused.nnd")
    assert again.weights
    end(lambda: session.start(again))
    assert_equal(again, unbroken)


def test_a_run_that_is_over_goes_on_as_if_more_epochs_had_been_ordered(session, end):
    document, longer = dropping(epochs=3, callbacks=()), dropping(epochs=6, callbacks=())
    end(lambda: session.start(document))
    outcome = end(lambda: session.start(document))
    trained = train(Order.of(longer), Control(), ProgressBox())
    assert_equal(document, trained)
    assert outcome.text.startswith("Finished after 6 epochs")


def test_another_optimizer_begins_anew_with_the_weights(session, steps, end):
    document = dropping(callbacks=())
    steps(document, "epoch")
    session.stop()
    session.wait()
    document.settings = replace(document.settings, optimizer="sgd")
    assert end(lambda: session.start(document)).kind == "finished"
    assert len(document.curves["loss"]) == EPOCHS


def test_what_was_learned_is_kept_every_few_seconds(qtbot, session, monkeypatch):
    monkeypatch.setattr(checkpoints, "KEEP_EVERY_S", 0.0)
    document = flowers(epochs=100_000)
    session.start(document)
    qtbot.waitUntil(lambda: bool(document.weights) and document.last_run.state.epoch > 0)
    assert session.state == "running"
    first = document.weights["layer1"][0]
    qtbot.waitUntil(lambda: not np.array_equal(document.weights["layer1"][0], first))
