"""Transfer learning: frozen layers, fine-tuning of some, and looking into the network with gradients."""

import numpy as np

import nn_core as keras
from nn_core import layers, ops

keras.utils.set_random_seed(13)
numbers = np.random.default_rng(0)

base = keras.Sequential(
    [
        layers.Input((12, 12, 3)),
        layers.Conv2D(4, 3, activation="relu", name="conv1"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Conv2D(6, 3, activation="relu", name="conv2"),
        layers.GlobalAveragePooling2D(),
    ],
    name="base",
)
base.trainable = False
augmentation = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.2)])
inputs = layers.Input((12, 12, 3))
x = layers.Rescaling(1 / 127.5, offset=-1)(augmentation(inputs))
x = layers.Dropout(0.2)(base(x, training=False))
model = keras.Model(inputs, layers.Dense(1)(x))

pictures = numbers.integers(0, 255, (16, 12, 12, 3)).astype("float32")
answers = numbers.integers(0, 2, 16)
loss = keras.losses.BinaryCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(), loss, metrics=[keras.metrics.BinaryAccuracy()])
before = base.get_weights()
model.fit(pictures, answers, epochs=1, verbose=0)
assert len(model.trainable_weights) == 2
assert all((a == b).all() for a, b in zip(before, base.get_weights(), strict=True))

# ---- fine-tuning ---------------------------------------------

base.trainable = True
for layer in base.layers:
    layer.trainable = layer.name == "conv2"
model.compile(keras.optimizers.Adam(1e-2), loss)
model.fit(pictures, answers, verbose=0)
assert len(model.trainable_weights) == 4 and len(model.non_trainable_weights) == 6
changed = [
    name for name in ("conv1", "conv2") if (base.get_layer(name).kernel.value != before[0 if "1" in name else 6]).any()
]
assert changed == ["conv2"]

# ---- what the network looks at ---------------------------------------------

features = keras.Model(base.inputs, base.get_layer("conv2").output)
assert features.predict(pictures[:2], verbose=0).shape == (2, 3, 3, 6)
image = ops.convert_to_tensor(pictures[:1])
with keras.GradientTape() as tape:
    tape.watch(image)
    score = model(image)[:, 0]
saliency = ops.max(ops.abs(tape.gradient(score, image)), axis=-1)
assert saliency.shape == (1, 12, 12) and float(ops.max(saliency)) > 0

picture = ops.convert_to_tensor(numbers.random((1, 12, 12, 3)).astype("float32"))
first_layer = keras.Model(base.inputs, base.get_layer("conv1").output)
activations = []
for _ in range(3):
    with keras.GradientTape() as tape:
        tape.watch(picture)
        activation = ops.mean(first_layer(picture)[:, 2:-2, 2:-2, 1])
    picture = picture + 10.0 * ops.normalize(tape.gradient(activation, picture))
    activations.append(float(activation))
assert activations[-1] > activations[0]

# ---- films, picture by picture ---------------------------------------------

film = keras.Sequential(
    [
        layers.Input((3, 8, 8, 1)),
        layers.TimeDistributed(layers.Conv2D(2, 3, activation="relu")),
        layers.TimeDistributed(layers.MaxPooling2D()),
        layers.TimeDistributed(layers.Flatten()),
        layers.LSTM(4),
        layers.Dense(1),
    ]
)
film.compile("adam", "mse")
film.fit(numbers.random((4, 3, 8, 8, 1)), numbers.random((4, 1)), verbose=0)
assert film.output_shape == (None, 1)
