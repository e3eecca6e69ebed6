"""A multilayer perceptron that tells three clouds of points apart, in the style of a first tutorial."""

import numpy as np

import nn_core as keras
from nn_core.callbacks import EarlyStopping
from nn_core.layers import Activation, Dense, Dropout
from nn_core.models import Sequential
from nn_core.utils import to_categorical

keras.utils.set_random_seed(42)
generator = np.random.default_rng(0)
labels = generator.integers(0, 3, 300)
x = generator.normal(size=(300, 2)) + 3 * np.array([[0, 1], [1, -1], [-1, -1]])[labels]
y = to_categorical(labels, num_classes=3)
x_train, x_test, y_train, y_test = x[:240], x[240:], y[:240], y[240:]

model = Sequential()
model.add(Dense(16, input_dim=2))
model.add(Activation("relu"))
model.add(Dropout(0.2))
model.add(Dense(3, activation="softmax"))
model.summary(print_fn=lambda text: None)

optimizer = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
history = model.fit(
    x_train,
    y_train,
    epochs=15,
    batch_size=16,
    validation_split=0.2,
    callbacks=[EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)],
    verbose=0,
)

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
predicted = np.argmax(model.predict(x_test), axis=1)
assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
assert accuracy > 0.9
assert np.mean(predicted == labels[240:]) > 0.9
