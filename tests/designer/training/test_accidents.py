"""Accidents of a training: each ends in a sentence, and nothing that was learned is lost."""

import errno

import numpy as np
import pytest

from designer.model.card import Card
from designer.training import forecast as forecast_module
from designer.training.session import TrainingSession
from nn_core.models import Model
from nn_core.training.callbacks.early_stopping import EarlyStopping
from nn_core.training.stepping import Stepper
from tests.designer.training.documents import chain, flowers


@pytest.fixture
def train(qtbot):
    session = TrainingSession()

    def train(document):
        with qtbot.waitSignal(session.finished) as caught:
            session.start(document)
        return caught.args[0]

    yield train
    assert session.close()


@pytest.fixture
def disk_full_in_the_second_epoch(monkeypatch):
    saves = []

    def save(self, path, **_):
        saves.append(path)
        if len(saves) == 2:
            raise OSError(errno.ENOSPC, "No space left on device", path)

    monkeypatch.setattr(Model, "save", save)


def test_a_full_disk_at_a_checkpoint(train, disk_full_in_the_second_epoch, tmp_path, caplog):
    document = flowers(epochs=9, callbacks=(Card("ModelCheckpoint", {"filepath": str(tmp_path / "best.keras")}),))
    outcome = train(document)
    assert outcome.kind == "failed"
    assert outcome.text.startswith("'best.keras' cannot be written or read: ")
    assert outcome.text.endswith("What was learned until then is kept.")
    assert document.last_run.state.epoch == 1
    assert document.weights


def test_after_a_full_disk_the_training_goes_on(train, disk_full_in_the_second_epoch, tmp_path, caplog):
    document = flowers(epochs=4, callbacks=(Card("ModelCheckpoint", {"filepath": str(tmp_path / "best.keras")}),))
    train(document)
    assert train(document).kind == "finished"
    assert len(document.curves["loss"]) == 4


def test_a_table_in_a_folder_that_is_not_there(train, tmp_path):
    document = flowers(callbacks=(Card("CSVLogger", {"filename": str(tmp_path / "none" / "table.csv")}),))
    assert "there is no folder" in train(document).text


def test_files_with_plain_names_stand_beside_the_project(train, tmp_path):
    document = flowers(epochs=3, callbacks=(Card("CSVLogger", {"filename": "table.csv"}),))
    document.path = tmp_path / "mine.nnd"
    assert train(document).kind == "finished"
    assert len((tmp_path / "table.csv").read_text().splitlines()) == 4


def test_a_package_that_is_missing(train, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tensorboardX", None)
    assert "pip install tensorboardX" in train(flowers(callbacks=(Card("TensorBoard"),))).text


def test_a_callback_nobody_knows(train):
    assert "There is no callback called 'Telepathy'" in train(flowers(callbacks=(Card("Telepathy"),))).text


def test_an_expression_of_the_user_that_gives_no_numbers(train):
    logarithm = ("Lambda", "logarithm", {"function": "lambda x: ops.exp(x * 1000.0)"})
    end = ("Dense", "species", {"units": 3, "activation": "softmax"})
    document = chain(("InputLayer", "flower", {"shape": [4]}), logarithm, end, epochs=2, seed=1)
    outcome = train(document)
    assert outcome.kind == "failed"
    assert "no longer a number" in outcome.text
    assert not document.weights


def test_memory_that_runs_out_in_the_middle(train, monkeypatch):
    steps = []
    usual = Stepper.step

    def step(self, batch):
        steps.append(batch)
        if len(steps) == 8:
            raise MemoryError
        usual(self, batch)

    monkeypatch.setattr(Stepper, "step", step)
    document = flowers(epochs=9)
    text = train(document).text
    assert "not enough memory" in text and "What was learned until then is kept." in text
    assert all(np.isfinite(array).all() for arrays in document.weights.values() for array in arrays)
    assert document.weights


def test_what_cannot_fit_is_refused_with_the_numbers(train, monkeypatch):
    monkeypatch.setattr(forecast_module, "total_memory", lambda: 1000)
    text = train(flowers()).text
    assert text.startswith("This training needs about ")
    assert "but this computer has 1 kB. 67 parameters: weights 268 bytes, gradients 268 bytes" in text
    assert "state of the optimizer 536 bytes" in text


def test_a_plateau_and_a_schedule_at_once_are_refused_before_the_first_batch(train):
    schedule = {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.01, "decay_steps": 9}}
    outcome = train(flowers(schedule=schedule, callbacks=(Card("ReduceLROnPlateau"),)))
    assert outcome.kind == "failed"
    assert outcome.text == (
        "Reduce learning rate on plateau cannot lower a learning rate that follows a schedule: choose the schedule "
        "'constant', or switch this callback off."
    )


def test_an_error_in_a_function_of_the_user_is_said_with_its_place_and_loses_nothing(train, monkeypatch, caplog):
    def divide(self, epoch, logs=None):
        1 / (epoch - 2)

    monkeypatch.setattr(EarlyStopping, "on_epoch_end", divide)
    document = flowers(epochs=9, callbacks=(Card("EarlyStopping"),))
    text = train(document).text
    assert text.startswith("Your function 'divide' (line ")
    assert "of 'test_accidents.py') failed: ZeroDivisionError: division by zero." in text
    assert document.last_run.state.epoch == 2 and document.weights
    assert "Traceback" in caplog.text


def test_a_window_closed_in_the_middle_keeps_the_run(qtbot):
    session, document = TrainingSession(), flowers(epochs=1_000_000)
    with qtbot.waitSignal(session.progress, timeout=20_000):
        session.start(document)
    assert session.close()
    (run,) = session.keeper.archive.all()
    assert run.ending == "stopped" and run.has_weights
    assert document.weights and not document.last_run.is_over
