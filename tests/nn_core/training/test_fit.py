"""fit, evaluate and predict: data in many forms, clear refusals."""

from typing import Any

import numpy as np
import pytest

from nn_core import utils
from nn_core.layers import Concatenate, Dense, Input
from nn_core.models import Model, Sequential


def toy(count: int = 40) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(count, 2)).astype("float32")
    return x, (x[:, 0] * x[:, 1] > 0).astype("int32")


def classifier(**compiled: Any) -> Any:
    model = Sequential([Input((2,)), Dense(16, activation="tanh"), Dense(2, activation="softmax")])
    model.compile(
        **{"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], **compiled}
    )
    return model


def test_training_learns_what_can_be_learnt() -> None:
    utils.set_random_seed(1)
    x, y = toy(200)
    model = classifier()
    model.optimizer.learning_rate = 0.03
    history = model.fit(x, y, epochs=40, verbose=0)
    assert history.history["accuracy"][-1] > 0.95


def test_the_same_seed_gives_the_same_run() -> None:
    x, y = toy()
    runs = []
    for _ in range(2):
        utils.set_random_seed(7)
        model = classifier()
        model.fit(x, y, epochs=2, batch_size=7, verbose=0)
        runs.append(model.get_weights())
    for a, b in zip(*runs, strict=True):
        np.testing.assert_array_equal(a, b)


def test_validation_takes_the_last_samples() -> None:
    x, y = toy(10)
    model = classifier()
    history = model.fit(x, y, validation_split=0.3, epochs=1, verbose=0)
    expected = model.evaluate(x[7:], y[7:], verbose=0, return_dict=True)
    assert history.history["val_loss"][0] == pytest.approx(expected["loss"], rel=1e-5)


def test_a_generator_and_an_indexed_source_feed_batches() -> None:
    x, y = toy(12)

    class Source:
        def __len__(self) -> int:
            return 3

        def __getitem__(self, i: int) -> Any:
            return x[4 * i : 4 * i + 4], y[4 * i : 4 * i + 4]

    def endless() -> Any:
        while True:
            yield x[:4], y[:4]

    model = classifier()
    model.fit(Source(), epochs=1, verbose=0)
    assert int(model.optimizer.iterations.numpy()) == 3
    model.fit(endless(), epochs=2, steps_per_epoch=5, verbose=0)
    assert int(model.optimizer.iterations.numpy()) == 13


def test_predictions_come_in_the_order_of_the_samples_whatever_the_batch() -> None:
    x, _ = toy(33)
    model = classifier()
    np.testing.assert_allclose(model.predict(x, batch_size=4), model.predict(x, batch_size=33), rtol=1e-5, atol=1e-6)


def test_several_outputs_report_their_own_losses_and_metrics() -> None:
    a, b = Input((2,), name="a"), Input((1,), name="b")
    joined = Concatenate()([a, b])
    model = Model([a, b], [Dense(1, name="size")(joined), Dense(3, activation="softmax", name="kind")(joined)])
    model.compile(
        "sgd",
        {"size": "mse", "kind": "sparse_categorical_crossentropy"},
        metrics={"kind": ["accuracy"], "size": ["mae"]},
        loss_weights={"size": 0.5, "kind": 1.0},
    )
    x = {"a": np.ones((6, 2)), "b": np.ones((6, 1))}
    y = {"size": np.ones((6, 1)), "kind": np.zeros(6, int)}
    logs = model.fit(x, y, epochs=1, batch_size=6, verbose=0).history
    assert set(logs) == {"loss", "size_loss", "kind_loss", "size_mae", "kind_accuracy"}
    assert logs["loss"][0] == pytest.approx(0.5 * logs["size_loss"][0] + logs["kind_loss"][0], rel=1e-5)


def test_a_frozen_layer_keeps_its_weights_until_it_is_free_again() -> None:
    x, y = toy()
    model = classifier()
    model.layers[0].trainable = False
    before = model.layers[0].get_weights()[0]
    model.fit(x, y, epochs=1, verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], before)
    model.layers[0].trainable = True
    model.fit(x, y, epochs=1, verbose=0)
    assert not np.array_equal(model.layers[0].get_weights()[0], before)


def test_train_on_batch_and_friends_agree_with_evaluate() -> None:
    x, y = toy(8)
    model = classifier(optimizer="sgd")
    expected = model.evaluate(x, y, verbose=0)
    assert model.test_on_batch(x, y) == pytest.approx(expected)
    assert model.train_on_batch(x, y) == pytest.approx(expected, rel=1e-5)
    assert model.predict_on_batch(x).shape == (8, 2)


def test_a_train_step_of_ones_own_is_used() -> None:
    class Own(Model):
        def __init__(self) -> None:
            super().__init__()
            self.out = Dense(1)
            self.steps = 0

        def call(self, inputs):
            return self.out(inputs)

        def train_step(self, data):
            self.steps += 1
            return {"steps": float(self.steps)}

    model = Own()
    model.compile("sgd", "mse")
    history = model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=4, verbose=0)
    assert history.history == {"steps": [2.0]}


def test_class_weights_count_as_sample_weights() -> None:
    x, y = toy(16)
    model = classifier(optimizer="sgd", weighted_metrics=["accuracy"])
    weights = np.where(y == 1, 3.0, 1.0)
    start = model.get_weights()
    by_class = model.fit(x, y, class_weight={1: 3.0}, batch_size=16, verbose=0).history["loss"]
    model.set_weights(start)
    by_sample = model.fit(x, y, sample_weight=weights, batch_size=16, verbose=0).history["loss"]
    assert by_class == pytest.approx(by_sample, rel=1e-5)


def test_the_progress_bar_ends_at_the_last_step(capsys: pytest.CaptureFixture[str]) -> None:
    x, y = toy(40)
    classifier().fit(x, y, epochs=2, batch_size=10, validation_split=0.25)
    text = capsys.readouterr().out
    assert "Epoch 2/2" in text
    assert "3/3 ━━━━━━━━━━━━━━━━━━━━" in text
    assert "val_accuracy" in text


@pytest.mark.parametrize(
    ("x", "y", "options", "says"),
    [
        (np.ones((4, 2)), np.zeros(3), {}, "x: 4, y: 3"),
        (np.ones((0, 2)), np.zeros(0), {}, "no samples"),
        (np.ones((4, 3)), np.zeros(4), {}, r"\(None, 2\).*\(4, 3\)"),
        (np.ones((4, 2)), np.zeros(4), {"batch_size": 0}, "batch_size must be a whole number of at least 1, not 0"),
        (np.ones((4, 2)), np.zeros(4), {"epochs": -1}, "epochs must be a whole number of at least 0, not -1"),
        (np.ones((4, 2)), np.zeros(4), {"validation_split": 1.5}, "between 0 and 1, not 1.5"),
        (np.ones((4, 2)), np.zeros(4), {"validation_split": 0.9}, "leave 0 samples to train"),
        (np.ones((4, 2)), np.full(4, 7), {}, "7"),
    ],
)
def test_bad_data_is_refused_in_a_sentence(x: Any, y: Any, options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        classifier().fit(x, y, verbose=0, **options)


def test_fit_without_compile_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"compile\(optimizer"):
        Sequential([Input((2,)), Dense(1)]).fit(np.ones((1, 2)), np.ones(1))


def test_an_unknown_output_name_is_refused_with_the_known_ones() -> None:
    x = Input((2,))
    model = Model(x, [Dense(1, name="size")(x), Dense(1, name="kind")(x)])
    with pytest.raises(ValueError, match=r"'sise'.*Did you mean 'size'"):
        model.compile("sgd", {"sise": "mse"})
