"""A training by plans comes to the same weights, losses, metrics and predictions as one in Python."""

import copy
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn_core import callbacks, config, layers, losses, optimizers, utils
from nn_core.layers import Input, Layer
from nn_core.models import Functional, Model, Sequential
from nn_core.schedules import ExponentialDecay
from nn_core.spec import registry
from nn_core.spec.structure import flatten

SAMPLED = [(name, cls) for name, cls in registry.entries("layer") if cls.category and cls.max_inputs != 0]
ATOL = 2e-5


def assert_equal_runs(make: Callable[[], Any], run: Callable[[Any], Any]) -> Any:
    """Run twice, in Python and by plans, from the same start; return the second model."""
    models, found = [], []
    for eager in (True, False):
        utils.set_random_seed(3)
        model = make()
        model.run_eagerly = eager
        models.append(model)
        found.append(run(model))
    assert_close(flatten(found[1]), flatten(found[0]))
    assert_close(models[1].get_weights(), models[0].get_weights())
    assert_close([v.value for v in models[1].optimizer.variables], [v.value for v in models[0].optimizer.variables])
    return models[1]


def assert_close(found: list[Any], expected: list[Any]) -> None:
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-4, atol=ATOL)


def run_all(model: Any, x: Any, y: Any, **kwargs: Any) -> Any:
    history = model.fit(x, y, batch_size=4, epochs=2, verbose=0, validation_split=0.25, **kwargs).history
    return [history, model.evaluate(x, y, batch_size=4, verbose=0), model.predict(x, batch_size=4)]


def is_planned(model: Any) -> bool:
    return any(plan is not None for plan in model._plans.by_key.values())


def numbers(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def classes(count: int, *shape: int) -> Any:
    return np.random.default_rng(1).integers(0, count, shape)


def dense_model(*middle: Layer, loss: Any = "mse", optimizer: Any = "adam", units: int = 2, **kwargs: Any) -> Model:
    model = Sequential([Input((3,)), layers.Dense(5, activation="relu"), *middle, layers.Dense(units)])
    model.compile(optimizer, loss, **kwargs)
    return model


# ---- every layer, loss and optimizer ------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [cls for _, cls in SAMPLED], ids=[name for name, _ in SAMPLED])
def test_every_layer_trains_equally(cls):
    sample = cls.sample
    dtype = "string" if sample.words else "int32" if sample.maximum is not None else "float32"
    generator = np.random.default_rng(2)
    if sample.words:
        x = [generator.choice(sample.words, (11, *shape)) for shape in sample.inputs]
    elif sample.maximum is not None:
        x = [generator.integers(0, sample.maximum, (11, *shape)).astype("int32") for shape in sample.inputs]
    else:
        x = [generator.uniform(-1, 1, (11, *shape)).astype("float32") for shape in sample.inputs]
    y = numbers(11, 2)

    def make():
        inputs = [Input(shape, dtype=dtype) for shape in sample.inputs]
        outputs = flatten(cls(**sample.args)(*cls.arguments_for(inputs)))
        flat = [layers.Dense(2)(layers.Flatten()(each)) for each in outputs if len(each.shape) > 1]
        model = Functional(inputs, flat[0] if len(flat) == 1 else layers.Add()(flat))
        model.compile(optimizers.SGD(0.01), "mse", metrics=["mae"])
        return model

    assert_equal_runs(make, lambda model: run_all(model, x if len(x) > 1 else x[0], y))


LOSSES = [(name, cls) for name, cls in registry.entries("loss") if isinstance(cls, type) and cls.__name__ != "CTC"]


@pytest.mark.parametrize("loss", [cls for _, cls in LOSSES], ids=[name for name, _ in LOSSES])
def test_every_loss_trains_equally(loss):
    is_sparse = "Sparse" in loss.__name__ or loss.__name__ in ("CategoricalGeneralizedCrossEntropy", "Circle")
    y = classes(3, 11) if is_sparse else np.eye(3, dtype="float32")[classes(3, 11)]

    def make():
        model = Sequential([Input((3,)), layers.Dense(3, activation="softmax")])
        model.compile("sgd", loss())
        return model

    assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), y))


OPTIMIZERS = [(n, c) for n, c in registry.entries("optimizer") if n != "LossScaleOptimizer"]


@pytest.mark.parametrize("optimizer", [cls for _, cls in OPTIMIZERS], ids=[name for name, _ in OPTIMIZERS])
@pytest.mark.parametrize(
    "settings",
    [{}, {"clipnorm": 0.1}, {"clipvalue": 0.05}, {"global_clipnorm": 0.1}, {"weight_decay": 0.1},
     {"use_ema": True, "ema_overwrite_frequency": 2}, {"gradient_accumulation_steps": 2}, {"loss_scale_factor": 8.0}],
    ids=str,
)  # fmt: skip
def test_every_optimizer_takes_equal_steps(optimizer, settings):
    make = lambda: dense_model(optimizer=optimizer(**settings))  # noqa: E731
    assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), numbers(11, 2)))


def test_orthogonal_weights_with_clipped_gradients_train_equally():
    make = lambda: dense_model(  # noqa: E731
        layers.Dense(8, kernel_initializer="orthogonal"), optimizer=optimizers.SGD(0.1, clipnorm=0.1)
    )
    assert is_planned(assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), numbers(11, 2))))


def test_a_loss_scale_that_changes_is_left_to_python():
    make = lambda: dense_model(optimizer=optimizers.LossScaleOptimizer(optimizers.SGD(0.1)))  # noqa: E731
    assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), numbers(11, 2)))


# ---- what users do with a model -------------------------------------------------------------------------------


def test_usual_models_are_planned():
    model = assert_equal_runs(dense_model, lambda model: run_all(model, numbers(11, 3), numbers(11, 2)))
    assert all(plan is not None for plan in model._plans.by_key.values())
    assert len(model._plans.by_key) >= 4  # training and measuring, each with a short last batch


def test_the_shapes_of_batches_may_change():
    def run(model):
        return [model.fit(numbers(n, 3), numbers(n, 2), batch_size=size, verbose=0).history
                for n, size in ((8, 4), (8, 3), (5, 5), (8, 4))]  # fmt: skip

    assert_equal_runs(dense_model, run)


def test_layers_may_be_frozen_and_freed_between_runs():
    def run(model):
        found = [run_all(model, numbers(11, 3), numbers(11, 2))]
        for trainable in (False, True):
            model.layers[0].trainable = trainable
            found.append(run_all(model, numbers(11, 3), numbers(11, 2)))
        return found

    assert_equal_runs(dense_model, run)


def test_batch_normalization_follows_its_own_switch():
    def run(model):
        found = [run_all(model, numbers(11, 3), numbers(11, 2))]
        model.layers[1].trainable = False
        return [*found, run_all(model, numbers(11, 3), numbers(11, 2))]

    model = assert_equal_runs(lambda: dense_model(layers.BatchNormalization()), run)
    assert is_planned(model)


def test_a_setting_changed_between_runs_counts():
    def run(model):
        found = [run_all(model, numbers(11, 3), numbers(11, 2))]
        model.layers[1].rate = 0.1
        return [*found, run_all(model, numbers(11, 3), numbers(11, 2))]

    assert_equal_runs(lambda: dense_model(layers.Dropout(0.6)), run)


def test_weights_may_be_set_and_loaded_between_runs(tmp_path):
    def run(model):
        model.save_weights(tmp_path / "first.weights.h5")
        found = [run_all(model, numbers(11, 3), numbers(11, 2))]
        model.load_weights(tmp_path / "first.weights.h5")
        found.append(run_all(model, numbers(11, 3), numbers(11, 2)))
        model.set_weights([w * 0.5 for w in model.get_weights()])
        return [*found, run_all(model, numbers(11, 3), numbers(11, 2))]

    assert_equal_runs(dense_model, run)


def test_a_model_may_be_compiled_anew():
    def run(model):
        found = [run_all(model, numbers(11, 3), numbers(11, 2))]
        model.compile(optimizers.SGD(0.1, momentum=0.9), "mae", metrics=["mse"], run_eagerly=model.run_eagerly)
        return [*found, run_all(model, numbers(11, 3), numbers(11, 2))]

    assert_equal_runs(dense_model, run)


def test_callbacks_may_change_rate_weights_and_layers_in_mid_run():
    class Meddler(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.optimizer.learning_rate = 0.01 / (batch + 1)
            if batch == 1:
                self.model.layers[0].set_weights([w * 0.9 for w in self.model.layers[0].get_weights()])

        def on_epoch_end(self, epoch, logs=None):
            self.model.layers[0].trainable = False

    assert_equal_runs(dense_model, lambda model: run_all(model, numbers(11, 3), numbers(11, 2), callbacks=[Meddler()]))


def test_logs_of_single_batches_are_equal():
    def run(model):
        seen = []
        listener = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(dict(logs)))
        run_all(model, numbers(11, 3), classes(2, 11), callbacks=[listener])
        return seen

    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    assert_equal_runs(lambda: dense_model(loss=loss, optimizer="sgd", metrics=["accuracy"]), run)


def test_learning_rates_follow_schedules():
    make = lambda: dense_model(optimizer=optimizers.SGD(ExponentialDecay(0.1, 2, 0.5)))  # noqa: E731
    assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), numbers(11, 2)))


def test_sample_and_class_weights_count_equally():
    weights = np.linspace(0, 2, 11).astype("float32")

    def run(model):
        found = model.fit(numbers(11, 3), classes(2, 11), batch_size=4, sample_weight=weights, verbose=0).history
        again = model.fit(numbers(11, 3), classes(2, 11), batch_size=4, class_weight={0: 1.0, 1: 3.0}, verbose=0)
        return [found, again.history]

    model = assert_equal_runs(
        lambda: dense_model(
            loss="sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"]
        ),
        run,
    )
    assert is_planned(model)


def test_shared_layers_and_several_outputs_train_equally():
    def make():
        a, b, shared = Input((3,), name="a"), Input((3,), name="b"), layers.Dense(4, activation="tanh")
        left, right = shared(a), shared(b)
        outputs = {"p": layers.Dense(1, name="p")(left), "q": layers.Dense(2, name="q")(layers.Add()([left, right]))}
        model = Functional({"a": a, "b": b}, outputs)
        model.compile("adam", {"p": "mse", "q": "mae"}, loss_weights={"p": 1.0, "q": 0.5}, metrics={"q": ["mse"]})
        return model

    x, y = {"a": numbers(11, 3), "b": numbers(11, 3, seed=1)}, {"p": numbers(11, 1), "q": numbers(11, 2)}
    assert is_planned(assert_equal_runs(make, lambda model: run_all(model, x, y)))


def test_penalties_and_constraints_count_equally():
    middle = lambda: layers.Dense(  # noqa: E731
        4, kernel_regularizer="l2", activity_regularizer="l1", kernel_constraint="max_norm", activation="sigmoid"
    )
    make = lambda: dense_model(middle(), layers.ActivityRegularization(0.1))  # noqa: E731
    model = assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), numbers(11, 2)))
    assert is_planned(model)


def test_masked_sequences_train_equally():
    def make():
        model = Sequential(
            [Input((6,)), layers.Embedding(9, 4, mask_zero=True), layers.LSTM(3, return_sequences=True), layers.GRU(3),
             layers.Dense(1, activation="sigmoid")]
        )  # fmt: skip
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        return model

    assert_equal_runs(make, lambda model: run_all(model, classes(9, 11, 6), classes(2, 11)))


def test_a_recurrent_layer_that_keeps_its_state_trains_equally():
    def make():
        model = Sequential([Input(batch_shape=(4, 5, 2)), layers.SimpleRNN(3, stateful=True), layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    x, y = numbers(12, 5, 2), numbers(12, 1)
    assert_equal_runs(make, lambda model: model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history)


def test_a_model_built_by_its_data_trains_equally():
    def make():
        model = Sequential([layers.Dense(4, activation="relu"), layers.Dense(2)])
        model.compile("adam", "mse")
        return model

    model = assert_equal_runs(make, lambda model: run_all(model, numbers(11, 3), numbers(11, 2)))
    assert is_planned(model)


def test_training_on_single_batches_is_equal():
    def run(model):
        x, y = numbers(6, 3), numbers(6, 2)
        return [[model.train_on_batch(x, y), model.test_on_batch(x, y), model.predict_on_batch(x)] for _ in range(3)]

    assert_equal_runs(dense_model, run)


def test_generators_are_planned_too():
    def run(model):
        batches = ((numbers(4, 3, seed=i % 3), numbers(4, 2, seed=i % 3)) for i in range(20))
        return model.fit(batches, steps_per_epoch=5, epochs=2, verbose=0).history

    assert is_planned(assert_equal_runs(dense_model, run))


def test_lists_and_double_precision_are_taken_as_in_python():
    x, y = numbers(11, 3).astype("float64"), numbers(11, 2).astype("float64")
    assert_equal_runs(dense_model, lambda model: run_all(model, x, y))


def test_models_that_share_weights_may_be_trained_in_turn():
    def make():
        shared, x = layers.Dense(4, activation="relu"), Input((3,))
        first = Functional(x, layers.Dense(1)(shared(x)))
        object.__setattr__(first, "twin", Functional(x, layers.Dense(2)(shared(x))))  # not as a layer of the first
        first.compile("adam", "mse")
        first.twin.compile("sgd", "mse")
        return first

    def run(model):
        model.twin.run_eagerly = model.run_eagerly
        return [
            [
                model.train_on_batch(numbers(4, 3), numbers(4, 1)),
                model.twin.train_on_batch(numbers(4, 3), numbers(4, 2)),
            ]
            for _ in range(15)
        ]

    assert_equal_runs(make, run)


def test_an_adversary_frozen_and_freed_in_turn_trains_equally():
    def make():
        judge = Sequential([Input((2,)), layers.Dense(4, activation="tanh"), layers.Dense(1, activation="sigmoid")])
        judge.compile("adam", "binary_crossentropy")
        noise = Input((3,))
        model = Functional(noise, judge(layers.Dense(2)(noise)))
        model.judge = judge
        model.compile("adam", "binary_crossentropy")
        return model

    def run(model):
        model.judge.run_eagerly, found = model.run_eagerly, []
        for step in range(12):
            model.judge.trainable = True
            found.append(model.judge.train_on_batch(numbers(4, 2, seed=step), np.ones((4, 1))))
            model.judge.trainable = False
            found.append(model.train_on_batch(numbers(4, 3, seed=step), np.zeros((4, 1))))
        return found

    assert_equal_runs(make, run)


# ---- what is left to Python -----------------------------------------------------------------------------------


def test_python_of_a_users_own_is_never_replaced():
    calls = []

    class Own(Layer):
        def call(self, inputs):
            calls.append(1)
            return inputs * 2

    model = dense_model(Own())
    calls.clear()
    model.fit(numbers(8, 3), numbers(8, 2), batch_size=2, epochs=2, verbose=0)
    assert len(calls) == 8
    assert not is_planned(model)


@pytest.mark.parametrize(
    "make",
    [
        lambda: dense_model(layers.Dense(3, activation=lambda x: x * 2)),
        lambda: dense_model(layers.Lambda(lambda x: x * 2)),
        lambda: dense_model(loss=lambda y, p: (y - p) ** 2),
        lambda: dense_model(layers.Dense(3, kernel_regularizer=lambda w: 0.1 * w[0, 0])),
        lambda: dense_model(run_eagerly=True),
    ],
    ids=["activation", "lambda", "loss", "regularizer", "run_eagerly"],
)
def test_own_functions_keep_a_model_in_python(make):
    model = make()
    model.fit(numbers(8, 3), numbers(8, 2), verbose=0)
    assert not is_planned(model)


def test_an_own_train_step_is_called_for_every_batch():
    calls = []

    class Own(Sequential):
        def train_step(self, data):
            calls.append(1)
            return super().train_step(data)

    model = Own([Input((3,)), layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(numbers(8, 3), numbers(8, 2), batch_size=2, verbose=0)
    assert len(calls) == 4


def test_an_own_metric_sees_the_batches_one_by_one():
    seen = []

    def largest(y_true, y_pred):
        seen.append(len(np.asarray(y_true)))
        return np.max(np.abs(np.asarray(y_true)))

    model = dense_model(metrics=[largest])
    model.fit(numbers(8, 3), numbers(8, 2), batch_size=2, verbose=0)
    assert seen == [2, 2, 2, 2]
    assert is_planned(model)


def test_one_switch_turns_plans_off():
    config.use_plans(False)
    try:
        model = dense_model()
        model.fit(numbers(8, 3), numbers(8, 2), verbose=0)
    finally:
        config.use_plans(True)
    assert not is_planned(model)


# ---- copies and threads -------------------------------------------------------------------------------------------


def test_a_copy_learns_by_itself():
    model = dense_model()
    model.fit(numbers(8, 3), numbers(8, 2), verbose=0)
    twin = copy.deepcopy(model)
    before = model.get_weights()
    twin.fit(numbers(8, 3), numbers(8, 2), verbose=0)
    assert_close(model.get_weights(), before)
    assert not np.allclose(twin.get_weights()[0], before[0], atol=1e-6)


def test_threads_may_predict_with_one_model():
    model = dense_model()
    x = numbers(400, 3)
    expected = model.predict(x, batch_size=4)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(model.predict(x, batch_size=4))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_close(found, [expected] * 4)


def test_wrong_labels_are_refused_at_once_and_by_name():
    model = dense_model(loss=losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(numbers(8, 3), classes(2, 8), verbose=0)
    with pytest.raises(ValueError, match="found the label 7, but y_pred has 2 classes"):
        model.fit(numbers(8, 3), np.full(8, 7), verbose=0)
