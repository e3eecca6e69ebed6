"""A variational autoencoder: a subclassed model with a train_step and metrics of its own."""

import numpy as np

import nn_core as keras
from nn_core import GradientTape, layers, ops

keras.utils.set_random_seed(3)


class Sampling(layers.Layer):
    """Draws z from the bell curve that the encoder describes."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_variance = inputs
        noise = keras.random.normal(shape=ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_variance) * noise


class VAE(keras.Model):
    """Encoder and decoder, trained together."""

    def __init__(self, encoder, decoder, **kwargs) -> None:
        super().__init__(**kwargs)
        self.encoder, self.decoder = encoder, decoder
        self.total_loss_tracker = keras.metrics.Mean(name="total_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [self.total_loss_tracker, self.kl_loss_tracker]

    def train_step(self, data):
        with GradientTape() as tape:
            mean, log_variance, z = self.encoder(data)
            reconstruction = self.decoder(z)
            reconstruction_loss = ops.mean(ops.sum(keras.losses.binary_crossentropy(data, reconstruction), axis=-1))
            kl_loss = -0.5 * (1 + log_variance - ops.square(mean) - ops.exp(log_variance))
            kl_loss = ops.mean(ops.sum(kl_loss, axis=1))
            total_loss = reconstruction_loss + kl_loss
        gradients = tape.gradient(total_loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
        self.total_loss_tracker.update_state(total_loss)
        self.kl_loss_tracker.update_state(kl_loss)
        return {"loss": self.total_loss_tracker.result(), "kl_loss": self.kl_loss_tracker.result()}


x = layers.Input(shape=(8,))
hidden = layers.Dense(16, activation="relu")(x)
z_mean, z_log_variance = layers.Dense(2, name="mean")(hidden), layers.Dense(2, name="log_variance")(hidden)
encoder = keras.Model(x, [z_mean, z_log_variance, Sampling()([z_mean, z_log_variance])], name="encoder")
decoder = keras.Sequential(
    [layers.Input((2,)), layers.Dense(16, activation="relu"), layers.Dense(8, activation="sigmoid")], name="decoder"
)

rows = np.random.default_rng(0).integers(0, 2, (200, 1)) * np.array([[1, 1, 1, 1, 0, 0, 0, 0]])
data = np.abs(rows - (rows.sum(axis=1, keepdims=True) == 0) * np.array([[0, 0, 0, 0, 1, 1, 1, 1]])).astype("float32")
vae = VAE(encoder, decoder)
vae.compile(optimizer=keras.optimizers.Adam(0.01))
history = vae.fit(data, epochs=15, batch_size=32, verbose=0)

assert set(history.history) == {"loss", "kl_loss"}
assert history.history["loss"][-1] < history.history["loss"][0]
assert decoder.predict(np.zeros((3, 2))).shape == (3, 8)
