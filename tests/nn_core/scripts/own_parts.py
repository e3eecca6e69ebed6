"""A layer, a callback, a metric and a loss of one's own; the model is saved and loaded with them."""

import tempfile
from pathlib import Path

import numpy as np

import nn_core as keras
from nn_core import layers, ops

keras.utils.set_random_seed(7)


class Linear(layers.Layer):
    """y = x w + b, as the guide to layers writes it."""

    def __init__(self, units=32, **kwargs) -> None:
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", trainable=True)
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=True)

    def call(self, inputs):
        return ops.matmul(inputs, self.w) + self.b

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class WithinTolerance(keras.metrics.Metric):
    """The share of predictions that are near enough."""

    def __init__(self, tolerance=0.5, name="within", **kwargs) -> None:
        super().__init__(name=name, **kwargs)
        self.tolerance = tolerance
        self.hits = self.add_weight(name="hits", initializer="zeros")
        self.seen = self.add_weight(name="seen", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        near = ops.abs(y_true - y_pred) < self.tolerance
        self.hits.assign_add(ops.sum(ops.cast(near, "float32")))
        self.seen.assign_add(ops.cast(ops.size(near), "float32"))

    def result(self):
        return self.hits / self.seen

    def get_config(self):
        return {**super().get_config(), "tolerance": self.tolerance}


class Notes(keras.callbacks.Callback):
    """Writes down what happens."""

    def on_train_begin(self, logs=None):
        self.lines = ["begin"]

    def on_epoch_end(self, epoch, logs=None):
        self.lines.append(f"epoch {epoch}: {sorted(logs)}")
        if logs["within"] > 0.9:
            self.model.stop_training = True


def fourth_power(y_true, y_pred):
    return ops.mean((y_true - y_pred) ** 4 + (y_true - y_pred) ** 2, axis=-1)


x = np.random.default_rng(7).normal(size=(200, 3)).astype("float32")
y = (x @ np.array([[1.0], [-2.0], [0.5]])).astype("float32")
model = keras.Sequential([layers.Input((3,)), Linear(8), layers.Activation("tanh"), Linear(units=1, name="out")])
model.compile(optimizer=keras.optimizers.Adam(0.05), loss=fourth_power, metrics=[WithinTolerance()])
notes = Notes()
model.fit(x, y, epochs=30, batch_size=20, callbacks=[notes], verbose=0)

assert notes.lines[:2] == ["begin", "epoch 0: ['loss', 'within']"]
assert len(notes.lines) < 31
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.keras"
    model.save(path)
    own = {"Linear": Linear, "WithinTolerance": WithinTolerance, "fourth_power": fourth_power}
    again = keras.models.load_model(path, custom_objects=own)
np.testing.assert_allclose(again.predict(x[:5]), model.predict(x[:5]), rtol=1e-6)
assert [weight.name for weight in again.layers[-1].weights] == [weight.name for weight in model.layers[-1].weights]
