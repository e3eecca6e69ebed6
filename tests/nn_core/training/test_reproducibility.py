"""The same seed gives the same run, bit for bit."""

import hashlib
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from nn_core import initializers, layers, utils
from nn_core.models import Sequential

RUN = """
import numpy as np
import nn_core as keras
keras.utils.set_random_seed(11)
x = np.random.normal(size=(60, 8, 8, 1)).astype("float32")
y = np.random.randint(0, 3, 60)
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Conv2D(4, 3, activation="relu"),
    keras.layers.SpatialDropout2D(0.2),
    keras.layers.Flatten(),
    keras.layers.GaussianNoise(0.1),
    keras.layers.Dense(8, kernel_initializer="orthogonal"),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=7, validation_split=0.2, verbose=0)
"""


def run() -> tuple[Any, Any]:
    names: dict[str, Any] = {}
    exec(RUN, names)
    return names["model"].get_weights(), names["history"].history


def test_the_same_seed_gives_the_same_weights_and_history_bit_for_bit():
    (weights, history), (again, history_again) = run(), run()
    for a, b in zip(weights, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert history == history_again


def test_another_process_comes_to_the_same_weights():
    report = "\nimport hashlib\nprint(hashlib.sha256(b''.join(w.tobytes() for w in model.get_weights())).hexdigest())"
    weights, _ = run()
    done = subprocess.run([sys.executable, "-c", RUN + report], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == hashlib.sha256(b"".join(w.tobytes() for w in weights)).hexdigest()


def test_another_seed_gives_another_run():
    weights, _ = run()
    names: dict[str, Any] = {}
    exec(RUN.replace("seed(11)", "seed(12)"), names)
    assert not np.array_equal(weights[0], names["model"].get_weights()[0])


@pytest.mark.parametrize("layer", [layers.Dropout(0.5, seed=3), layers.GaussianNoise(1.0, seed=3)])
def test_a_layer_with_a_seed_does_not_mind_the_seed_of_the_program(layer):
    x = np.ones((4, 50), "float32")
    first = type(layer)(0.5, seed=3)(x, training=True).numpy()
    utils.set_random_seed(99)
    second = type(layer)(0.5, seed=3)(x, training=True).numpy()
    np.testing.assert_array_equal(first, second)


def test_an_initializer_with_a_seed_gives_the_same_numbers_again():
    kernels = [layers.Dense(4, kernel_initializer=initializers.GlorotUniform(seed=5)) for _ in range(2)]
    for each in kernels:
        each.build((None, 3))
    np.testing.assert_array_equal(kernels[0].get_weights()[0], kernels[1].get_weights()[0])


def test_shuffling_follows_the_seed():
    orders = []
    for seed in (1, 1, 2):
        utils.set_random_seed(seed)
        seen: list[float] = []
        model = Sequential(
            [layers.Input((1,)), layers.Lambda(lambda x, seen=seen: (seen.extend(x.value.ravel()), x)[1])]
        )
        model.add(layers.Dense(1))
        seen.clear()
        model.compile("sgd", "mse")
        model.fit(np.arange(20.0)[:, None], np.zeros(20), batch_size=4, verbose=0)
        orders.append(seen)
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == list(range(20))
