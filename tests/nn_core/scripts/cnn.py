"""A convolutional network that tells crosses from squares in small pictures."""

import numpy as np

import nn_core as keras
from nn_core import layers
from nn_core.callbacks import ReduceLROnPlateau

keras.utils.set_random_seed(1)
generator = np.random.default_rng(1)


def picture(is_cross: bool) -> np.ndarray:
    """Draw a cross or a square of five by five at some place."""
    canvas = generator.normal(scale=0.1, size=(12, 12, 1))
    row, column = generator.integers(0, 7, 2)
    shape = np.zeros((5, 5))
    if is_cross:
        shape[2], shape[:, 2] = 1, 1
    else:
        shape[[0, -1]], shape[:, [0, -1]] = 1, 1
    canvas[row : row + 5, column : column + 5, 0] += shape
    return canvas


y = generator.integers(0, 2, 240)
x = np.stack([picture(bool(each)) for each in y]).astype("float32")

model = keras.Sequential(
    [
        layers.Conv2D(8, kernel_size=(3, 3), activation="relu", input_shape=(12, 12, 1)),
        layers.BatchNormalization(),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(8, (3, 3), activation="relu", padding="same"),
        layers.GlobalMaxPooling2D(),
        layers.Dropout(0.1),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy", "AUC"])
model.fit(
    x[:200],
    y[:200],
    batch_size=32,
    epochs=12,
    validation_data=(x[200:], y[200:]),
    callbacks=[ReduceLROnPlateau(factor=0.5, patience=3)],
    verbose=0,
)

scores = model.evaluate(x[200:], y[200:], verbose=0, return_dict=True)
assert scores["accuracy"] > 0.85
assert scores["AUC"] > 0.9
assert model.output_shape == (None, 1)
