"""A script as it was written for Keras 1: every spelling in it is an old one."""

import numpy as np
from nn_core.layers.convolutional import Convolution2D, MaxPooling2D

import nn_core as keras
from nn_core.layers.core import Dense, Dropout, Flatten
from nn_core.layers.normalization import BatchNormalization
from nn_core.models import Sequential
from nn_core.utils import np_utils

keras.utils.set_random_seed(8)
generator = np.random.default_rng(8)
labels = generator.integers(0, 2, 120)
x = generator.normal(size=(120, 6, 6, 1)).astype("float32") + labels[:, None, None, None]
y = np_utils.to_categorical(labels, nb_classes=2)

model = Sequential()
model.add(Convolution2D(nb_filter=4, nb_row=3, nb_col=3, border_mode="same", init="he_normal", input_shape=(6, 6, 1)))
model.add(BatchNormalization(mode=0))
model.add(MaxPooling2D(pool_size=(2, 2), border_mode="valid"))
model.add(Flatten())
model.add(Dropout(p=0.1))
model.add(Dense(output_dim=2, activation="softmax", W_regularizer="l2"))
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(lr=0.05, decay=1e-4), metrics=["acc"])
history = model.fit(x, y, nb_epoch=10, batch_size=20, verbose=0)

assert history.history["acc"][-1] > 0.9
