"""A functional model with two inputs by name, two outputs, and a loss for each."""

import numpy as np

import nn_core as keras
from nn_core.layers import Concatenate, Dense, Embedding, Flatten, Input

keras.utils.set_random_seed(2)
generator = np.random.default_rng(2)
count = 256
kind = generator.integers(0, 4, (count, 1))
size = generator.normal(size=(count, 3)).astype("float32")
price = size.sum(axis=1, keepdims=True) + kind
is_dear = (price > 2).astype("float32")

kind_input = Input(shape=(1,), dtype="int32", name="kind")
size_input = Input(shape=(3,), name="size")
embedded = Flatten()(Embedding(4, 2)(kind_input))
joined = Concatenate()([embedded, size_input])
hidden = Dense(16, activation="relu")(joined)
price_output = Dense(1, name="price")(hidden)
dear_output = Dense(1, activation="sigmoid", name="dear")(hidden)
model = keras.Model(inputs=[kind_input, size_input], outputs=[price_output, dear_output])

model.compile(
    optimizer=keras.optimizers.RMSprop(0.01),
    loss={"price": "mse", "dear": keras.losses.BinaryCrossentropy()},
    loss_weights={"price": 1.0, "dear": 0.5},
    metrics={"price": ["mae"], "dear": ["accuracy", keras.metrics.Recall(name="recall")]},
)
history = model.fit(
    {"kind": kind, "size": size}, {"price": price, "dear": is_dear}, epochs=15, batch_size=32, verbose=0
)

assert set(history.history) == {"loss", "price_loss", "dear_loss", "price_mae", "dear_accuracy", "dear_recall"}
assert history.history["price_mae"][-1] < 0.6
predicted_price, predicted_dear = model.predict([kind, size])
assert predicted_price.shape == predicted_dear.shape == (count, 1)
hidden_model = keras.Model(model.input, hidden)
assert hidden_model.predict([kind[:2], size[:2]]).shape == (2, 16)
