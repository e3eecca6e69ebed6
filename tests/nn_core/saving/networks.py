"""Networks of every form that a file has to keep: branches, shared and nested layers, frozen ones, words."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nn_core as keras
from nn_core import layers

Network = Callable[[], Any]


def mlp() -> Any:
    return _stack(keras.Input((4,)), layers.Dense(6, activation="relu"), layers.Dense(3, activation="softmax"))


def cnn() -> Any:
    return _stack(
        keras.Input((8, 8, 2)),
        layers.Conv2D(4, 3, padding="same", activation="relu", kernel_regularizer="l2"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Conv2D(5, (2, 3), strides=2, use_bias=False),
        layers.GlobalAveragePooling2D(),
        layers.Dropout(0.0),
        layers.Dense(3, activation="softmax"),
    )


def gru_on_words() -> Any:
    words = layers.Embedding(64, 5, mask_zero=True)
    gru = layers.GRU(6, return_sequences=True)
    return _stack(keras.Input((7,), dtype="int32"), words, gru, layers.LSTM(4), layers.Dense(2))


def plain_recurrence() -> Any:
    return _stack(keras.Input((5, 3)), layers.SimpleRNN(4), layers.Reshape((2, 2)), layers.Flatten(), layers.Dense(1))


def two_inputs_two_outputs() -> Any:
    left, right = keras.Input((4,), name="left"), keras.Input((3,), name="right")
    both = layers.Concatenate()([layers.Dense(5, activation="tanh")(left), layers.Dense(4)(right)])
    value = layers.Dense(1, name="value")(both)
    kind = layers.Dense(3, activation="softmax", name="kind")(both)
    return keras.Model([left, right], [value, kind])


def shared_layer() -> Any:
    left, right = keras.Input((4,)), keras.Input((4,))
    tower = layers.Dense(5, activation="relu", name="tower")
    joined = layers.Concatenate()([tower(left), tower(right)])
    return keras.Model([left, right], layers.Dense(1)(joined))


def residual() -> Any:
    x = keras.Input((6, 6, 3))
    y = layers.Conv2D(3, 3, padding="same", activation="relu")(x)
    y = layers.Add()([layers.AveragePooling2D(2)(y), layers.MaxPooling2D(2)(x)])
    return keras.Model(x, layers.Dense(2)(layers.Flatten()(y)), name="residual")


def nested() -> Any:
    inside = keras.Input((4,))
    block = keras.Model(inside, layers.Add()([inside, layers.Dense(4, activation="elu")(inside)]), name="block")
    head = _stack(layers.Dense(3, activation="tanh"), layers.BatchNormalization(), layers.Dense(2), name="head")
    x = keras.Input((4,))
    return keras.Model(x, head(block(block(x))), name="outer")


def both_directions() -> Any:
    return _stack(
        keras.Input((5, 3)),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum"),
        layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True),
        layers.RNN(layers.SimpleRNNCell(3)),
        layers.Dense(2),
    )


def film() -> Any:
    return _stack(
        keras.Input((3, 6, 6, 1)),
        layers.TimeDistributed(layers.Conv2D(2, 3)),
        layers.ConvLSTM2D(2, 2, return_sequences=True),
        layers.ConvLSTM2D(2, 2, padding="same"),
        layers.Flatten(),
        layers.Dense(2),
    )


def up_and_down() -> Any:
    return _stack(
        keras.Input((8, 8, 2)),
        layers.SeparableConv2D(3, 3, padding="same"),
        layers.DepthwiseConv2D(2, depth_multiplier=2),
        layers.ZeroPadding2D(((1, 0), (0, 1))),
        layers.Conv2DTranspose(2, 3, strides=2, padding="same"),
        layers.Cropping2D(1),
        layers.UpSampling2D(2, interpolation="bilinear"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(2),
    )


def frozen() -> Any:
    model = _stack(
        keras.Input((5,)),
        # tanh: with relu all samples may pass, and a bias before a BatchNormalization has no gradient but rounding
        layers.Dense(6, activation="tanh"),
        layers.BatchNormalization(),
        layers.Dense(4, name="kept"),
        layers.Dense(1),
    )
    model.get_layer("kept").trainable = False
    return model


NETWORKS: dict[str, Network] = {
    each.__name__: each
    for each in (
        *(mlp, cnn, gru_on_words, plain_recurrence, two_inputs_two_outputs),
        *(shared_layer, residual, nested, frozen),
        *(both_directions, film, up_and_down),
    )
}


def compile_for_training(model: Any) -> None:
    """Compile with a method that keeps a state."""
    losses = {1: "mse", 2: ["mse", "categorical_crossentropy"]}
    model.compile(keras.optimizers.Adam(0.01), losses[len(model.outputs)], metrics=None)


def inputs_for(model: Any, num_samples: int = 8) -> list[Any]:
    """Return numbers of the right shapes, the same ones every time."""
    generator = np.random.default_rng(7)
    return [_numbers(generator, (num_samples, *x.shape[1:]), x.dtype) for x in model.inputs]


def targets_for(model: Any, num_samples: int = 8) -> list[Any]:
    """Return targets, classes where the output is a softmax."""
    generator = np.random.default_rng(8)
    shapes = [(num_samples, *y.shape[1:]) for y in model.outputs]
    found = [generator.normal(size=shape).astype("float32") for shape in shapes]
    if len(found) == 2:
        found[1] = np.eye(shapes[1][-1], dtype="float32")[generator.integers(0, shapes[1][-1], num_samples)]
    return found


def single(values: list[Any]) -> Any:
    """Return the one value of a list of one; a longer list as it is."""
    return values[0] if len(values) == 1 else values


def _numbers(generator: np.random.Generator, shape: Any, dtype: str) -> Any:
    if dtype.startswith("int"):
        # No word twice: Keras 3 on TensorFlow squares the parts of a gradient before it adds those of one word.
        return generator.permutation(int(np.prod(shape))).reshape(shape).astype(dtype)
    return generator.normal(size=shape).astype("float32")


def _stack(*parts: Any, name: str | None = None) -> Any:
    return keras.Sequential(list(parts), name=name)
