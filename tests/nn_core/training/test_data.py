"""Where batches come from: arrays, files, generators and datasets."""

from typing import Any

import h5py
import numpy as np
import pytest

from nn_core import ops, utils
from nn_core.layers import Dense, Embedding, Input
from nn_core.models import Model, Sequential


def toy(count: int = 12) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(count, 2)).astype("float32")
    return x, (x[:, :1] > 0).astype("float32")


def regressor(**compiled: Any) -> Any:
    utils.set_random_seed(3)
    model = Sequential([Input((2,)), Dense(1)])
    model.compile(**{"optimizer": "sgd", "loss": "mse", **compiled})
    return model


class Recorder(Model):
    """Remembers what it was trained on."""

    def __init__(self) -> None:
        super().__init__()
        self.out = Dense(1)
        self.seen: list[Any] = []

    def call(self, inputs):
        return self.out(inputs)

    def train_step(self, data):
        self.seen.append(data)
        return {"loss": 0.0}


def recorder() -> Recorder:
    model = Recorder()
    model.compile("sgd", "mse")
    return model


# ---- arrays -----------------------------------------------------------------------------------------------------


def test_steps_per_epoch_with_arrays_go_on_in_the_next_epoch():
    model = recorder()
    model.fit(
        np.arange(12.0)[:, None], np.zeros(12), batch_size=2, steps_per_epoch=2, epochs=3, shuffle=False, verbose=0
    )
    firsts = [float(x.value[0, 0]) for x, _ in model.seen]
    assert firsts == [0, 2, 4, 6, 8, 10]


def test_shuffled_batches_keep_their_samples_together():
    model = recorder()
    model.fit(np.arange(8.0)[:, None], np.zeros(8), batch_size=2, shuffle="batch", verbose=0)
    seen = [tuple(x.value.ravel()) for x, _ in model.seen]
    assert sorted(seen) == [(0, 1), (2, 3), (4, 5), (6, 7)]


def test_floats_are_brought_to_the_type_of_the_model_batch_by_batch():
    model = recorder()
    model.fit(np.ones((4, 2), np.float64), np.ones(4, np.float64), verbose=0)
    x, y = model.seen[0]
    assert (x.dtype, y.dtype) == ("float32", np.float32)


# ---- arrays on disk ---------------------------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path):
    x, y = toy()
    with h5py.File(tmp_path / "data.h5", "w") as file:
        yield file.create_dataset("x", data=x), file.create_dataset("y", data=y)


@pytest.mark.parametrize("shuffle", [False, "batch"])
def test_a_dataset_on_disk_trains_like_the_array_in_memory(stored, shuffle):
    runs = []
    for x, y in (stored, toy()):
        model = regressor()
        utils.set_random_seed(5)
        model.fit(x, y, batch_size=5, epochs=2, shuffle=shuffle, validation_split=0.25, verbose=0)
        runs.append(model.get_weights())
    for a, b in zip(*runs, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_dataset_on_disk_is_read_a_batch_at_a_time(stored, monkeypatch):
    read = []
    original = h5py.Dataset.__getitem__

    def remember(self, rows, *more):
        found = original(self, rows, *more)
        read.append(len(found))
        return found

    monkeypatch.setattr(h5py.Dataset, "__getitem__", remember)
    model = regressor()
    model.fit(*stored, batch_size=5, validation_split=0.25, verbose=0)
    model.evaluate(*stored, batch_size=5, verbose=0)
    model.predict(stored[0], batch_size=5)
    assert max(read) == 5


def test_rows_of_a_dataset_on_disk_can_be_shuffled_one_by_one(stored):
    model = recorder()
    model.fit(*stored, batch_size=4, shuffle=True, verbose=0)
    seen = np.concatenate([x.value for x, _ in model.seen])
    np.testing.assert_array_equal(np.sort(seen[:, 0]), np.sort(toy()[0][:, 0]))


# ---- generators and datasets -------------------------------------------------------------------------------------


class Numbered(utils.PyDataset):
    """Three batches; counts how often an epoch begins and ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.told: list[str] = []

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: int) -> Any:
        return np.full((4, 2), float(index), "float32"), np.ones((4, 1), "float32")

    def on_epoch_begin(self) -> None:
        self.told.append("begin")

    def on_epoch_end(self) -> None:
        self.told.append("end")


def test_a_dataset_is_told_when_epochs_begin_and_end():
    data = Numbered(workers=4, use_multiprocessing=True, max_queue_size=3)
    model = recorder()
    model.fit(data, epochs=2, verbose=0)
    assert data.told == ["begin", "end"] * 2
    assert sorted(float(x.value[0, 0]) for x, _ in model.seen[:3]) == [0, 1, 2]


def test_a_dataset_feeds_validation_evaluation_and_prediction():
    model = regressor()
    history = model.fit(Numbered(), validation_data=Numbered(), verbose=0).history
    assert history["val_loss"][0] == pytest.approx(model.evaluate(Numbered(), verbose=0), rel=1e-5)
    assert model.predict(Numbered()).shape == (12, 1)


def test_a_dataset_without_an_end_needs_steps():
    class Endless(Numbered):
        @property
        def num_batches(self):
            return None

    model = recorder()
    model.fit(Endless(), steps_per_epoch=5, epochs=2, verbose=0)
    assert len(model.seen) == 10


def batches(count: int) -> Any:
    for _ in range(count):
        yield toy(4)


def test_a_generator_is_read_on_over_the_epochs():
    model = regressor()
    history = model.fit(batches(6), steps_per_epoch=3, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2


def test_a_generator_that_ends_too_early_stops_the_training_with_a_warning():
    model = regressor()
    with pytest.warns(UserWarning, match=r"ended after 1 batches.*steps_per_epoch \* epochs"):
        history = model.fit(batches(4), steps_per_epoch=3, epochs=5, verbose=0)
    assert len(history.history["loss"]) == 2


def test_validation_from_a_generator_takes_its_steps():
    taken = []

    def endless() -> Any:
        while True:
            taken.append(1)
            yield toy(4)

    regressor().fit(*toy(), validation_data=endless(), validation_steps=2, epochs=3, verbose=0)
    assert len(taken) == 6


def test_class_weights_count_in_batches_of_a_generator():
    x, y = toy(8)
    one, other = regressor(), regressor()
    one.fit(iter([(x, y)]), class_weight={1: 3.0}, steps_per_epoch=1, verbose=0)
    other.fit(x, y, sample_weight=np.where(y[:, 0] == 1, 3.0, 1.0), batch_size=8, verbose=0)
    np.testing.assert_allclose(one.get_weights()[0], other.get_weights()[0], rtol=1e-6)


def test_targets_beside_a_generator_are_refused():
    with pytest.raises(ValueError, match="y must not be given when x is a generator"):
        regressor().fit(batches(1), np.ones(4), verbose=0)
    with pytest.raises(ValueError, match="validation_split needs arrays"):
        regressor().fit(batches(1), validation_split=0.5, verbose=0)


@pytest.mark.parametrize(
    ("old", "run"),
    [
        ("fit_generator", lambda model: model.fit_generator(batches(4), steps_per_epoch=2, nb_epoch=2, verbose=0)),
        ("fit_generator", lambda model: model.fit_generator(batches(4), samples_per_epoch=8, epochs=2, verbose=0)),
        ("evaluate_generator", lambda model: model.evaluate_generator(Numbered(), workers=2)),
        ("predict_generator", lambda model: model.predict_generator(Numbered(), max_q_size=2)),
    ],
)
def test_the_generator_methods_of_keras_2_do_what_the_others_do(old, run):
    model = regressor()
    with pytest.warns(UserWarning, match=f"{old}.. is an old name") as caught:
        run(model)
    assert all(each.filename == __file__ for each in caught)
    if old == "fit_generator":
        assert int(model.optimizer.iterations) == 4


# ---- weights, masks -----------------------------------------------------------------------------------------------


def sequence_model() -> Any:
    utils.set_random_seed(0)
    model = Sequential([Input((3,), dtype="int32"), Embedding(5, 4, mask_zero=True), Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_weights_may_differ_from_step_to_step():
    x, y = np.array([[1, 2, 3]]), np.array([[[1.0], [0.0], [0.0]]])
    model = sequence_model()
    predicted = model.predict(x)
    expected = (predicted[0, 0, 0] - 1) ** 2 / 3
    found = model.evaluate(x, y, sample_weight=np.array([[1.0, 0.0, 0.0]]), verbose=0)
    assert found == pytest.approx(float(expected), rel=1e-5)


def test_masked_steps_count_for_nothing_in_the_loss():
    model = sequence_model()
    x, y = np.array([[1, 2, 0]]), np.array([[[1.0], [0.0], [100.0]]])
    predicted = model.predict(x)[0, :2, 0]
    assert model.evaluate(x, y, verbose=0) == pytest.approx(float(np.mean((predicted - [1, 0]) ** 2)), rel=1e-5)


def test_class_weights_of_several_outputs_name_the_output():
    x = Input((2,))
    model = Model(x, [Dense(1, name="size")(x), Dense(1, name="kind")(x)])
    model.compile("sgd", "mse")
    targets = {"size": np.ones((4, 1)), "kind": np.array([[0], [1], [1], [0]])}
    with pytest.raises(ValueError, match="must say which it means"):
        model.fit(np.ones((4, 2)), targets, class_weight={0: 1.0, 1: 2.0}, verbose=0)
    model.fit(np.ones((4, 2)), targets, class_weight={"kind": {0: 1.0, 1: 2.0}}, verbose=0)


# ---- own losses and metrics ----------------------------------------------------------------------------------------


def test_losses_and_metrics_of_ones_own_are_functions_of_ops():
    def largest_error(y_true, y_pred):
        return ops.max(ops.absolute(y_true - y_pred), axis=-1)

    def shared(y_true, y_pred):
        return ops.mean(ops.square(1 - y_true - y_pred), axis=-1)

    model = regressor(loss=shared, metrics=[largest_error, "huber"])
    x, y = toy()
    logs = model.fit(x, y.astype(np.uint8), epochs=2, verbose=0).history
    assert set(logs) == {"loss", "largest_error", "huber"}
    assert logs["loss"][1] < logs["loss"][0] < 100  # 1 - y did not wrap around


def test_a_train_step_in_the_style_of_keras_3_updates_the_metrics_it_finds():
    from nn_core import GradientTape

    class Own(Model):
        def __init__(self) -> None:
            super().__init__()
            self.out = Dense(1)

        def call(self, inputs):
            return self.out(inputs)

        def train_step(self, data):
            x, y = data
            with GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {metric.name: metric.result() for metric in self.metrics}

    model = Own()
    model.compile("sgd", "mse", metrics=["mae"])
    logs = model.fit(*toy(), epochs=3, verbose=0).history
    assert set(logs) == {"loss", "mae"}
    assert logs["loss"][2] < logs["loss"][0]


def test_a_metric_kept_as_an_attribute_starts_anew_in_every_epoch():
    from nn_core.metrics import Mean

    class Own(Recorder):
        def __init__(self) -> None:
            super().__init__()
            self.steps = Mean(name="steps")

        def train_step(self, data):
            self.steps.update_state(1.0)
            return {"seen": self.steps.count.item()}

    model = Own()
    model.compile("sgd", "mse")
    assert model.fit(*toy(8), batch_size=4, epochs=2, verbose=0).history["seen"] == [2.0, 2.0]


def test_training_may_be_stopped_in_the_middle_of_an_epoch():
    from nn_core.callbacks import LambdaCallback

    model = regressor()

    def stop(batch: int, logs: Any) -> None:
        model.stop_training = batch == 1

    model.fit(*toy(), batch_size=2, epochs=5, callbacks=[LambdaCallback(on_train_batch_end=stop)], verbose=0)
    assert int(model.optimizer.iterations) == 2


def test_a_scaled_loss_trains_like_a_plain_one():
    from nn_core.optimizers import SGD

    plain, scaled = regressor(optimizer=SGD(0.1)), regressor(optimizer=SGD(0.1, loss_scale_factor=64.0))
    for model in (plain, scaled):
        model.fit(*toy(), shuffle=False, verbose=0)
    np.testing.assert_allclose(plain.get_weights()[0], scaled.get_weights()[0], rtol=1e-5)


def test_weights_end_as_their_moving_average_if_one_is_kept():
    from nn_core.optimizers import SGD

    model = regressor(optimizer=SGD(0.1, use_ema=True, ema_momentum=0.5))
    model.fit(*toy(), verbose=0)
    average = model.optimizer._slots[id(model.trainable_weights[0])]["average"]
    np.testing.assert_array_equal(model.get_weights()[0], average.numpy())


# ---- what does not fit ----------------------------------------------------------------------------------------------


def two_inputs() -> Any:
    a, b = Input((2,), name="a"), Input((2,), name="b")
    model = Model([a, b], Dense(1, name="size")(a + b) if hasattr(a, "__add__") else Dense(1, name="size")(a))
    model.compile("sgd", "mse")
    return model


def test_arrays_of_different_lengths_are_named():
    x = {"a": np.ones((4, 2)), "b": np.ones((5, 2))}
    with pytest.raises(ValueError, match=r"x\['a'\]: 4, x\['b'\]: 5, y: 4"):
        two_inputs().fit(x, np.ones(4), verbose=0)


def test_text_is_refused_with_the_name_of_the_input_or_output():
    x, y = toy(4)
    with pytest.raises(ValueError, match=r"The data for input 'b' is text \(dtype <U3\), but numbers are needed"):
        two_inputs().fit([x, np.full((4, 2), "red")], y, verbose=0)
    with pytest.raises(ValueError, match=r"The data for output 'size' is text.*np\.unique"):
        two_inputs().fit([x, x], np.full(4, "red"), verbose=0)
    with pytest.raises(ValueError, match="is objects"):
        regressor().predict(np.array([[1, None]], dtype=object))


def test_a_label_outside_the_classes_comes_with_the_name_of_the_output():
    model = Sequential([Input((2,)), Dense(3, activation="softmax", name="kind")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match=r"Output 'kind': .*found the label 7, but y_pred has 3 classes"):
        model.fit(np.ones((4, 2)), np.array([0, 1, 2, 7]), verbose=0)


def test_missing_targets_are_mentioned_with_the_name_of_the_output():
    with pytest.raises(ValueError, match=r"has a loss, but there are no targets \(y\) for it"):
        regressor().fit(np.ones((4, 2)), verbose=0)
    with pytest.raises(ValueError, match="There is no data"):
        regressor().fit(verbose=0)
    with pytest.raises(ValueError, match="There is no data: the generator gave no batch"):
        regressor().predict(iter([]))


def test_a_list_of_numbers_in_place_of_an_array_is_explained():
    with pytest.raises(ValueError, match=r"y\[0\] must be an array.*np\.array"):
        regressor().fit(np.ones((2, 2)), [0, 1], verbose=0)


def test_a_batch_too_large_for_the_memory_says_so():
    class Greedy(Recorder):
        def train_step(self, data):
            raise MemoryError("Unable to allocate 8 EB")

    model = Greedy()
    model.compile("sgd", "mse")
    with pytest.raises(MemoryError, match=r"A batch of 4 samples does not fit.*smaller batch_size"):
        model.fit(np.ones((4, 1)), np.ones(4), verbose=0)


def test_a_weight_that_can_never_fit_into_memory_is_refused_before_it_is_made():
    with pytest.raises(ValueError, match=r"Layer 'huge': the weight 'kernel' would have the shape .*4 PB"):
        Sequential([Input((10**6,)), Dense(10**9, name="huge")])
