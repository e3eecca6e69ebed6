"""Models to be written as code and read again: one for each layer, and the networks of every form."""

import functools
from collections.abc import Callable
from typing import Any

import nn_core as keras
from nn_core import layers, ops
from nn_core.spec import registry
from nn_core.spec.naming import names_from_start
from tests.nn_core.saving.networks import NETWORKS, compile_for_training

LAYERS = {name: cls for name, cls in registry.entries("layer") if cls.category and cls.max_inputs != 0}


def of_one_layer(cls: Any) -> Any:
    sample = cls.sample
    dtype = "string" if sample.words else "int32" if sample.maximum else "float32"
    x = [keras.Input(shape, dtype=dtype) for shape in sample.inputs]
    return keras.Model(x if len(x) > 1 else x[0], cls(**sample.args)(*cls.arguments_for(x)))


def operations() -> Any:
    x = keras.Input((6, 4), name="table")
    y = ops.mean(-x[:, 1:5:2] * 2 + 1, axis=1)
    z = layers.Dense(4, activation="tanh")(ops.sum(x**2, axis=1))
    return keras.Model(x, [y / 3 - z, ops.concatenate([y, z], axis=-1)])


def states_and_options() -> Any:
    x = keras.Input((None, 5))
    outputs, *states = layers.LSTM(6, return_sequences=True, return_state=True, name="encoder")(x)
    again = layers.LSTM(6, name="decoder")(outputs, initial_state=states)
    attended, scores = layers.MultiHeadAttention(2, 3)(outputs, outputs, return_attention_scores=True)
    return keras.Model(x, {"again": again, "attended": attended, "scores": scores})


def words_in_names() -> Any:
    x = keras.Input((3,), name="class")
    y = layers.Dense(2, name="1st layer: größe", dtype="float64")(x)
    return keras.Model({"class": x}, layers.Dense(2, name="x")(y), name="my-model")


def frozen_inside() -> Any:
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
    inner.trainable = False
    return keras.Sequential([keras.Input((4,)), inner, layers.Dense(2, trainable=False)])


def unbuilt() -> Any:
    return keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(2)])


def compiled_in_every_way() -> Any:
    x = keras.Input((4,))
    model = keras.Model(x, [layers.Dense(3, name="a")(x), layers.Dense(1, name="b")(x)])
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.5)
    model.compile(
        keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True),
        {"a": keras.losses.CategoricalCrossentropy(from_logits=True), "b": "mse"},
        metrics={"a": ["accuracy", keras.metrics.TopKCategoricalAccuracy(k=2)], "b": ["mae"]},
        loss_weights={"a": 1.0, "b": 0.5},
    )
    return model


def settings_of_settings() -> Any:
    return keras.Sequential(
        [
            keras.Input((4,), batch_size=2),
            layers.Dense(
                3,
                kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.1, seed=3),
                kernel_regularizer=keras.regularizers.L1L2(0.1, 0.2),
                bias_constraint="non_neg",
                activity_regularizer="l2",
            ),
            layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[1.0, 1.0, 4.0]),
        ]
    )


def _compiled(make: Callable[[], Any]) -> Any:
    model = make()
    compile_for_training(model)
    return model


MAKERS: dict[str, Callable[[], Any]] = {
    **{name: functools.partial(of_one_layer, cls) for name, cls in LAYERS.items()},
    **{name: functools.partial(_compiled, make) for name, make in NETWORKS.items()},
    **{
        each.__name__: each
        for each in (
            *(operations, states_and_options, words_in_names, frozen_inside, unbuilt),
            *(compiled_in_every_way, settings_of_settings),
        )
    },
}


def fresh(name: str) -> Any:
    """Return a model as a script makes it that has just been started."""
    with names_from_start():
        return MAKERS[name]()
