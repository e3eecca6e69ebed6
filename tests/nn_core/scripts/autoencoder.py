"""An autoencoder: squeeze pictures through few numbers, and use each half by itself."""

import numpy as np

import nn_core as keras
from nn_core import backend as K
from nn_core.layers import Conv2D, Dense, Flatten, Input, Reshape, UpSampling2D

keras.utils.set_random_seed(6)
height = np.linspace(0, 1, 8)
slopes = np.random.default_rng(6).uniform(-1, 1, (160, 1, 1, 1))
pictures = 0.5 + 0.5 * slopes * (height[None, :, None, None] - height[None, None, :, None])
pictures = pictures.astype("float32")

picture = Input(shape=(8, 8, 1))
x = Conv2D(4, 3, strides=2, padding="same", activation="relu")(picture)
code = Dense(2, name="code")(Flatten()(x))
encoder = keras.Model(picture, code)

code_input = Input(shape=(2,))
x = Reshape((4, 4, 2))(Dense(32, activation="relu")(code_input))
x = UpSampling2D(2)(x)
decoder = keras.Model(code_input, Conv2D(1, 3, padding="same", activation="sigmoid")(x))

autoencoder = keras.Model(picture, decoder(encoder(picture)))


def squared_distance(y_true, y_pred):
    return K.mean(K.square(y_true - y_pred), axis=(1, 2, 3))


autoencoder.compile(optimizer=keras.optimizers.Adam(0.01), loss=squared_distance)
losses = autoencoder.fit(pictures, pictures, epochs=15, batch_size=16, shuffle=True, verbose=0).history["loss"]

assert losses[-1] < 0.3 * losses[0]
codes = encoder.predict(pictures[:5])
assert codes.shape == (5, 2)
np.testing.assert_allclose(decoder.predict(codes), autoencoder.predict(pictures[:5]), rtol=1e-4, atol=1e-5)
