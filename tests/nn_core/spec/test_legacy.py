"""Keras 1 and 2 spellings are understood, and each call says so in one line."""

import warnings
from typing import Any

import numpy as np
import pytest

from nn_core import initializers, layers, losses, optimizers, utils
from nn_core.models import Model, Sequential
from nn_core.spec import legacy, registry


def remarked(make: Any) -> tuple[Any, str]:
    with pytest.warns(UserWarning) as caught:
        made = make()
    assert len(caught) == 1
    assert caught[0].filename == __file__
    return made, str(caught[0].message)


def test_parameters_of_keras_1_are_understood_with_one_remark_that_says_what_to_write():
    layer, text = remarked(lambda: layers.Dense(output_dim=3, init="uniform", W_regularizer="l2", bias=False))
    assert layer.units == 3
    assert isinstance(layer.kernel_initializer, initializers.RandomUniform)
    assert layer.kernel_regularizer is not None
    assert layer.use_bias is False
    assert "write Dense(units=3, kernel_initializer='uniform', kernel_regularizer='l2', use_bias=False)" in text


def test_parameters_that_became_one_are_joined():
    layer, text = remarked(
        lambda: layers.Convolution2D(nb_filter=4, nb_row=3, nb_col=2, border_mode="same", subsample=(2, 1))
    )
    assert (layer.filters, layer.kernel_size, layer.padding, layer.strides) == (4, (3, 2), "same", (2, 1))
    assert "kernel_size=(3, 2)" in text


def test_old_words_for_values_need_no_remark():
    assert layers.Conv2D(1, 1, data_format="tf").data_format == "channels_last"
    assert losses.MeanSquaredError(reduction="auto").reduction == "sum_over_batch_size"


def test_models_are_still_made_from_input_and_output():
    x = layers.Input((2,))
    y = layers.Dense(1)(x)
    model, text = remarked(lambda: Model(input=x, output=y))
    assert (model.input_shape, model.output_shape) == ((None, 2), (None, 1))
    assert text == "Model: 'input', 'output' are old names; write Model(inputs=..., outputs=...)."


def test_epochs_and_classes_have_old_names_too():
    model = Sequential([layers.Input((2,)), layers.Dense(1)])
    _, text = remarked(lambda: model.compile("sgd", "mse", sample_weight_mode="temporal"))
    assert "'sample_weight_mode' has no meaning any more" in text
    history, text = remarked(lambda: model.fit(np.ones((2, 2)), np.ones(2), nb_epoch=3, verbose=0))
    assert (len(history.epoch), text) == (3, "fit: 'nb_epoch' is an old name; write fit(epochs=3).")
    rows, _ = remarked(lambda: utils.to_categorical([1], nb_classes=3))
    assert rows.tolist() == [[0, 1, 0]]


def test_the_length_of_a_sequence_of_vectors_stands_beside_their_size():
    model = Sequential([layers.LSTM(4, input_dim=3, input_length=5)])
    assert model.input_shape == (None, 5, 3)


def test_what_lost_its_meaning_is_left_out():
    _, text = remarked(lambda: layers.BatchNormalization(mode=0))
    assert text == "BatchNormalization: 'mode' has no meaning any more and is left out."


def test_a_saved_configuration_is_read_without_a_remark():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert float(optimizers.SGD.from_config({"lr": 0.5}).learning_rate) == 0.5


def test_a_present_name_is_never_taken_for_an_old_one():
    assert layers.Embedding(5, output_dim=2).output_dim == 2


def test_an_old_name_that_the_class_has_no_use_for_is_unknown():
    with pytest.raises(TypeError, match="no parameter 'nb_filter'"):
        layers.Dense(3, nb_filter=2)


def test_the_list_names_parameters_that_exist():
    known = {
        name
        for family in ("layer", "optimizer", "loss", "callback")
        for _, cls in registry.entries(family)
        for name in getattr(cls, "parameters", {})
    }
    later = {"size", "stddev", "alpha_initializer", "depthwise_initializer", "negative_slope", "threshold"}
    assert {now for each in legacy.PARAMETERS.values() for now in each} <= known | later
