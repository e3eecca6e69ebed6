"""What can change while a training runs, and how seldom it has to report."""

import time
from dataclasses import replace

import pytest

from designer.model.card import Card
from designer.model.commands import SetSettings
from designer.training.callbacks import listen_alike
from designer.training.control import Control
from designer.training.progress import ProgressBox
from designer.training.reporter import ALL_OF_THE_FIRST, EVERY_S
from designer.training.run import Order, train
from designer.training.session import TrainingSession
from tests.designer.training.documents import flowers


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


def test_a_learning_rate_set_in_a_pause_is_that_of_the_next_step(qtbot, session):
    document = flowers(epochs=3, optimizer="sgd", learning_rate=0.5)
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.step_epoch(document)
    document.execute(SetSettings(replace(document.settings, learning_rate=1e-12), "Set"))
    before = document.weights["layer1"][0]
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.step_batch(document)
    with qtbot.waitSignal(session.finished):
        session.resume()
    assert document.last_run.settings["learning_rate"] == 1e-12
    assert abs(document.weights["layer1"][0] - before).max() < 0.2  # one step of the old rate at most


def test_fewer_epochs_end_a_run_and_more_prolong_it(qtbot, session):
    document = flowers(epochs=100_000)
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.step_epoch(document)
    document.execute(SetSettings(replace(document.settings, epochs=4), "Set"))
    with qtbot.waitSignal(session.finished) as caught:
        session.resume()
    assert caught.args[0].text.startswith("Finished after 4 epochs")


def test_a_learning_rate_set_between_two_runs_counts(qtbot, session):
    document = flowers(epochs=2, optimizer="sgd", learning_rate=0.5)
    with qtbot.waitSignal(session.finished):
        session.start(document)
    before = document.weights["layer1"][0].copy()
    document.execute(SetSettings(replace(document.settings, learning_rate=1e-12), "Set"))
    with qtbot.waitSignal(session.finished):
        session.start(document)
    assert document.weights["layer1"][0] == pytest.approx(before, abs=1e-6)


def test_after_the_first_batches_only_some_are_told_but_every_epoch():
    epochs, box, begun = 400, ProgressBox(), time.monotonic()
    train(Order.of(flowers(epochs=epochs, batch_size=4, validation_split=0.0)), Control(), box)
    told = box.take()
    most = ALL_OF_THE_FIRST + 1 + (time.monotonic() - begun) / EVERY_S  # however fast this computer is just now
    assert ALL_OF_THE_FIRST <= len(told.new_batches["loss"][0]) <= most
    assert told.new_epochs["loss"][0] == list(range(1, epochs + 1))


# ---- callbacks ------------------------------------------------------------------------------------------------


def paused_after_an_epoch(qtbot, session, document):
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
        session.step_epoch(document)


def set_card(document, **config):
    (card,) = document.settings.callbacks
    cards = (replace(card, config={**card.config, **config}),)
    document.execute(SetSettings(replace(document.settings, callbacks=cards), "Set"))


def test_less_patience_in_the_middle_ends_a_run_early(qtbot, session):
    stubborn = Card("EarlyStopping", {"monitor": "loss", "patience": 90, "baseline": -1.0, "min_delta": 10.0})
    document = flowers(epochs=100, callbacks=(stubborn,))
    paused_after_an_epoch(qtbot, session, document)
    set_card(document, patience=3)
    with qtbot.waitSignal(session.finished) as caught:
        session.resume()
    assert caught.args[0].text.startswith("Training ended early after ")
    assert len(document.curves["loss"]) < 10


def test_what_was_changed_is_told_and_stands_in_the_receipt(qtbot, session):
    document = flowers(epochs=3, callbacks=(Card("ReduceLROnPlateau", {"patience": 3}),))
    paused_after_an_epoch(qtbot, session, document)
    set_card(document, patience=7, factor=0.5)
    with qtbot.waitSignal(session.finished):
        session.resume()
    assert session.keeper.wait()
    (record,) = session.keeper.archive.all()
    assert record.remarks == [
        "Epoch 1: Reduce learning rate on plateau, factor 0.1 → 0.5; Reduce learning rate on plateau, patience 3 → 7."
    ]
    assert record.steered == ["callbacks"]
    assert document.last_run.settings["callbacks"][0]["config"]["patience"] == 7


def test_what_a_callback_watches_stays_for_the_run(qtbot, session):
    document = flowers(epochs=3, callbacks=(Card("EarlyStopping", {"monitor": "loss", "patience": 9}),))
    paused_after_an_epoch(qtbot, session, document)
    set_card(document, monitor="accuracy")
    with qtbot.waitSignal(session.finished):
        session.resume()
    assert document.last_run.settings["callbacks"][0]["config"]["monitor"] == "loss"


def test_nonsense_on_a_card_does_not_reach_a_run(qtbot, session):
    document = flowers(epochs=3, callbacks=(Card("ReduceLROnPlateau", {"patience": 3}),))
    paused_after_an_epoch(qtbot, session, document)
    set_card(document, factor=5.0)
    with qtbot.waitSignal(session.finished) as caught:
        session.resume()
    assert caught.args[0].kind == "finished"
    assert "factor" not in document.last_run.settings["callbacks"][0]["config"]


def test_patience_changed_between_two_runs_keeps_what_the_callback_remembers():
    old = (Card("EarlyStopping", {"monitor": "loss", "patience": 9}),)
    assert listen_alike(old, (Card("EarlyStopping", {"monitor": "loss", "patience": 2}),))
    assert not listen_alike(old, (Card("EarlyStopping", {"monitor": "accuracy", "patience": 9}),))
