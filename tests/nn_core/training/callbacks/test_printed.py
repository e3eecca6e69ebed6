"""What a training prints: the lines of Keras."""

import re

import numpy as np
import pytest

from nn_core import Input, Sequential, callbacks, layers

X, Y = np.linspace(-1, 1, 40, dtype="float32").reshape(20, 2), np.ones((20, 1), "float32")


@pytest.fixture
def model():
    model = Sequential([Input((2,)), layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    return model


def lines(capsys) -> list[str]:
    """Return what was printed, each line as it looks at last, times as T and other numbers as N."""
    text = re.sub(r"\d+(us|ms|s)(/step)?", "T", capsys.readouterr().out)
    return [re.sub(r"\d+\.\d+(e-\d+)?", "N", line.split("\r")[-1]) for line in text.split("\n") if line.strip()]


BAR = "2/2 ━━━━━━━━━━━━━━━━━━━━ T T"


def test_epochs_are_numbered_where_there_are_several(model, capsys):
    model.fit(X, Y, batch_size=10, epochs=1)
    assert lines(capsys) == [f"{BAR} - loss: N"]
    model.fit(X, Y, batch_size=10, epochs=2, verbose=2)
    assert lines(capsys) == ["Epoch 1/2", "2/2 - T - T - loss: N", "Epoch 2/2", "2/2 - T - T - loss: N"]


def test_a_prediction_shows_a_bar_unless_told_not_to(model, capsys):
    model.predict(X, batch_size=10)
    assert lines(capsys) == [BAR]
    model.predict(X, batch_size=10, verbose=2)
    assert lines(capsys) == ["2/2 - T - T"]
    model.predict(X, verbose=0)
    model.predict_on_batch(X)
    assert lines(capsys) == []


def test_the_bar_of_a_prediction_counts_the_batches_of_a_generator(model, capsys):
    model.predict(X[i : i + 10] for i in (0, 10))
    assert lines(capsys) == [BAR]


def test_a_lower_learning_rate_is_announced(model, capsys):
    plateau = callbacks.ReduceLROnPlateau(monitor="loss", patience=1, min_delta=1e9, factor=0.5, verbose=1)
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[plateau])
    model.fit(X, Y, verbose=0, callbacks=[callbacks.LearningRateScheduler(lambda epoch: 0.25, verbose=1)])
    assert lines(capsys) == [
        "Epoch 2: ReduceLROnPlateau reducing learning rate to N.",
        "Epoch 1: LearningRateScheduler setting learning rate to N.",
    ]


def test_a_checkpoint_tells_what_it_saves_and_why(model, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    best = callbacks.ModelCheckpoint("m.keras", monitor="loss", mode="max", save_best_only=True, verbose=1)
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[best])
    assert lines(capsys) == [
        "Epoch 1: loss improved from None to N, saving model to m.keras",
        "Epoch 1: finished saving model to m.keras",
        "Epoch 2: loss did not improve from N",
    ]
    model.fit(X, Y, verbose=0, callbacks=[callbacks.ModelCheckpoint("m.keras", verbose=1)])
    assert lines(capsys) == ["Epoch 1: saving model to m.keras", "Epoch 1: finished saving model to m.keras"]
