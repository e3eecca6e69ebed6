"""Every run of a session is kept, and its receipt gives the same numbers again."""

from dataclasses import replace

import numpy as np
import pytest

from designer.data.seal import looks
from designer.model.commands import SetSettings
from designer.paths import user_folder
from designer.training.control import Control
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from designer.training.session import TrainingSession
from tests.designer.training.documents import chain, flowers


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


def trained(session, qtbot, document):
    """Train to the end and return the receipt."""
    with qtbot.waitSignal(session.keeper.changed, timeout=20_000):
        session.start(document)
    return session.keeper.archive.all()[0]


def test_a_run_is_kept_with_everything_that_is_known_of_it(session, qtbot):
    document = flowers(epochs=3)
    document.title = "three flowers"
    run = trained(session, qtbot, document)
    assert (run.title, run.ending, run.data_name, run.seed, run.begun) == (
        "three flowers",
        "finished",
        "iris",
        1,
        "anew",
    )
    assert run.sentence.startswith("Finished after 3 epochs") and run.duration_s > 0
    assert run.curves == document.curves and run.num_epochs == 3
    assert run.num_params == 67 and run.data_hash and run.has_weights
    assert set(run.versions) == {"nn_core", "numpy", "python"}
    opened = session.keeper.archive.open(run)
    assert opened.graph == document.graph and opened.last_run is not None
    for key, arrays in document.weights.items():
        for one, other in zip(arrays, opened.weights[key], strict=True):
            np.testing.assert_array_equal(one, other)


def bits(session, run):
    """Return the weights of a run as they lie in memory."""
    weights = session.keeper.archive.open(run).weights
    return {key: [np.asarray(array).tobytes() for array in arrays] for key, arrays in weights.items()}


def test_so_it_does_where_everything_is_left_to_chance(session, qtbot):
    layers = [("InputLayer", "flower", {"shape": [4]}), ("Dense", "hidden", {"units": 16, "activation": "relu"})]
    layers += [("Dropout", "drop", {"rate": 0.4}), ("GaussianNoise", "noise", {"stddev": 0.1})]
    end = ("Dense", "species", {"units": 3, "activation": "softmax"})
    first = trained(session, qtbot, chain(*layers, end, epochs=3, batch_size=7))
    second = trained(session, qtbot, session.keeper.archive.open(first, "start"))
    assert first.seed is not None and second.curves == first.curves
    assert bits(session, second) == bits(session, first)


@pytest.mark.parametrize("seed", [5, None])
def test_the_receipt_gives_the_same_numbers_again(session, qtbot, seed):
    first = trained(session, qtbot, flowers(seed=seed))
    again = session.keeper.archive.open(first, "start")
    second = trained(session, qtbot, again)
    assert second.id != first.id
    assert second.curves == first.curves and second.seed == first.seed
    assert bits(session, second) == bits(session, first)


def test_the_receipt_of_a_run_that_went_on_gives_the_same_numbers_again(session, qtbot):
    document = flowers()
    trained(session, qtbot, document)
    first = trained(session, qtbot, document)
    assert first.begun == "go on" and first.num_epochs == 4 and first.best_epoch > 2
    second = trained(session, qtbot, session.keeper.archive.open(first, "start"))
    assert second.curves == first.curves


def test_the_weights_of_the_best_epoch_are_kept_beside_the_last(session, qtbot):
    # With this learning rate the loss goes up and down.
    run = trained(session, qtbot, flowers(epochs=12, learning_rate=3.0, seed=3))
    assert run.best_epoch < 12
    short = replace(flowers().settings, epochs=run.best_epoch, learning_rate=3.0, seed=3)
    document = flowers()
    document.execute(SetSettings(short))
    expected = train(Order.of(document), Control(), ProgressBox()).weights
    best = session.keeper.archive.open(run, "best").weights
    for key, arrays in expected.items():
        for one, other in zip(arrays, best[key], strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_stopped_run_is_kept(session, qtbot):
    document = flowers(epochs=100_000)
    session.start(document)
    with qtbot.waitSignal(session.progress, timeout=20_000):
        pass
    with qtbot.waitSignal(session.keeper.changed, timeout=20_000):
        session.stop()
    (run,) = session.keeper.archive.all()
    assert run.ending == "stopped" and run.has_weights


def test_a_run_whose_loss_is_no_number_is_kept_with_its_sentence(session, qtbot):
    run = trained(session, qtbot, flowers(epochs=50, optimizer="sgd", learning_rate=1e30))
    assert run.ending == "failed" and "no longer a number" in run.sentence


def test_what_could_not_begin_is_no_run(session, qtbot):
    document = flowers()
    document.data_name = "nowhere.csv"
    with qtbot.waitSignal(session.finished, timeout=20_000):
        session.start(document)
    assert session.keeper.wait() and session.keeper.archive.all() == []


def test_closing_waits_until_the_run_is_kept(session, qtbot):
    session.start(flowers(epochs=100_000))
    with qtbot.waitSignal(session.progress, timeout=20_000):
        pass
    assert session.close()
    assert len(session.keeper.archive.all()) == 1


def test_a_run_that_cannot_be_kept_is_a_sentence_and_the_weights_stay(session, qtbot):
    user_folder().joinpath("runs").write_text("in the way", encoding="utf-8")
    document = flowers()
    with qtbot.waitSignal(session.keeper.failed, timeout=20_000) as failed:
        session.start(document)
    assert failed.args[0].startswith("Runs cannot be kept in ")
    assert document.weights


def evaluated(session, qtbot, document):
    """Evaluate and return all runs when it was written down, the latest first."""
    with qtbot.waitSignal(session.keeper.changed, timeout=20_000), qtbot.waitSignal(session.evaluated) as found:
        session.evaluate(document)
    assert session.keeper.wait()  # what changed may have been an earlier look
    return found.args[0], session.keeper.archive.all()


def test_what_a_look_at_the_test_part_found_is_kept_with_the_run_that_made_the_weights(session, qtbot):
    first, second = flowers(epochs=1), flowers(epochs=2)
    trained(session, qtbot, first)
    trained(session, qtbot, second)
    found, (later, earlier) = evaluated(session, qtbot, first)
    assert later.test == {} and later.test_looks == 0
    assert earlier.test == pytest.approx(found.values) and set(earlier.test) == {"loss", "accuracy"}
    assert earlier.test_looks == looks(found.dataset)


def test_a_run_that_was_opened_again_keeps_the_latest_look_too(session, qtbot):
    run = trained(session, qtbot, flowers(epochs=1))
    document = session.keeper.archive.open(run)
    _, (once,) = evaluated(session, qtbot, document)
    _, (twice,) = evaluated(session, qtbot, document)
    assert once.test == twice.test and twice.test_looks == once.test_looks + 1
