"""Names as Keras makes them."""

import pytest

from nn_core.spec.naming import did_you_mean, reset_names, to_snake_case, unique_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dense", "dense"),
        ("Conv2D", "conv2d"),
        ("MaxPooling2D", "max_pooling2d"),
        ("BatchNormalization", "batch_normalization"),
        ("LSTM", "lstm"),
        ("SimpleRNN", "simple_rnn"),
        ("ReLU", "re_lu"),
        ("GRUCell", "gru_cell"),
    ],
)
def test_a_class_name_becomes_keras_snake_case(name: str, expected: str) -> None:
    assert to_snake_case(name) == expected


def test_names_are_counted_from_one_after_the_first() -> None:
    reset_names()
    assert [unique_name("dense") for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    reset_names()
    assert unique_name("dense") == "dense"


def test_the_nearest_name_is_offered_whatever_its_case() -> None:
    assert did_you_mean("relo", ["relu", "tanh"]) == " Did you mean 'relu'?"
    assert did_you_mean("conv2d", ["Conv2D"]) == " Did you mean 'Conv2D'?"
    assert did_you_mean("xyz", ["relu"]) == ""
