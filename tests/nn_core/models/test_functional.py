"""Functional models: what belongs to them, what they compute, what they refuse."""

import numpy as np
import pytest

from nn_core.layers import RNN, Add, Concatenate, Dense, Dropout, GRUCell, Input, Layer, LSTMCell
from nn_core.models import Model, Sequential
from nn_core.models.functional import Functional
from nn_core.saving import model_from_json


def test_a_model_computes_what_its_layers_compute() -> None:
    x = Input((4,))
    hidden, out = Dense(3, activation="relu"), Dense(2)
    model = Model(x, out(hidden(x)))
    data = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    np.testing.assert_array_equal(model(data).numpy(), out(hidden(data)).numpy())


def test_several_inputs_and_outputs_come_as_lists_or_by_name() -> None:
    a, b = Input((2,), name="a"), Input((3,), name="b")
    joined = Concatenate()([a, b])
    model = Model([a, b], [Dense(1, name="one")(joined), Dense(2, name="two")(joined)])
    x_a, x_b = np.ones((4, 2), "float32"), np.ones((4, 3), "float32")
    one, two = model([x_a, x_b])
    by_name = model({"b": x_b, "a": x_a})
    assert (one.shape, two.shape) == ((4, 1), (4, 2))
    np.testing.assert_array_equal(by_name[1].numpy(), two.numpy())
    assert (model.input_names, model.output_names) == (["a", "b"], ["one", "two"])


def test_outputs_in_a_dict_have_its_keys_as_names() -> None:
    x = Input((2,))
    model = Model(x, {"size": Dense(1)(x), "kind": Dense(2, activation="softmax")(x)})
    model.compile("sgd", {"size": "mse", "kind": "sparse_categorical_crossentropy"}, metrics={"kind": ["accuracy"]})
    y = {"size": np.ones((4, 1)), "kind": np.zeros(4, int)}
    history = model.fit(np.ones((4, 2)), y, verbose=0).history
    assert set(history) == {"loss", "size_loss", "kind_loss", "kind_accuracy"}


def test_a_shared_layer_counts_once() -> None:
    a, b = Input((3,)), Input((3,))
    shared = Dense(2)
    model = Model([a, b], Add()([shared(a), shared(b)]))
    assert model.count_params() == 3 * 2 + 2
    assert len(model.weights) == 2
    x = np.ones((1, 3), "float32")
    np.testing.assert_allclose(model([x, x]).numpy(), 2 * shared(x).numpy(), rtol=1e-6)


def test_a_model_is_a_layer_of_another_model() -> None:
    inner = Sequential([Input((4,)), Dense(4)], name="inner")
    x = Input((4,))
    outer = Model(x, inner(inner(x)), name="outer")
    assert [layer.name for layer in outer.layers][1] == "inner"
    assert outer.count_params() == inner.count_params()
    data = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(outer(data).numpy(), inner(inner(data)).numpy())


def test_training_reaches_the_layers_below() -> None:
    inner = Sequential([Input((50,)), Dropout(0.5)])
    x = Input((50,))
    model = Model(x, inner(x))
    data = np.ones((1, 50), "float32")
    assert (model(data, training=True).numpy() == 0).any()
    assert (model(data).numpy() == 1).all()


def test_a_model_of_a_thousand_layers_in_a_row_works() -> None:
    x = y = Input((2,))
    for _ in range(1000):
        y = Dense(2)(y)
    assert Model(x, y)(np.ones((1, 2), "float32")).shape == (1, 2)


def test_an_input_left_out_is_named() -> None:
    a, b = Input((2,), name="left"), Input((2,), name="right")
    with pytest.raises(ValueError, match="'right', which is not among its inputs"):
        Model(a, Add()([a, b]))


def test_twin_names_are_refused() -> None:
    x = Input((2,))
    with pytest.raises(ValueError, match="more than once: 'same'"):
        Model(x, Dense(1, name="same")(Dense(1, name="same")(x)))


def test_wrong_data_is_refused_with_both_shapes() -> None:
    x = Input((4,), name="features")
    model = Model(x, Dense(1)(x), name="net")
    with pytest.raises(ValueError, match=r"Input 'features' of model 'net' takes shape \(None, 4\).*\(2, 5\)"):
        model(np.ones((2, 5), "float32"))
    with pytest.raises(ValueError, match="1 inputs"):
        model([np.ones((2, 4), "float32")] * 2)
    with pytest.raises(ValueError, match="made from what"):
        Model(np.ones(3), x)


def test_the_configuration_makes_an_equal_model() -> None:
    a, b = Input((3,), name="a"), Input((3,), name="b")
    shared = Dense(2, name="shared")
    model = Model([a, b], {"sum": Add(name="sum")([shared(a), shared(b)]), "cat": Concatenate(name="cat")([a, b])})
    copy = Functional.from_config(model.get_config())
    assert copy.get_config() == model.get_config()
    copy.set_weights(model.get_weights())
    data = [np.ones((2, 3), "float32"), np.zeros((2, 3), "float32")]
    np.testing.assert_array_equal(copy(data)["sum"].numpy(), model(data)["sum"].numpy())


def test_a_damaged_configuration_is_refused() -> None:
    x = Input((3,), name="x")
    config = Model(x, Dense(1, name="out")(x)).get_config()
    config["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"][0] = "gone"
    with pytest.raises(ValueError, match="inputs of 'out' cannot be found"):
        Functional.from_config(config)


def test_a_subclass_trains_and_finds_its_layers() -> None:
    class Twin(Model):
        def __init__(self) -> None:
            super().__init__()
            self.hidden, self.out = Dense(8, activation="relu"), Dense(1)

        def call(self, inputs):
            return self.out(self.hidden(inputs))

    model = Twin()
    model.compile("sgd", "mse")
    data = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
    history = model.fit(data, data.sum(axis=1, keepdims=True), epochs=5, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]
    assert len(model.weights) == 4


def test_get_layer_names_what_there_is() -> None:
    model = Sequential([Input((2,)), Dense(1, name="out")])
    assert model.get_layer("out") is model.get_layer(index=0)
    with pytest.raises(ValueError, match="Did you mean 'out'"):
        model.get_layer("outt")


def test_the_flag_of_a_call_counts_more_than_the_one_in_the_drawing() -> None:
    x = Input((50,))
    model = Model(x, Dropout(0.5)(x, training=True))
    ones = np.ones((1, 50), "float32")
    assert (model(ones).numpy() == 0).any()
    np.testing.assert_array_equal(model(ones, training=False).numpy(), ones)


def test_states_within_states_are_saved() -> None:
    x = Input((4, 2))
    outputs = RNN([GRUCell(3), LSTMCell(2)], return_state=True)(x)
    model = Model(x, outputs[2][1])
    again = model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    data = np.random.default_rng(0).normal(size=(2, 4, 2)).astype("float32")
    np.testing.assert_array_equal(again(data).numpy(), model(data).numpy())


def test_calls_are_made_in_the_order_of_keras_which_begins_with_the_last_output():
    made = []

    class Counting(Layer):
        def call(self, inputs):
            made.append(float(inputs[0, 0]))
            return inputs

    x, layer = Input((1,)), Counting()
    model = Model(x, [layer(x + 1.0), layer(x + 2.0)])
    made.clear()
    model(np.zeros((1, 1), "float32"))
    assert made == [2.0, 1.0]
