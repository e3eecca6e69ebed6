"""What fit prints, in Keras's form."""

import re

import numpy as np

import nn_core as keras
from nn_core import layers


def printed(capsys, verbose, rate=0.01):
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse", metrics=["mae"])
    x, y = np.ones((8, 2), "float32"), np.zeros((8, 1), "float32")
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate)
    model.fit(x, y, batch_size=4, validation_data=(x, y), callbacks=[schedule], verbose=verbose)
    return capsys.readouterr().out.splitlines()[-1].split("\r")[-1]


def test_the_values_of_the_validation_and_the_learning_rate_come_last(capsys):
    names = re.findall(r"- (\w+):", printed(capsys, verbose=1))
    assert names == ["loss", "mae", "val_loss", "val_mae", "learning_rate"]


def test_a_small_number_keeps_its_digits(capsys):
    assert "- learning_rate: 0.0100" in printed(capsys, verbose=1)
    assert "- learning_rate: 7.2900e-05" in printed(capsys, verbose=1, rate=7.29e-5)


def test_a_line_for_each_epoch_separates_its_parts_by_dashes(capsys):
    assert re.match(r"2/2 - \d+s - \d+[mu]?s/step - loss: ", printed(capsys, verbose=2))
