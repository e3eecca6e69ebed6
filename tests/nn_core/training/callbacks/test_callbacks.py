"""Callbacks: what each does to a training, and when."""

import csv
import math
from typing import Any

import numpy as np
import pytest

from nn_core import callbacks, utils
from nn_core.layers import Dense, Dropout, Input
from nn_core.models import Sequential
from nn_core.optimizers import SGD, Adam, schedules


def toy(count: int = 24) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(count, 3)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def network(optimizer: Any = "sgd") -> Any:
    model = Sequential([Input((3,)), Dense(4, activation="tanh"), Dropout(0.3), Dense(1)])
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def told(callback: Any, values: list[float], key: str = "val_loss", rate: float = 1.0) -> list[float]:
    """Tell a callback the values of one epoch after the other; return the learning rates afterwards."""
    model = network(SGD(rate))
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(values):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {key: value})
        rates.append(float(model.optimizer.learning_rate))
    return rates


# ---- learning rates ---------------------------------------------------------------------------------------------


def test_a_plateau_lowers_the_learning_rate_after_patience():
    callback = callbacks.ReduceLROnPlateau(factor=0.5, patience=2)
    assert told(callback, [1.0, 0.9, 0.9, 0.9, 0.9, 0.9]) == [1, 1, 1, 0.5, 0.5, 0.25]


def test_a_plateau_waits_through_the_cooldown_and_stops_at_the_least_rate():
    cooled = callbacks.ReduceLROnPlateau(factor=0.5, patience=1, cooldown=2)
    assert told(cooled, [1.0] * 6) == [1, 0.5, 0.5, 0.25, 0.25, 0.125]
    bounded = callbacks.ReduceLROnPlateau(factor=0.1, patience=1, min_lr=0.5)
    assert told(bounded, [1.0] * 4) == [1, 0.5, 0.5, 0.5]


def test_a_plateau_in_accuracy_is_one_that_does_not_rise():
    callback = callbacks.ReduceLROnPlateau("val_accuracy", factor=0.5, patience=1)
    assert told(callback, [0.5, 0.6, 0.7, 0.7], "val_accuracy") == [1, 1, 1, 0.5]


def test_a_plateau_needs_a_factor_below_one_and_knows_its_old_name_for_the_least_change():
    with pytest.raises(ValueError, match=r"factor must be at least 0 and below 1, not 1.5"):
        callbacks.ReduceLROnPlateau(factor=1.5)
    with pytest.warns(UserWarning, match=r"write ReduceLROnPlateau\(min_delta=0.5\)"):
        assert callbacks.ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5


def test_a_learning_rate_that_follows_a_schedule_is_not_reduced_and_that_is_said_at_once():
    model = network(SGD(schedules.ExponentialDecay(0.1, 10, 0.9)))
    with pytest.raises(ValueError, match=r"follows a schedule: give the optimizer a number"):
        model.fit(*toy(), verbose=0, callbacks=[callbacks.ReduceLROnPlateau("loss")])


@pytest.mark.parametrize("schedule", [lambda epoch: 0.5**epoch, lambda epoch, rate: rate * (0.5 if epoch else 1)])
def test_a_schedule_sets_the_learning_rate_of_each_epoch(schedule):
    model = network(SGD(1.0))
    history = model.fit(*toy(), epochs=3, callbacks=[callbacks.LearningRateScheduler(schedule)], verbose=0)
    assert history.history["learning_rate"] == [1.0, 0.5, 0.25]


def test_a_schedule_must_return_a_number_and_the_rate_must_be_free():
    with pytest.raises(ValueError, match="for epoch 0 it gave 'fast'"):
        network().fit(*toy(), callbacks=[callbacks.LearningRateScheduler(lambda epoch: "fast")], verbose=0)
    model = network(SGD(schedules.ExponentialDecay(1.0, 10, 0.5)))
    with pytest.raises(ValueError, match="follows a schedule"):
        model.fit(*toy(), callbacks=[callbacks.LearningRateScheduler(lambda epoch: 0.1)], verbose=0)


# ---- stopping -----------------------------------------------------------------------------------------------------


def test_training_ends_at_the_first_loss_that_is_no_number(capsys):
    model = network(SGD(1e30))
    with np.errstate(all="ignore"):
        model.fit(*toy(), batch_size=2, epochs=9, callbacks=[callbacks.TerminateOnNaN()], verbose=0)
    assert int(model.optimizer.iterations) < 12
    assert "A smaller learning rate may help" in capsys.readouterr().out


# ---- tables and functions -------------------------------------------------------------------------------------------


def rows_of(path: Any, **kwargs: Any) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, **kwargs))


def test_a_table_has_a_line_for_every_epoch(tmp_path):
    path = tmp_path / "log.csv"
    history = network().fit(*toy(), epochs=2, callbacks=[callbacks.CSVLogger(path)], verbose=0).history
    rows = rows_of(path)
    assert list(rows[0]) == ["epoch", "loss", "mae", "val_loss", "val_mae"]
    assert [float(row["loss"]) for row in rows] == history["loss"]


def test_a_table_can_be_added_to(tmp_path):
    path = tmp_path / "log.csv"
    for append in (False, True):
        logger = callbacks.CSVLogger(path, separator=";", append=append)
        network().fit(*toy(), callbacks=[logger], verbose=0)
    assert [row["epoch"] for row in rows_of(path, delimiter=";")] == ["0", "0"]


def test_a_table_leaves_out_validation_that_did_not_take_place(tmp_path):
    path = tmp_path / "log.csv"
    logger = callbacks.CSVLogger(path)
    network().fit(*toy(), epochs=2, validation_split=0.5, validation_freq=2, callbacks=[logger], verbose=0)
    rows = rows_of(path)
    assert rows[0]["val_loss"] == "NA"
    assert float(rows[1]["val_loss"]) > 0


def test_functions_are_called_at_their_moments():
    seen = []
    callback = callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: seen.append(("begin", epoch)),
        on_train_end=lambda logs: seen.append(("end", sorted(logs))),
        on_batch_end=None,
    )
    network().fit(*toy(), callbacks=[callback], verbose=0)
    assert seen == [("begin", 0), ("end", ["loss", "mae"])]
    with pytest.raises(TypeError, match=r"no moment 'on_epoch_ends'. Did you mean 'on_epoch_end'"):
        callbacks.LambdaCallback(on_epoch_ends=print)


# ---- backups --------------------------------------------------------------------------------------------------------


class Interrupted(Exception):
    """Stands for a power cut."""


class Interrupt(callbacks.Callback):
    """Ends the program in the given epoch, after some batches."""

    def __init__(self, epoch: int, batch: int = 0) -> None:
        self.epoch, self.batch, self.now = epoch, batch, 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.now = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if (self.now, batch) == (self.epoch, self.batch):
            raise Interrupted


def trained(seed: int, *listeners: Any) -> Any:
    utils.set_random_seed(seed)
    model = network(Adam(0.01))
    model.fit(*toy(), batch_size=5, epochs=5, callbacks=list(listeners), verbose=0)
    return model


@pytest.mark.parametrize("save_freq", ["epoch", 2])
def test_an_interrupted_training_goes_on_bit_for_bit(tmp_path, save_freq):
    def backup() -> Any:
        return callbacks.BackupAndRestore(tmp_path / "backup", save_freq=save_freq)

    expected = trained(1)
    with pytest.raises(Interrupted):
        trained(1, backup(), Interrupt(3, 2))
    resumed = trained(99, backup())  # another start: everything must come from the backup
    for a, b in zip(expected.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert resumed.history.epoch == [3, 4]
    assert not list((tmp_path / "backup").iterdir())


def test_a_damaged_backup_gives_way_to_the_one_before(tmp_path):
    with pytest.raises(Interrupted):
        trained(1, callbacks.BackupAndRestore(tmp_path, double_checkpoint=True), Interrupt(3))
    (tmp_path / "backup.npz").write_bytes(b"half a fi")
    resumed = trained(2, callbacks.BackupAndRestore(tmp_path, double_checkpoint=True, delete_checkpoint=False))
    assert resumed.history.epoch == [2, 3, 4]
    assert (tmp_path / "backup.npz").is_file()


def test_a_backup_needs_a_folder_and_a_model_with_weights(tmp_path):
    with pytest.raises(ValueError, match="backup_dir is empty"):
        callbacks.BackupAndRestore("")
    model = Sequential([Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="give it an Input"):
        model.fit(*toy(), callbacks=[callbacks.BackupAndRestore(tmp_path)], verbose=0)


# ---- averages and event files -------------------------------------------------------------------------------------


def test_the_moving_average_is_what_is_measured():
    model = network(SGD(0.1, use_ema=True, ema_momentum=0.9))
    model.fit(*toy(), verbose=0)
    x, y = toy()
    callback = callbacks.SwapEMAWeights()
    model.fit(x, y, callbacks=[callback], verbose=0)
    weights = model.get_weights()
    for variable, average in model.optimizer.averages():
        average.assign(np.zeros(variable.shape))
    assert model.evaluate(x, y, callbacks=[callback], verbose=0)[0] == pytest.approx(float(np.mean(y**2)), rel=1e-5)
    np.testing.assert_array_equal(model.get_weights()[0], weights[0])
    with pytest.raises(ValueError, match="use_ema=True"):
        network().fit(x, y, validation_split=0.5, callbacks=[callbacks.SwapEMAWeights()], verbose=0)


def test_event_files_hold_the_curves_of_training_and_validation(tmp_path):
    pytest.importorskip("tensorboardX", reason="the optional package that writes event files is not installed")
    board = callbacks.TensorBoard(tmp_path, update_freq=2, histogram_freq=1, write_steps_per_second=True)
    network().fit(*toy(), batch_size=4, epochs=2, validation_split=0.5, callbacks=[board], verbose=0)
    assert {path.name for path in tmp_path.iterdir()} == {"train", "validation"}
    train = next((tmp_path / "train").iterdir()).read_bytes()
    for tag in (b"epoch_loss", b"epoch_mae", b"epoch_learning_rate", b"batch_loss", b"epoch_steps_per_second"):
        assert tag in train
    assert b"epoch_loss" in next((tmp_path / "validation").iterdir()).read_bytes()


def test_without_the_library_for_event_files_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tensorboardX", None)
    with pytest.raises(ImportError, match="pip install tensorboardX"):
        network().fit(*toy(), callbacks=[callbacks.TensorBoard(tmp_path)], verbose=0)
    with pytest.raises(ValueError, match="update_freq must be"):
        callbacks.TensorBoard(update_freq="often")


def test_what_callbacks_add_to_the_logs_is_in_the_history():
    class Adds(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["mine"] = math.pi

    assert network().fit(*toy(), callbacks=[Adds()], verbose=0).history["mine"] == [math.pi]


def test_a_checkpoint_of_keras_2_may_be_written_every_so_many_epochs(tmp_path):
    model, (x, y) = network(), toy()
    kept = callbacks.ModelCheckpoint(tmp_path / "{epoch:02d}.weights.h5", save_weights_only=True, period=2)
    model.fit(x, y, epochs=5, verbose=0, callbacks=[kept])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["02.weights.h5", "04.weights.h5"]


def test_a_history_that_is_given_is_the_one_returned_as_in_keras():
    given = callbacks.History()
    assert network().fit(*toy(), epochs=2, callbacks=[given], verbose=0) is given
    assert len(given.history["loss"]) == 2
