"""Where data come from: generators, a Sequence, HDF5 files, dicts of inputs and outputs, and cross-validation."""

import tempfile
from pathlib import Path

import h5py
import numpy as np

import nn_core as keras
from nn_core import layers

keras.utils.set_random_seed(15)
numbers = np.random.default_rng(0)
x, y = numbers.random((12, 3)), numbers.random((12, 1))

model = keras.Sequential([layers.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse", metrics=["mae"])


def endless():
    while True:
        yield numbers.random((4, 3)), numbers.random((4, 1))


history = model.fit(endless(), steps_per_epoch=3, epochs=2, validation_data=endless(), validation_steps=2, verbose=0)
assert set(history.history) == {"loss", "mae", "val_loss", "val_mae"}


class Batches(keras.utils.Sequence):
    """Four samples at a time."""

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index):
        rows = slice(index * 4, index * 4 + 4)
        return x[rows], y[rows]


model.fit(Batches(), epochs=2, validation_data=Batches(), verbose=0)
assert model.predict(Batches(), verbose=0).shape == (12, 1)

with tempfile.TemporaryDirectory() as folder:
    with h5py.File(Path(folder) / "data.h5", "w") as file:
        file["x"], file["y"] = x, y
    with h5py.File(Path(folder) / "data.h5") as file:
        model.fit(file["x"], file["y"], batch_size=4, shuffle="batch", verbose=0)
        from_disk = model.evaluate(file["x"], file["y"], batch_size=4, verbose=0)
assert np.allclose(from_disk, model.evaluate(x, y, verbose=0))

scores = []
for fold in range(3):
    validation = np.arange(12) // 4 == fold
    keras.backend.clear_session()
    fresh = keras.models.clone_model(model)
    fresh.compile("rmsprop", "mse", metrics=["mae"])
    fresh.fit(x[~validation], y[~validation], batch_size=2, verbose=0)
    scores.append(fresh.evaluate(x[validation], y[validation], verbose=0)[1])
assert len(scores) == 3 and np.isfinite(scores).all()

# ---- several inputs and outputs, by name ---------------------------------------------

size, place = layers.Input((3,), name="size"), layers.Input((2,), name="place")
joined = layers.concatenate([size, place])
price, kind = layers.Dense(1, name="price")(joined), layers.Dense(3, activation="softmax", name="kind")(joined)
houses = keras.Model({"size": size, "place": place}, {"price": price, "kind": kind})
houses.compile(
    "adam",
    loss={"price": "mse", "kind": "sparse_categorical_crossentropy"},
    loss_weights={"price": 0.5, "kind": 1.0},
    metrics={"price": ["mae"], "kind": ["accuracy"]},
)
given = {"size": numbers.random((8, 3)), "place": numbers.random((8, 2))}
wanted = {"price": numbers.random((8, 1)), "kind": numbers.integers(0, 3, (8, 1))}
history = houses.fit(given, wanted, epochs=2, validation_data=(given, wanted), verbose=0)
measured = {"loss", "price_loss", "kind_loss", "price_mae", "kind_accuracy"}
assert set(history.history) == measured | {f"val_{name}" for name in measured}
assert {name: each.shape for name, each in houses.predict(given, verbose=0).items()} == {
    "price": (8, 1),
    "kind": (8, 3),
}
