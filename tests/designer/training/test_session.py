"""Training from the window's side: real threads, real signals."""

import sys

import numpy as np
import pytest

from designer.model.card import Card
from designer.training import run as run_module
from designer.training.session import TrainingSession
from designer.training.turns import SHORT_S
from tests.designer.training.documents import flowers, patients, twins

LONG = 100_000  # epochs that nobody waits for


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


@pytest.fixture
def train(qtbot, session):
    """Train to the end and return the outcome."""

    def train(document):
        with qtbot.waitSignal(session.finished) as caught:
            session.start(document)
        return caught.args[0]

    return train


@pytest.fixture
def running(qtbot, session):
    """Start a run without end and wait until it moves."""

    def start(document):
        with qtbot.waitSignal(session.progress):
            session.start(document)
        return document

    return start


def test_a_run_ends_with_its_last_values_and_the_weights_in_the_document(train):
    document = flowers(epochs=3)
    outcome = train(document)
    assert outcome.kind == "finished"
    assert outcome.text.startswith("Finished after 3 epochs: loss ")
    assert [array.shape for array in document.weights["layer1"]] == [(4, 8), (8,)]


def test_the_values_of_every_epoch_are_kept_in_the_document(train):
    document = flowers(epochs=3)
    train(document)
    assert {"loss", "val_loss"} <= set(document.curves)
    assert all(len(values) == 3 for values in document.curves.values())


def test_states_follow_one_another(qtbot, session, train):
    states = []
    session.state_changed.connect(states.append)
    train(flowers())
    assert states == ["running", "idle"]


def test_progress_tells_every_batch_and_epoch_once(session, train):
    snapshots = []
    session.progress.connect(snapshots.append)
    train(flowers(epochs=3, batch_size=32, validation_split=0.2))
    batches = [x for snapshot in snapshots for x in snapshot.new_batches.get("loss", ((), ()))[0]]
    epochs = [x for snapshot in snapshots for x in snapshot.new_epochs.get("val_loss", ((), ()))[0]]
    assert len(batches) == 3 * 3
    assert epochs == [1, 2, 3]
    assert snapshots[-1].fraction == 1


def test_the_model_learns(train):
    document = flowers(epochs=60, learning_rate=0.02)
    assert train(document).kind == "finished"
    with_weights = dict(document.weights)
    outcome = train(flowers(epochs=60, learning_rate=0.02))
    assert "accuracy 0.9" in outcome.text
    assert with_weights.keys() == document.weights.keys()


def test_the_same_seed_gives_the_same_weights(session, train):
    first, second = flowers(), flowers()
    train(first)
    train(second)
    assert np.array_equal(first.weights["layer1"][0], second.weights["layer1"][0])


def test_several_inputs_and_outputs_are_trained_together(train):
    outcome = train(twins())
    assert outcome.kind == "finished"
    assert "species_loss" in outcome.text
    assert "again_loss" in outcome.text


def test_training_again_goes_on_from_the_weights(session, train):
    document = flowers(epochs=1, learning_rate=1e-9)
    train(document)
    before = document.weights["layer1"][0]
    train(document)
    assert document.weights["layer1"][0] == pytest.approx(before, abs=1e-6)


def test_training_afresh_forgets_the_weights(session, train):
    document = flowers(epochs=1, learning_rate=1e-9, seed=None)
    train(document)
    before = document.weights["layer1"][0]
    session.start_from = "anew"
    train(document)
    assert abs(document.weights["layer1"][0] - before).max() > 0.01


def test_stop_keeps_what_was_learned(qtbot, session, running):
    document = running(flowers(epochs=LONG))
    with qtbot.waitSignal(session.finished) as caught:
        session.stop()
        assert session.state == "stopping"
    assert caught.args[0].kind == "stopped"
    assert document.weights
    assert session.state == "idle"


def test_pause_and_resume(qtbot, session, running):
    running(flowers(epochs=LONG))
    session.pause()
    assert session.state == "paused"
    qtbot.waitUntil(lambda: session._control.is_waiting)
    session._on_tick()
    with qtbot.assertNotEmitted(session.progress, wait=100):
        pass
    with qtbot.waitSignal(session.progress):
        session.resume()
    assert session.state == "running"


def test_a_paused_run_can_be_stopped(qtbot, session, running):
    running(flowers(epochs=LONG))
    session.pause()
    with qtbot.waitSignal(session.finished) as caught:
        session.stop()
    assert caught.args[0].kind == "stopped"


def test_steps_by_batch_and_by_epoch(qtbot, session):
    document, places = flowers(epochs=3, batch_size=32, validation_split=0.2), []
    session.progress.connect(lambda snapshot: places.append((snapshot.epoch, snapshot.batch)))
    for step, place in ((session.step_batch, (1, 1)), (session.step_batch, (1, 2)), (session.step_epoch, (1, 3))):
        with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state == "paused"):
            step(document)
        assert places[-1] == place


def test_a_second_start_does_nothing_while_one_runs(qtbot, session, running):
    running(flowers(epochs=LONG))
    with qtbot.assertNotEmitted(session.started):
        session.start(flowers())


def test_editing_the_document_does_not_disturb_the_run(qtbot, session, running):
    document = running(flowers(epochs=LONG))
    document.graph.layers.clear()
    with qtbot.waitSignal(session.finished) as caught:
        session.stop()
    assert caught.args[0].kind == "stopped"


def test_python_switches_threads_faster_only_while_a_run_lasts(session, running):
    before = sys.getswitchinterval()
    running(flowers(epochs=LONG))
    assert sys.getswitchinterval() == pytest.approx(SHORT_S, abs=1e-6)
    session.close()
    assert sys.getswitchinterval() == pytest.approx(before)


def test_of_two_runs_the_second_still_switches_faster_when_the_first_has_ended(session, running):
    before, other = sys.getswitchinterval(), TrainingSession()
    running(flowers(epochs=LONG))
    other.start(flowers(epochs=LONG))
    session.close()
    assert sys.getswitchinterval() == pytest.approx(SHORT_S, abs=1e-6)
    other.close()
    assert sys.getswitchinterval() == pytest.approx(before)


def test_closing_in_the_middle_leaves_no_thread_and_keeps_the_weights(session, running):
    document = running(flowers(epochs=LONG))
    assert session.close()
    assert session.state == "idle"
    assert document.weights


def test_early_stopping_ends_before_the_last_epoch(train):
    stopping = Card("EarlyStopping", {"patience": 2})
    outcome = train(patients(epochs=LONG, learning_rate=0.5, callbacks=(stopping,)))
    assert outcome.kind == "finished"
    assert "ended early" in outcome.text


# ---- runs that fail -------------------------------------------------------------------------------------------


def test_a_loss_that_is_no_number_ends_the_run_and_spares_the_weights(session, train):
    document = patients(epochs=50, optimizer="sgd", learning_rate=1e12)
    outcome = train(document)
    assert outcome.kind == "failed"
    assert "no longer a number" in outcome.text
    assert "Traceback" in outcome.details
    assert document.weights == {}
    assert session.state == "idle"


def test_data_that_do_not_fit_end_the_run_with_a_sentence(train):
    document = flowers()
    document.data_name = "wine"
    assert "takes samples of shape (4,)" in train(document).text


def test_missing_data_end_the_run_with_a_sentence(train):
    document = flowers()
    document.data_name = ""
    assert "no data called ''" in train(document).text


def test_a_file_that_is_gone_ends_the_run_with_a_sentence(train, tmp_path):
    document = flowers()
    document.data_name = str(tmp_path / "gone.npz")
    assert "cannot be opened" in train(document).text


def test_too_little_memory_ends_the_run_with_a_sentence(train, monkeypatch):
    def fill(document):
        raise MemoryError

    monkeypatch.setattr(run_module, "compile_graph", fill)
    assert "not enough memory" in train(flowers()).text


def test_a_fault_of_the_program_ends_the_run_and_the_next_one_works(train, monkeypatch, caplog):
    def break_down(document):
        raise KeyError("surprise")

    with monkeypatch.context() as patched:
        patched.setattr(run_module, "compile_graph", break_down)
        assert "KeyError" in train(flowers()).text
    assert train(flowers()).kind == "finished"
