"""Transformers: a block of one's own for text, patches of pictures, and attention that cannot look ahead."""

import numpy as np

import nn_core as keras
from nn_core import layers, ops

keras.utils.set_random_seed(11)
numbers = np.random.default_rng(0)


class TransformerBlock(layers.Layer):
    """Attention and a small network, each with a short cut around it."""

    def __init__(self, embed_dim, num_heads, ff_dim, rate=0.1, **kwargs) -> None:
        super().__init__(**kwargs)
        self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
        self.ffn = keras.Sequential([layers.Dense(ff_dim, activation="relu"), layers.Dense(embed_dim)])
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout1, self.dropout2 = layers.Dropout(rate), layers.Dropout(rate)

    def call(self, inputs, training=False):
        attention = self.dropout1(self.att(inputs, inputs), training=training)
        out = self.layernorm1(inputs + attention)
        return self.layernorm2(out + self.dropout2(self.ffn(out), training=training))


class TokenAndPositionEmbedding(layers.Layer):
    """Adds what a word means and where it stands."""

    def __init__(self, maxlen, vocab_size, embed_dim, **kwargs) -> None:
        super().__init__(**kwargs)
        self.token_emb = layers.Embedding(input_dim=vocab_size, output_dim=embed_dim)
        self.pos_emb = layers.Embedding(input_dim=maxlen, output_dim=embed_dim)

    def call(self, x):
        positions = ops.arange(start=0, stop=ops.shape(x)[-1], step=1)
        return self.token_emb(x) + self.pos_emb(positions)


inputs = layers.Input((10,))
x = TokenAndPositionEmbedding(10, 50, 8)(inputs)
x = TransformerBlock(8, 2, 16)(x)
x = layers.Dropout(0.1)(layers.GlobalAveragePooling1D()(x))
model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
assert model.count_params() == 1378  # as real Keras counts
words = numbers.integers(0, 50, (64, 10))
kinds = (words > 25).mean(axis=1) > 0.5
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(words, kinds.astype(int), epochs=3, batch_size=16, validation_data=(words, kinds), verbose=0)
assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}

# ---- a step sees only what is before it ---------------------------------------------

steps = layers.Input((None, 8))
causal = keras.Model(steps, layers.MultiHeadAttention(2, 4)(steps, steps, use_causal_mask=True))
sequence = numbers.random((2, 5, 8)).astype("float32")
changed = sequence.copy()
changed[:, -1] = 9
assert np.allclose(causal.predict(changed)[:, :-1], causal.predict(sequence)[:, :-1], atol=1e-6)

# ---- pictures as sequences of patches ---------------------------------------------


class Patches(layers.Layer):
    """Cuts pictures into squares, each laid out in a row."""

    def __init__(self, patch_size) -> None:
        super().__init__()
        self.patch_size = patch_size

    def call(self, images):
        batch, height, width, channels = ops.shape(images)
        size = self.patch_size
        patches = ops.image.extract_patches(images, size=size)
        return ops.reshape(patches, (batch, (height // size) * (width // size), size * size * channels))

    def get_config(self):
        return {**super().get_config(), "patch_size": self.patch_size}


images = layers.Input((8, 8, 3))
encoded = layers.Dense(6)(Patches(4)(images))
for _ in range(2):
    normed = layers.LayerNormalization(epsilon=1e-6)(encoded)
    seen = layers.Add()([layers.MultiHeadAttention(num_heads=2, key_dim=6, dropout=0.1)(normed, normed), encoded])
    hidden = layers.Dense(12, activation=keras.activations.gelu)(layers.LayerNormalization(epsilon=1e-6)(seen))
    encoded = layers.Add()([layers.Dense(6)(hidden), seen])
vit = keras.Model(images, layers.Dense(3)(layers.Flatten()(encoded)))
vit.compile(
    keras.optimizers.AdamW(1e-3, 1e-4),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[keras.metrics.SparseTopKCategoricalAccuracy(2, name="top-2")],
)
assert vit.optimizer.weight_decay == 1e-4
history = vit.fit(numbers.random((8, 8, 8, 3)), numbers.integers(0, 3, (8, 1)), verbose=0)
assert set(history.history) == {"loss", "top-2"}
