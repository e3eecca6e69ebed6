"""Twins with shared weights: a contrastive loss of one's own, and a triplet loss in a model's own steps."""

import numpy as np

import nn_core as keras
from nn_core import layers, ops

keras.utils.set_random_seed(7)
numbers = np.random.default_rng(0)


def embedding() -> keras.Model:
    inputs = layers.Input((6,))
    return keras.Model(inputs, layers.Dense(4)(layers.Dense(8, activation="relu")(inputs)), name="embedding")


def euclidean_distance(vectors):
    x, y = vectors
    return ops.sqrt(ops.maximum(ops.sum(ops.square(x - y), axis=1, keepdims=True), 1e-7))


def contrastive(margin=1):
    def contrastive_loss(y_true, y_pred):
        return ops.mean((1 - y_true) * ops.square(y_pred) + y_true * ops.square(ops.maximum(margin - y_pred, 0)))

    return contrastive_loss


tower = embedding()
left, right = layers.Input((6,), name="left"), layers.Input((6,), name="right")
distance = layers.Lambda(euclidean_distance, output_shape=(1,))([tower(left), tower(right)])
twins = keras.Model([left, right], distance)
twins.compile(keras.optimizers.Adam(0.01), contrastive(), metrics=["accuracy"])
same = numbers.integers(0, 2, 40).astype("float32")
x1 = numbers.random((40, 6))
x2 = np.where(same[:, None] == 0, x1, 1 - x1)
history = twins.fit([x1, x2], same[:, None], epochs=10, batch_size=8, verbose=0)
assert history.history["loss"][-1] < history.history["loss"][0]
assert np.allclose(twins.predict({"left": x1, "right": x2}), twins.predict([x1, x2]))

# ---- three at a time ---------------------------------------------


class DistanceLayer(layers.Layer):
    """Gives the distances anchor - positive and anchor - negative."""

    def call(self, anchor, positive, negative):
        near = ops.sum(ops.square(anchor - positive), -1)
        far = ops.sum(ops.square(anchor - negative), -1)
        return near, far


class TripletModel(keras.Model):
    """Draws the positive nearer to the anchor than the negative."""

    def __init__(self, network, margin=0.5) -> None:
        super().__init__()
        self.network, self.margin = network, margin
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return self.network(inputs)

    def _loss(self, data):
        near, far = self.network(data)
        return ops.maximum(near - far + self.margin, 0.0)

    def train_step(self, data):
        with keras.GradientTape() as tape:
            loss = self._loss(data)
        gradients = tape.gradient(loss, self.network.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.network.trainable_weights, strict=True))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}

    def test_step(self, data):
        self.loss_tracker.update_state(self._loss(data))
        return {"loss": self.loss_tracker.result()}

    @property
    def metrics(self):
        return [self.loss_tracker]


class Triplets(keras.utils.PyDataset):
    """Batches of anchors, positives and negatives, without targets."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index):
        anchor = numbers.random((8, 6)).astype("float32")
        return ((anchor, anchor + 0.01, 1 - anchor),)


tower = embedding()
anchor, positive, negative = (layers.Input((6,), name=name) for name in ("anchor", "positive", "negative"))
distances = DistanceLayer()(tower(anchor), tower(positive), tower(negative))
triplets = TripletModel(keras.Model([anchor, positive, negative], distances))
triplets.compile(keras.optimizers.Adam(0.01))
history = triplets.fit(Triplets(), epochs=5, validation_data=Triplets(), verbose=0)
assert set(history.history) == {"loss", "val_loss"}
assert history.history["val_loss"][-1] < history.history["val_loss"][0]
