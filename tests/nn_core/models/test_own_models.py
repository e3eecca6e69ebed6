"""Models as classes of one's own: drawn from placeholders, with several arguments, saved by their constructor."""

import h5py
import numpy as np
import pytest

from nn_core import GradientTape, initializers, losses, metrics, ops, saving
from nn_core.layers import Dense, Input, Layer
from nn_core.models import Model, Sequential, clone_model
from nn_core.models.functional import Functional
from nn_core.saving import load_model, register_keras_serializable

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


class Drawn(Model):
    """Gives inputs and outputs to the constructor of Model."""

    def __init__(self, units=2, **kwargs):
        inputs = Input((3,))
        super().__init__(inputs=inputs, outputs=Dense(units, name="out")(inputs), **kwargs)
        self.units = units


class Stepping(Model):
    """Has a training step of its own, and the constructor of Model."""

    def train_step(self, data):
        x, y = data
        with GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss, "own": 7.0}


class Two(Model):
    """Takes its two inputs one by one."""

    def __init__(self):
        super().__init__()
        self.left, self.right = Dense(4), Dense(4)

    def call(self, a, b, training=None, mask=None):
        return self.left(a) * self.right(b)


class Stack(Model):
    """Written in Python, with an argument."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.hidden, self.out = Dense(units), Dense(1)

    def call(self, inputs):
        return self.out(self.hidden(inputs))


class Own(Layer):
    """Has an argument, and no get_config."""

    def __init__(self, factor=2.0):
        super().__init__()
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor


def test_a_subclass_that_gives_inputs_and_outputs_is_a_functional_model():
    model = Drawn(5, name="mine")
    assert isinstance(model, Drawn) and isinstance(model, Functional)
    assert type(model).__name__ == "Drawn" and type(model) is type(Drawn())
    assert model.name == "mine" and model.output_shape == (None, 5) and model.get_layer("out").units == 5
    assert not isinstance(Two(), Functional)


def test_a_subclass_without_constructor_takes_inputs_and_outputs_and_trains_its_own_way():
    x = Input((3,))
    model = Stepping(x, Dense(1)(x))
    model.compile("sgd", "mse")
    assert model.fit(X, np.zeros((4, 1)), verbose=0).history["own"] == [7.0]


def test_a_model_may_take_its_tensors_one_by_one():
    model = Two()
    y = model(X, X[:, :2], training=True)
    assert y.shape == (4, 4) and len(model.weights) == 4
    np.testing.assert_allclose(model(X, b=X[:, :2]).value, y.value)
    assert model.left.kernel.path.startswith(f"{model.name}/dense")


@pytest.mark.parametrize("make", [Stack, Drawn], ids=["in Python", "drawn"])
def test_a_model_of_ones_own_is_saved_with_what_its_constructor_was_given(make, tmp_path):
    model = make(6)
    expected = model(X).value
    model.save(tmp_path / "own.keras")
    again = load_model(tmp_path / "own.keras", custom_objects={make.__name__: make})
    assert isinstance(again, make)
    np.testing.assert_array_equal(again(X).value, expected)


def test_a_drawn_model_with_a_training_step_of_its_own_comes_back_as_such(tmp_path):
    x = Input((3,))
    model = Stepping(x, Dense(1)(x))
    model.compile("sgd", "mse")
    model.save(tmp_path / "own.keras")
    again = load_model(tmp_path / "own.keras", custom_objects={"Stepping": Stepping})
    assert again.fit(X, np.zeros((4, 1)), verbose=0).history["own"] == [7.0]


def test_a_layer_without_get_config_is_saved_and_cloned_with_its_arguments():
    x = Input((3,))
    layer = Own(3.0)
    config = layer.get_config()
    assert config["factor"] == 3.0
    assert Own.from_config(config).name == layer.name  # which its constructor does not take
    assert clone_model(Model(x, layer(x))).layers[1].factor == 3.0


def test_arguments_that_cannot_be_written_are_named():
    with pytest.raises(NotImplementedError, match=r"Own cannot be saved: its argument 'factor' is a Dense"):
        Own(Dense(1)).get_config()


@pytest.mark.filterwarnings("ignore:The loss does not depend on")  # of the layer that is not used this time
def test_a_condition_on_values_and_a_loop_may_decide_what_is_computed():
    class Deciding(Model):
        def __init__(self):
            super().__init__()
            self.up, self.down = Dense(1), Dense(1)

        def call(self, inputs):
            x = inputs
            for _ in range(2):
                x = ops.tanh(x)
            return self.up(x) if float(ops.sum(inputs)) > 0 else self.down(x)

    model = Deciding()
    model.compile("sgd", "mse")
    model.fit(np.abs(X), np.zeros((4, 1)), verbose=0)
    model.fit(-np.abs(X), np.zeros((4, 1)), verbose=0)
    assert model.up.built and model.down.built


def test_weights_of_a_model_in_python_have_the_places_keras_gives_them(tmp_path):
    """By attribute; what comes after the name 'layers' in the alphabet is found among the layers first."""

    class Holding(Model):
        def __init__(self):
            super().__init__()
            self.a, self.row, self.net = Dense(2), [Dense(2)], Sequential([Dense(2)])
            self.by_name = {"p": Dense(2)}

        def call(self, inputs):
            return self.a(inputs) + self.row[0](inputs) + self.net(inputs) + self.by_name["p"](inputs)

    model, other = Holding(), Holding()
    model(X), other(X)
    model.save_weights(tmp_path / "own.weights.h5")
    with h5py.File(tmp_path / "own.weights.h5") as file:
        places = []
        file.visit(places.append)
    assert [name for name in places if name.endswith("/vars")] == [
        "a/vars",
        "by_name/dense/vars",
        "layers/dense_1/vars",
        "layers/sequential/layers/dense/vars",
        "layers/sequential/vars",
    ]
    other.load_weights(tmp_path / "own.weights.h5")
    np.testing.assert_array_equal(other(X).value, model(X).value)


@register_keras_serializable(package="tests")
class Around(Layer):
    """Holds a layer, and writes it with Keras's functions."""

    def __init__(self, inner, **kwargs):
        super().__init__(**kwargs)
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)

    def get_config(self):
        return {**super().get_config(), "inner": saving.serialize_keras_object(self.inner)}

    @classmethod
    def from_config(cls, config):
        return cls(**{**config, "inner": saving.deserialize_keras_object(config["inner"])})


def test_a_layer_may_write_and_read_others_with_the_functions_of_keras(tmp_path):
    x = Input((3,))
    model = Model(x, Around(Dense(2))(x))
    model.save(tmp_path / "around.keras")
    np.testing.assert_array_equal(load_model(tmp_path / "around.keras")(X).value, model(X).value)


def test_objects_of_any_family_come_back_in_lists_and_dicts():
    objects = {"a": [losses.MeanSquaredError(), 3], "b": initializers.Constant(0.5)}
    again = saving.deserialize_keras_object(saving.serialize_keras_object(objects))
    assert isinstance(again["a"][0], losses.MeanSquaredError) and again["a"][1] == 3 and again["b"].value == 0.5
    with pytest.raises(ValueError, match=r"nothing called 'Constent'\. Did you mean 'Constant'"):
        saving.deserialize_keras_object({"class_name": "Constent", "config": {}})


def test_metrics_of_ones_own_are_found_again_when_the_model_measures(tmp_path):
    def distance(y_true, y_pred):
        return ops.mean(ops.absolute(y_true - y_pred), axis=-1)

    x = Input((3,))
    model = Model(x, Dense(1)(x))
    model.compile("sgd", distance, metrics=[distance])
    model.save(tmp_path / "own.keras")
    again = load_model(tmp_path / "own.keras", custom_objects={"distance": distance})
    y = np.zeros((4, 1))
    assert again.evaluate(X, y, verbose=0) == model.evaluate(X, y, verbose=0)


class Measuring(Layer):
    """Keeps a metric as an attribute, and reports another number in the way of Keras 2."""

    def __init__(self):
        super().__init__()
        self.size = metrics.Mean(name="size")

    def call(self, inputs):
        self.size.update_state(ops.mean(ops.absolute(inputs)))
        self.add_metric(ops.max(inputs) * 0 + 3.0, name="three")
        return inputs


def test_metrics_of_layers_are_reported_with_those_of_the_model():
    model = Sequential([Input((3,)), Measuring(), Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    logs = model.fit(X, np.zeros((4, 1)), verbose=0, epochs=2, batch_size=2).history
    assert set(logs) == {"loss", "mae", "size", "three"}
    assert logs["size"] == pytest.approx([np.abs(X).mean()] * 2, rel=1e-5)
    assert logs["three"] == [3.0, 3.0]
    with pytest.raises(ValueError, match=r"add_metric\(\) takes a number computed in call\(\), not KerasTensor"):
        model.add_metric(model.output, name="mean")
