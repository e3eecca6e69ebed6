"""Names, order and matching of what models with several outputs are given and report; all expectations are Keras's."""

import numpy as np
import pytest

from nn_core import Input, Model, layers, metrics, models
from nn_core.callbacks import Callback
from nn_core.training.outputs import Outputs

X = np.linspace(-1, 1, 32, dtype="float32").reshape(8, 4)
NUMBERS = np.linspace(0, 1, 8, dtype="float32").reshape(8, 1)
CLASSES = np.eye(3, dtype="float32")[np.arange(8) % 3]


def drawn(arrange, names=("o1", "o2")):
    x = Input((4,))
    hidden = layers.Dense(5, activation="relu", kernel_initializer="ones")(x)
    number = layers.Dense(1, kernel_initializer="ones", name=names[0])(hidden)
    classes = layers.Dense(3, activation="softmax", kernel_initializer="ones", name=names[1])(hidden)
    return Model(x, arrange(number, classes))


class Own(Model):
    """Two outputs, in the arrangement asked for."""

    def __init__(self, arrange):
        super().__init__()
        self.arrange, self.first, self.second = arrange, layers.Dense(1), layers.Dense(3)

    def call(self, x):
        return self.arrange(self.first(x), self.second(x))


def in_list(number, classes):
    return [number, classes]


def backwards(number, classes):
    return {"o2": classes, "o1": number}


def nested(number, classes):
    return {"x": number, "y": [classes, number]}


def fitted(model, y, **arguments):
    model.compile("sgd", **arguments)
    return model.fit(X, y, batch_size=8, verbose=0, validation_data=(X, y))


# ---- names and order --------------------------------------------------------------------------------------------


def test_the_history_lists_everything_by_name():
    history = fitted(drawn(in_list), [NUMBERS, CLASSES], loss="mse", metrics=[["mae"], ["accuracy"]]).history
    names = ["loss", "o1_loss", "o1_mae", "o2_accuracy", "o2_loss"]
    assert list(history) == names + [f"val_{name}" for name in names]


def test_callbacks_get_logs_by_name_and_keras_parameters():
    heard = []

    class Ear(Callback):
        def on_train_batch_end(self, batch, logs=None):
            heard.append(list(logs))

        def on_test_end(self, logs=None):
            heard.append(list(logs))

    model = drawn(lambda number, classes: classes)
    model.compile("sgd", loss="mse", metrics=["mae", "accuracy"])
    model.fit(X, CLASSES, verbose=0, callbacks=[ear := Ear()], validation_data=(X, CLASSES))
    assert heard == [["accuracy", "loss", "mae"]] * 2
    assert ear.params == {"verbose": 0, "epochs": 1, "steps": 1}


def test_evaluate_gives_the_loss_first_and_its_dict_by_name():
    model = drawn(lambda number, classes: classes)
    model.compile("sgd", loss="mse", metrics=["mae", "accuracy"])
    values = model.evaluate(X, CLASSES, verbose=0)
    named = model.evaluate(X, CLASSES, verbose=0, return_dict=True)
    assert list(named) == ["accuracy", "loss", "mae"]
    assert values == [named["loss"], named["mae"], named["accuracy"]]
    assert model.test_on_batch(X, CLASSES) == pytest.approx(values)


def test_evaluate_of_several_outputs_gives_their_losses_before_the_metrics():
    model = drawn(in_list)
    model.compile("sgd", loss=["mse", "categorical_crossentropy"], metrics=[["mae"], ["accuracy"]])
    named = model.evaluate(X, [NUMBERS, CLASSES], verbose=0, return_dict=True)
    order = ["loss", "o1_loss", "o2_loss", "o1_mae", "o2_accuracy"]
    assert model.evaluate(X, [NUMBERS, CLASSES], verbose=0) == [named[name] for name in order]


def test_the_names_of_the_metrics_count_those_of_compile_as_one():
    model = drawn(in_list)
    fitted(model, [NUMBERS, CLASSES], loss="mse", metrics=[["mae"], ["mse"]])
    assert model.metrics_names == ["loss", "compile_metrics", "o1_loss", "o2_loss"]
    assert list(model.get_metrics_result()) == ["loss", "o1_mae", "o2_mse", "o1_loss", "o2_loss"]
    model.compile("sgd", loss="mse")
    assert "compile_metrics" not in model.metrics_names


def test_a_single_loss_of_two_outputs_is_not_reported_twice():
    model = drawn(in_list)
    model.compile("sgd", loss=["mse", None], metrics=[None, "accuracy"])
    assert list(model.evaluate(X, [NUMBERS, CLASSES], verbose=0, return_dict=True)) == ["loss", "o2_accuracy"]


def test_outputs_without_names_report_their_losses_under_the_names_of_these():
    model = Own(in_list)
    history = fitted(model, [NUMBERS, CLASSES], loss=["mse", "mae"], metrics=[["mae"], ["mae"]]).history
    assert [name for name in history if "val" not in name] == ["loss", "mae", "mae_1", "mae_loss", "mse_loss"]


def test_nested_outputs_report_their_losses_by_the_way_to_them():
    losses, given = {"x": "mse", "y": ["mae", None]}, {"x": "mae", "y": ["mse", None]}
    history = fitted(drawn(nested), {"x": NUMBERS, "y": [CLASSES, NUMBERS]}, loss=losses, metrics=given).history
    assert [name for name in history if "val" not in name] == ["loss", "o1_mae", "o2_mse", "x_loss", "y/o2_loss"]


def test_names_met_twice_are_numbered():
    given = [metrics.MeanSquaredError(name="same"), metrics.MeanAbsoluteError(name="same")]
    history = fitted(drawn(lambda number, classes: number), NUMBERS, loss="mse", metrics=given).history
    assert [name for name in history if "val" not in name] == ["loss", "same", "same_1"]


# ---- what belongs to which output -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [lambda: drawn(backwards), lambda: Own(backwards)], ids=["drawn", "written"])
def test_lists_meet_a_dict_of_outputs_by_its_sorted_keys(model):
    history = fitted(model(), [NUMBERS, CLASSES], loss=["mse", "mae"], metrics=[["mse"], ["mae"]]).history
    assert history["o1_mse"] == pytest.approx(history["o1_loss"])
    assert history["o2_mae"] == pytest.approx(history["o2_loss"])


def test_a_list_of_arrays_meets_a_dict_of_inputs_by_its_sorted_keys():
    place, age = Input((2,), name="place"), Input((1,), name="age")
    model = Model({"place": place, "age": age}, layers.Concatenate()([place, age]))
    assert [each.name for each in model.inputs] == ["age", "place"]
    assert model.predict([np.zeros((3, 1)), np.ones((3, 2))], verbose=0).tolist() == [[1, 1, 0]] * 3


def test_a_list_of_one_output_is_given_as_the_array():
    model = drawn(lambda number, classes: [number])
    fitted(model, [NUMBERS], loss=["mse"], metrics=["mae"])
    assert model.predict(X, verbose=0).shape == model(X).shape == (8, 1)


def test_shapes_of_several_outputs_come_as_a_list():
    assert drawn(backwards).output_shape == [(None, 1), (None, 3)]


def test_nested_outputs_survive_their_configuration():
    model = models.Model.from_config(drawn(nested).get_config())
    found = model.predict(X, verbose=0)
    assert list(found) == ["x", "y"]
    assert found["y"][0].shape == (8, 3)


def test_a_place_missing_in_nested_targets_is_named():
    model = drawn(nested)
    model.compile("sgd", loss="mse")
    with pytest.raises(ValueError, match=r"y has nothing at \['y'\]"):
        model.fit(X, {"x": NUMBERS}, verbose=0)


def test_a_single_value_counts_for_a_part_of_nested_outputs():
    outputs = Outputs({"x": 0, "y": [0, 0]})
    assert outputs.match("loss", {"x": "mse", "y": "mae"}, is_shared=True) == ["mse", "mae", "mae"]
    assert outputs.match("loss", "mse", is_shared=True) == ["mse"] * 3
