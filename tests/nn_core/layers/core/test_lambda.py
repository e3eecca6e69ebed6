"""Lambda: Python functions as layers, and what files keep of them."""

import json

import numpy as np
import pytest

from nn_core import ops
from nn_core.layers import Dense, Input, Lambda, deserialize
from nn_core.models import Model, Sequential, clone_model, load_model, model_from_json
from nn_core.spec.functions import locking_code
from nn_core.spec.serialization import register_keras_serializable

ONES = np.ones((2, 4), "float32")


def halved(x):
    return x / 2


def test_a_function_is_applied_and_trained_through():
    model = Sequential([Input((4,)), Dense(3), Lambda(lambda x: ops.sum(x * x, axis=-1, keepdims=True))])
    assert model.outputs[0].shape == (None, 1)
    model.compile("sgd", "mse")
    before = model.get_weights()[0]
    model.fit(ONES, np.zeros((2, 1), "float32"), verbose=0)
    assert (model.get_weights()[0] != before).any()


def test_arguments_mask_and_training_reach_the_function():
    layer = Lambda(lambda x, factor, training: x * factor if training else x, arguments={"factor": 3})
    np.testing.assert_array_equal(layer(ONES).value, ONES)
    np.testing.assert_array_equal(layer(ONES, training=True).value, 3 * ONES)


def test_several_tensors_come_as_a_list():
    x, y = Input((4,)), Input((4,))
    model = Model([x, y], Lambda(lambda both: both[0] - both[1])([x, y]))
    np.testing.assert_array_equal(model([ONES, ONES]).value, 0 * ONES)


def test_the_shape_is_as_stated_or_found_by_trying():
    x = Input((4,))
    assert Lambda(halved, output_shape=(7,))(x).shape == (None, 7)
    assert Lambda(halved, output_shape=lambda shape: (*shape, 2))(x).shape == (None, 4, 2)
    one_hot = Lambda(lambda i: ops.one_hot(i, 5))(Input((3,), dtype="int32"))
    assert (one_hot.shape, one_hot.dtype) == ((None, 3, 5), "float32")


def test_a_function_that_cannot_be_tried_asks_for_the_shape():
    def picky(x):
        raise RuntimeError("only real data")

    with pytest.raises(ValueError, match="Give the output_shape"):
        Lambda(picky)(Input((4,)))


def test_a_mask_is_passed_on_as_stated():
    layer = Lambda(halved, mask=lambda inputs, mask: ops.greater(inputs, 0)[:, 0])
    assert layer(ONES)._keras_mask.value.tolist() == [True, True]


def test_a_file_keeps_the_name_and_the_function_is_passed_when_loading():
    text = Sequential([Input((4,)), Lambda(halved)]).to_json()
    model = model_from_json(text, custom_objects={"halved": halved})
    np.testing.assert_array_equal(model(ONES).value, ONES / 2)


def test_a_lambda_is_passed_by_the_name_of_its_layer():
    text = Sequential([Input((4,)), Lambda(lambda x: x / 2, name="half")]).to_json()
    model = model_from_json(text, custom_objects={"half": halved})
    np.testing.assert_array_equal(model(ONES).value, ONES / 2)


@pytest.mark.parametrize("function", [halved, lambda x: x], ids=["named", "lambda"])
def test_without_the_function_a_file_is_refused_with_what_to_pass(function):
    text = Sequential([Input((4,)), Lambda(function, name="step")]).to_json()
    with pytest.raises(ValueError, match=r"never run here.*custom_objects=\{'(halved|step)': function\}"):
        model_from_json(text)


def test_registered_functions_and_functions_of_ops_need_not_be_passed():
    register_keras_serializable("Tests", "tripled_for_test")(tripled := lambda x: 3 * x)
    tripled.__name__ = "tripled_for_test"
    for function in (tripled, ops.square):
        layer = deserialize(json.loads(json.dumps({"class_name": "Lambda", "config": Lambda(function).get_config()})))
        assert layer.function is function


@pytest.mark.parametrize(
    "function", [["4wEAAAA=", None, None], {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}]
)
def test_code_in_a_configuration_is_never_run(function):
    with pytest.raises(ValueError, match="code from a file is never run"):
        deserialize({"class_name": "Lambda", "config": {"name": "bad", "function": function, "arguments": {}}})


def test_a_model_with_lambdas_can_be_cloned():
    model = Sequential([Input((4,)), Lambda(lambda x: x + 1), Lambda(lambda x: x * 2)])
    np.testing.assert_array_equal(clone_model(model)(ONES).value, 4 * ONES)


def test_something_that_is_no_function_is_refused():
    with pytest.raises(ValueError, match=r"must be an expression such as x \*\* 2, or a function, not 3"):
        Lambda(3)


# ---- expressions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["x ** 2", "ops.mean(x, axis=1, keepdims=True)", "x * 2 + 1", "x[:, :2]", "square"])
def test_an_expression_is_applied_and_comes_back_from_every_file(text, tmp_path):
    model = Sequential([Input((4,)), Dense(4), Lambda(text, name="step"), Dense(2)])
    for name in ("model.h5", "model.keras", "model.json", "model.yaml"):
        model.save(tmp_path / name)
        again = load_model(tmp_path / name)
        assert again.get_layer("step").get_config() == model.get_layer("step").get_config()
        again.set_weights(model.get_weights())
        np.testing.assert_array_equal(again(ONES).value, model(ONES).value)


def test_an_expression_of_one_function_is_written_so_that_keras_finds_it():
    config = Lambda("K.mean(x, axis=1)").get_config()
    assert (config["function"]["module"], config["function"]["config"]) == ("keras.ops", "mean")
    assert config["arguments"] == {"axis": 1}


def test_an_expression_that_is_refused_says_what_can_be_written():
    with pytest.raises(ValueError, match="'open' is no function an expression can use"):
        Lambda("open('x')")


def test_a_model_with_expressions_can_be_cloned_and_keeps_them():
    model = clone_model(Sequential([Input((4,)), Lambda("x + 1"), Lambda("x * 2", name="twice")]))
    np.testing.assert_array_equal(model(ONES).value, 4 * ONES)
    assert model.get_layer("twice").function.text == "x * 2"


# ---- code under lock --------------------------------------------------------------------------------------------

CODE = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}


def locked():
    with locking_code():
        return Lambda.from_config({"name": "step", "function": CODE, "output_shape": [7]})


def test_code_under_lock_has_a_shape_and_is_never_run():
    layer = locked()
    assert layer.compute_output_shape((None, 4)) == (None, 7)
    with pytest.raises(ValueError, match=r"never run here.*Write what it does as an expression"):
        layer(ONES)


def test_code_under_lock_is_passed_on_as_it_was():
    assert locked().get_config()["function"] == CODE


def test_code_without_a_stated_shape_is_taken_to_keep_the_shape():
    with locking_code():
        layer = Lambda.from_config({"name": "step", "function": CODE})
    assert layer.compute_output_shape((None, 4)) == (None, 4)


def test_an_expression_in_place_of_the_code_opens_the_lock():
    config = {**locked().get_config(), "output_shape": None}
    assert Lambda.from_config({**config, "function": "x ** 2"})(ONES).value.tolist() == ONES.tolist()
