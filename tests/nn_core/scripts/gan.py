"""A generative adversarial network: two optimizers in one train_step, and the older way with train_on_batch."""

import numpy as np

import nn_core as keras
from nn_core import layers, ops

keras.utils.set_random_seed(5)
LATENT = 6

discriminator = keras.Sequential(
    [
        layers.Input((8, 8, 1)),
        layers.Conv2D(4, 4, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Flatten(),
        layers.Dropout(0.2),
        layers.Dense(1, activation="sigmoid"),
    ],
    name="discriminator",
)
generator = keras.Sequential(
    [
        layers.Input((LATENT,)),
        layers.Dense(4 * 4 * 4),
        layers.Reshape((4, 4, 4)),
        layers.Conv2DTranspose(4, 4, strides=2, padding="same"),
        layers.BatchNormalization(),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(1, 5, padding="same", activation="sigmoid"),
    ],
    name="generator",
)


class GAN(keras.Model):
    """Trains the discriminator on real and made pictures, then the generator to deceive it."""

    def __init__(self, discriminator, generator, latent_dim) -> None:
        super().__init__()
        self.discriminator, self.generator, self.latent_dim = discriminator, generator, latent_dim
        self.seed_generator = keras.random.SeedGenerator(1337)

    def compile(self, d_optimizer, g_optimizer, loss_fn) -> None:
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn
        self.d_loss_metric = keras.metrics.Mean(name="d_loss")
        self.g_loss_metric = keras.metrics.Mean(name="g_loss")

    @property
    def metrics(self):
        return [self.d_loss_metric, self.g_loss_metric]

    def train_step(self, real_images):
        batch_size = ops.shape(real_images)[0]
        noise = keras.random.normal((batch_size, self.latent_dim), seed=self.seed_generator)
        images = ops.concatenate([self.generator(noise), real_images], axis=0)
        labels = ops.concatenate([ops.ones((batch_size, 1)), ops.zeros((batch_size, 1))], axis=0)
        labels += 0.05 * keras.random.uniform(ops.shape(labels), seed=self.seed_generator)
        with keras.GradientTape() as tape:
            d_loss = self.loss_fn(labels, self.discriminator(images))
        gradients = tape.gradient(d_loss, self.discriminator.trainable_weights)
        self.d_optimizer.apply_gradients(zip(gradients, self.discriminator.trainable_weights, strict=True))

        noise = keras.random.normal((batch_size, self.latent_dim), seed=self.seed_generator)
        with keras.GradientTape() as tape:
            g_loss = self.loss_fn(ops.zeros((batch_size, 1)), self.discriminator(self.generator(noise)))
        gradients = tape.gradient(g_loss, self.generator.trainable_weights)
        self.g_optimizer.apply_gradients(zip(gradients, self.generator.trainable_weights, strict=True))

        self.d_loss_metric.update_state(d_loss)
        self.g_loss_metric.update_state(g_loss)
        return {"d_loss": self.d_loss_metric.result(), "g_loss": self.g_loss_metric.result()}


pictures = np.random.default_rng(0).random((16, 8, 8, 1)).astype("float32")
gan = GAN(discriminator, generator, LATENT)
gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy())
history = gan.fit(pictures, epochs=2, batch_size=8, verbose=0)
assert set(history.history) == {"d_loss", "g_loss"}

# ---- the older way: a frozen discriminator inside a compiled model ------------------------------------------------

discriminator.compile("adam", "binary_crossentropy", metrics=["accuracy"])
discriminator.trainable = False
z = layers.Input((LATENT,))
combined = keras.Model(z, discriminator(generator(z)))
combined.compile("adam", "binary_crossentropy")
before = discriminator.get_weights()
combined.train_on_batch(np.random.default_rng(1).normal(size=(4, LATENT)), np.ones((4, 1)))
assert all((a == b).all() for a, b in zip(before, discriminator.get_weights(), strict=True))
discriminator.trainable = True
discriminator.compile("adam", "binary_crossentropy", metrics=["accuracy"])
loss, accuracy = discriminator.train_on_batch(pictures[:4], np.ones((4, 1)))
assert loss > 0 and 0 <= accuracy <= 1
assert any((a != b).any() for a, b in zip(before, discriminator.get_weights(), strict=True))
