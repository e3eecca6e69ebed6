"""A training loop written by hand, with a tape, an optimizer and a metric."""

import numpy as np

import nn_core as keras
from nn_core import layers, ops

keras.utils.set_random_seed(4)
generator = np.random.default_rng(4)
x_all = generator.normal(size=(320, 4)).astype("float32")
y_all = (x_all[:, 0] * x_all[:, 1] > 0).astype("int32")

inputs = keras.Input(shape=(4,))
hidden = layers.Dense(32, activation="tanh", kernel_regularizer="l2")(inputs)
model = keras.Model(inputs, layers.Dense(2)(hidden))
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.ExponentialDecay(0.02, 100, 0.9))
accuracy = keras.metrics.SparseCategoricalAccuracy()

for _ in range(12):
    accuracy.reset_state()
    order = generator.permutation(len(x_all))
    for start in range(0, len(x_all), 32):
        rows = order[start : start + 32]
        with keras.GradientTape() as tape:
            logits = model(x_all[rows], training=True)
            loss = loss_fn(y_all[rows], logits) + 0.01 * ops.sum(ops.stack(model.losses))
        gradients = tape.gradient(loss, model.trainable_weights)
        optimizer.apply(gradients, model.trainable_weights)
        accuracy.update_state(y_all[rows], logits)

assert float(accuracy.result()) > 0.85
assert int(optimizer.iterations) == 120
