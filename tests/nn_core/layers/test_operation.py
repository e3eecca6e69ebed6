"""Arithmetic and functions of ops between the layers of a functional model."""

import pickle

import numpy as np
import pytest

from nn_core import Variable, activations, ops
from nn_core.layers import Dense, Input, deserialize
from nn_core.layers.operation import Operation
from nn_core.models import Model

RANDOM = np.random.default_rng(3)


def data(*shape: int):
    return RANDOM.uniform(-1, 1, shape).astype("float32")


def computed(function, *arrays):
    """Return what a model made of the function gives, and what the function gives for the values themselves."""
    inputs = [Input(array.shape[1:]) for array in arrays]
    model = Model(inputs, function(*inputs))
    return model(list(arrays)).value, function(*map(ops.convert_to_tensor, arrays)).value


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: x + y,
        lambda x, y: 2 * x - y / 3,
        lambda x, y: 1 - x**2,
        lambda x, y: -abs(x) % 0.3 // 0.1,
        lambda x, y: x @ ops.transpose(y, (0, 2, 1)),
        lambda x, y: ops.where((x > 0) & ~(y < 0), x, y),
        lambda x, y: x[:, 0],
        lambda x, y: x[:, 1:, ..., None],
        lambda x, y: ops.mean(x, axis=1),
        lambda x, y: ops.concatenate([x, y], axis=-1),
        lambda x, y: ops.split(x, 2, axis=1)[1],
        lambda x, y: ops.einsum("bij,bkj->bik", x, y),
        lambda x, y: ops.reshape(x, (-1, 2)),
        lambda x, y: ops.repeat(x, 2, axis=1),
        lambda x, y: x * np.array([1, 2, 3], "float32"),
        lambda x, y: activations.selu(x),
        lambda x, y: ops.layer_normalization(x, axis=-1),
    ],
)
def test_a_function_between_layers_gives_what_it_gives_for_values(function):
    found, expected = computed(function, data(2, 4, 3), data(2, 4, 3))
    np.testing.assert_array_equal(found, expected)


def test_shapes_stay_open_where_they_depend_on_the_batch_or_another_open_axis():
    x = Input((None, 3))
    assert (x + 1).shape == (None, None, 3)
    assert ops.mean(x, axis=1).shape == (None, 3)
    assert ops.reshape(x, (-1, 6)).shape == (None, 6)
    assert ops.greater(x, 0).dtype == "bool"
    assert ops.max(x).shape == ()


def test_a_model_with_operations_trains_through_them():
    x = Input((4,))
    hidden = Dense(4)(x)
    model = Model(x, Dense(1)(hidden + x * 0.5))
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(data(8, 4), data(8, 1), verbose=0)
    assert all((a != b).any() for a, b in zip(model.get_weights(), before, strict=True))


def test_a_model_with_operations_is_made_again_from_its_configuration():
    x = Input((4, 3))
    y = ops.concatenate([x[:, 0], ops.max(2 * x, axis=1, keepdims=False)], axis=-1)
    model = Model(x, ops.layer_normalization(y) + np.ones(6, "float32"))
    again = Model.from_config(model.get_config())
    values = data(2, 4, 3)
    np.testing.assert_array_equal(again(values).value, model(values).value)


def test_operations_are_saved_as_keras_saves_them():
    x = Input((4, 3))
    config = Model(x, ops.mean(x[:, 1:], axis=1)).get_config()
    _, picked, mean = config["layers"]
    assert (picked["module"], picked["class_name"]) == ("keras.src.ops.numpy", "GetItem")
    assert picked["inbound_nodes"][0]["args"][1][1]["config"] == {"start": 1, "stop": None, "step": None}
    assert (mean["class_name"], mean["registered_name"]) == ("Mean", "Mean")
    assert mean["config"] == {"name": mean["name"], "axis": 1}


def test_the_same_operation_can_be_used_by_a_nested_model():
    x = Input((3,))
    inner = Model(x, x * 2)
    y = Input((3,))
    outer = Model(y, inner(y) + 1)
    np.testing.assert_array_equal(outer(np.ones((2, 3), "float32")).value, np.full((2, 3), 3))


def test_a_summary_calls_an_operation_by_its_name():
    x = Input((3,))
    lines = []
    Model(x, ops.expand_dims(x, -1)).summary(print_fn=lines.append)
    assert "expand_dims (ExpandDims)" in lines[0]


def test_what_cannot_be_done_is_refused_with_the_shapes():
    with pytest.raises(ValueError, match=r"ops.matmul does not work for tensors of shape \(None, 3\) and \(None, 4\)"):
        Input((3,)) @ Input((4,))


def test_a_list_of_places_is_refused_with_the_function_that_takes_one():
    with pytest.raises(TypeError, match=r"ops\.take"):
        Input((4, 3))[:, [0, 2]]


def test_a_variable_is_refused_because_training_would_not_reach_it():
    with pytest.raises(TypeError, match=r"layer of your own"):
        Input((3,)) + Variable(np.ones(3, "float32"))


def test_only_functions_of_ops_are_found():
    with pytest.raises(ValueError, match="Did you mean 'mean'"):
        Operation("maen")
    with pytest.raises(ValueError, match="no operation called '__import__'"):
        deserialize({"class_name": "Operation", "config": {"op": "__import__", "args": ["os"]}})


def test_every_function_of_ops_that_takes_tensors_takes_placeholders():
    from nn_core.ops.composed import NO_OPERATIONS

    functions = {name: getattr(ops, name) for name in ops.__all__ if callable(getattr(ops, name))}
    assert [name for name, f in functions.items() if not hasattr(f, "__wrapped__") and name not in NO_OPERATIONS] == []


def test_a_model_with_operations_may_be_pickled() -> None:
    x = Input((4,))
    model = Model(x, ops.concatenate([x[:, :2], x * 2.0], axis=-1))
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict(data(3, 4) * 0 + 1), model.predict(np.ones((3, 4))))
