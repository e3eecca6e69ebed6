"""How columns and targets find their way into the inputs and outputs of a model."""

import numpy as np
import pytest

from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.fitting import fit
from designer.data.port import InputPort, OutputPort
from designer.data.sources import load

SOFTMAX_10 = [OutputPort("digit", (10,), "sparse_categorical_crossentropy")]


def pairs():
    """Two inputs of the same shape, two targets, all different."""
    left, right = np.zeros((6, 3), np.float32), np.ones((6, 3), np.float32)
    inputs, targets = {"left": left, "right": right}, {"sum": left[:, :1] + 2, "product": left[:, :1] + 3}
    return Dataset("pairs", "regression", inputs, targets, dict(inputs), dict(targets))


def test_samples_of_the_right_shape_are_passed_on():
    digits = load("digits")
    ((x,), _) = fit(digits, [InputPort("image", (8, 8, 1))], SOFTMAX_10).training()
    assert x is digits.inputs["x"]


def test_samples_are_reshaped_where_the_values_are_as_many():
    found = fit(load("digits"), [InputPort("pixels", (64,))], SOFTMAX_10)
    assert found.training()[0][0].shape == (1438, 64)
    assert found.test()[0][0].shape == (359, 64)
    assert "pixels gets x (8, 8, 1), reshaped to (64,)" in found.sentences


def test_an_open_size_takes_what_comes():
    ((x,), _) = fit(load("digits"), [InputPort("rows", (None, 8))], SOFTMAX_10).training()
    assert x.shape == (1438, 8, 8)


def test_one_input_array_feeds_several_inputs():
    ports = [InputPort("first", (8, 8, 1)), InputPort("second", (64,))]
    (first, second), _ = fit(load("digits"), ports, SOFTMAX_10).training()
    assert np.array_equal(first.reshape(-1, 64), second)


def test_columns_go_to_the_input_their_name_begins_with():
    iris = load("iris")
    outputs = [OutputPort("kind", (3,), "sparse_categorical_crossentropy")]
    (petal, sepal), _ = fit(iris, [InputPort("petal", (2,)), InputPort("sepal", (2,))], outputs).training()
    assert np.array_equal(petal, iris.inputs["x"][:, 2:])
    assert np.array_equal(sepal, iris.inputs["x"][:, :2])


def test_columns_are_dealt_out_in_order_if_names_say_nothing():
    iris = load("iris")
    outputs = [OutputPort("kind", (3,), "sparse_categorical_crossentropy")]
    found = fit(iris, [InputPort("a", (1,)), InputPort("b", (3,))], outputs)
    assert np.array_equal(found.training()[0][1], iris.inputs["x"][:, 1:])
    assert found.sentences[:2] == ["a gets the column 1", "b gets the columns 2 to 4"]


def test_arrays_find_the_input_of_their_name():
    (right, left), _ = fit(
        pairs(), [InputPort("right", (3,)), InputPort("left", (3,))], [OutputPort("s", (1,))]
    ).training()
    assert (right[0, 0], left[0, 0]) == (1, 0)


def test_arrays_of_the_same_shape_are_taken_in_order_without_names():
    (first, second), _ = fit(pairs(), [InputPort("a", (3,)), InputPort("b", (3,))], [OutputPort("s", (1,))]).training()
    assert (first[0, 0], second[0, 0]) == (0, 1)


def test_targets_find_the_output_of_their_name():
    outputs = [OutputPort("product", (1,)), OutputPort("sum", (1,))]
    _, (product, total) = fit(pairs(), [InputPort("a", (3,))], outputs).training()
    assert (product[0, 0], total[0, 0]) == (3, 2)


def test_targets_are_taken_in_order_without_names():
    _, (first, second) = fit(pairs(), [InputPort("a", (3,))], [OutputPort("u", (1,)), OutputPort("v", (1,))]).training()
    assert (first[0, 0], second[0, 0]) == (2, 3)


@pytest.mark.parametrize(
    ("loss", "size", "shape", "first"),
    [
        ("sparse_categorical_crossentropy", 2, (456,), 0),
        ("categorical_crossentropy", 2, (456, 2), 1),
        ("binary_crossentropy", 1, (456, 1), 0),
        ("mean_squared_error", 2, (456, 2), 1),
    ],
)
def test_classes_take_the_form_the_loss_demands(loss, size, shape, first):
    cancer = load("breast_cancer")
    sample = int(np.argmin(cancer.targets["diagnosis"]))  # one of class 0
    _, (y,) = fit(cancer, [InputPort("x", (30,))], [OutputPort("out", (size,), loss)]).training()
    assert y.shape == shape
    assert np.ravel(y[sample])[0] == first


def test_one_target_serves_outputs_with_different_losses():
    outputs = [
        OutputPort("a", (3,), "sparse_categorical_crossentropy"),
        OutputPort("b", (3,), "categorical_crossentropy"),
    ]
    _, (labels, one_hot) = fit(load("iris"), [InputPort("x", (4,))], outputs).training()
    assert np.array_equal(one_hot.argmax(axis=1), labels)


def test_an_output_of_the_shape_of_the_input_gives_back_the_input():
    digits = load("digits")
    found = fit(digits, [InputPort("image", (8, 8, 1))], [OutputPort("again", (8, 8, 1), "mean_squared_error")])
    assert found.training()[1][0] is digits.inputs["x"]
    assert found.sentences[-1] == "again is to give back the input x (8, 8, 1)"


@pytest.mark.parametrize(
    ("data", "inputs", "output", "sentence"),
    [
        (
            "digits",
            (28, 28, 1),
            OutputPort("out", (10,)),
            r"takes samples of shape \(28, 28, 1\).*\(8, 8, 1\).*Set the shape",
        ),
        ("digits", (8, 8, 1), OutputPort("out", (5,)), r"gives 5 values.*10 classes.*Let 'out' give 10 values"),
        ("digits", (8, 8, 1), OutputPort("out", (1,)), r"gives 1 value for a sample.*10 classes"),
        ("digits", (8, 8, 1), OutputPort("out", (6, 6, 10)), r"values of shape \(6, 6, 10\).*flat vector of 10 values"),
        ("xor", (2,), OutputPort("out", (1,), "sparse_categorical_crossentropy"), r"Use binary_crossentropy"),
        (
            "diabetes",
            (10,),
            OutputPort("out", (1,), "categorical_crossentropy"),
            r"is a number. Use mean_squared_error",
        ),
        ("diabetes", (10,), OutputPort("out", (3,), "mse"), r"gives 3 values.*shape \(1,\)"),
    ],
)
def test_a_misfit_is_said_with_both_shapes_and_the_remedy(data, inputs, output, sentence):
    with pytest.raises(MisfitError, match=sentence):
        fit(load(data), [InputPort("x_in", inputs)], [output])
