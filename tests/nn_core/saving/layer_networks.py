"""One small network around each layer of the registry, each with its own optimizer, to go through files."""

from typing import Any

import numpy as np
from nn_core.optimizers.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay

import nn_core as keras
from nn_core import layers
from nn_core.spec import registry

# Cells are inside an RNN, models are in `networks`, an Operation is what stands between layers.
NOT_ALONE = {
    "GRUCell",
    "LSTMCell",
    "SimpleRNNCell",
    "StackedRNNCells",
    "Wrapper",
    "Operation",
    "Functional",
    "Sequential",
}
WITHOUT_CHANCE: dict[str, dict[str, Any]] = {
    **{name: {"rate": 0.0} for name in ("Dropout", "AlphaDropout", "GaussianDropout")},
    **{f"SpatialDropout{n}D": {"rate": 0.0} for n in (1, 2, 3)},
    "GaussianNoise": {"stddev": 0.0},
    "LocallyConnected2D": {"kernel_size": 3},
}
NAMES = [
    name for name, cls in registry.entries("layer") if cls.__module__.startswith("nn_core.") and name not in NOT_ALONE
]
# Their next step is another one each time; predicting leaves the input as it is.
BY_CHANCE = {name for name in NAMES if name.startswith(("Rand", "AugMix", "CutMix", "MixUp", "Solarization"))}
# Plain steps: Keras 3 on TensorFlow squares the parts of a gradient before it adds those of one word; and the bias of
# the keys has no gradient but rounding errors, of which most optimizers make whole steps.
PLAIN = ("Embedding", "ReversibleEmbedding", "MultiHeadAttention", "GroupedQueryAttention")

OPTIMIZERS = (
    lambda: keras.optimizers.Adam(0.01),
    lambda: keras.optimizers.SGD(ExponentialDecay(0.05, 3, 0.5), momentum=0.9, nesterov=True),
    lambda: keras.optimizers.RMSprop(0.01, rho=0.8, momentum=0.2, centered=True),
    lambda: keras.optimizers.Adagrad(0.05),
    lambda: keras.optimizers.Adamax(CosineDecay(0.02, 10)),
    lambda: keras.optimizers.Adadelta(0.5),
    lambda: keras.optimizers.Ftrl(0.05),
    lambda: keras.optimizers.AdamW(PiecewiseConstantDecay([2, 4], [0.02, 0.01, 0.005]), weight_decay=0.01),
    lambda: keras.optimizers.Adam(0.01, amsgrad=True, clipnorm=1.0),
)


def network(name: str) -> Any:
    """Return a compiled model with the layer of that name, behind one that has to learn through it."""
    cls = registry.get("layer", name)
    inputs = [keras.Input(shape, dtype=_dtype(cls.sample)) for shape in cls.sample.inputs]
    if cls is layers.InputLayer:
        x: Any = inputs[0]
    else:
        layer = cls.from_config({**cls.sample.args, **WITHOUT_CHANCE.get(name, {}), "name": "star"})
        has_gradient = name != "Discretization"
        x = layer(*layer.arguments_for([_before(tensor) if has_gradient else tensor for tensor in inputs]))
    outputs = [layers.Flatten()(y) if len(y.shape) > 2 else y for y in (x if isinstance(x, list | tuple) else [x])]
    y = layers.Concatenate()(outputs) if len(outputs) > 1 else outputs[0]
    model = keras.Model(inputs, layers.Dense(2, name="last")(y), name=f"with_{name.lower()}")
    optimizer = OPTIMIZERS[NAMES.index(name) % len(OPTIMIZERS)]()
    optimizer = keras.optimizers.SGD(0.05) if name in PLAIN else optimizer
    if name in BY_CHANCE:  # some brighten pixels so much that a plain descent runs away
        optimizer = keras.optimizers.Adam()
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def inputs_for(name: str, num_samples: int = 8) -> list[Any]:
    """Return what the layer of that name takes."""
    sample = registry.get("layer", name).sample
    generator = np.random.default_rng(11)
    shapes = [(num_samples, *shape) for shape in sample.inputs]
    if sample.words:
        return [generator.choice(sample.words, shape) for shape in shapes]
    if sample.maximum:
        return [generator.integers(0, sample.maximum, shape).astype("int32") for shape in shapes]
    return [generator.random(shape).astype("float32") for shape in shapes]


def _dtype(sample: Any) -> str:
    return "string" if sample.words else "int32" if sample.maximum else "float32"


def _before(x: Any) -> Any:
    """Put a layer with weights before, so that the gradient of the layer in question counts."""
    return layers.Dense(x.shape[-1])(x) if x.dtype == "float32" and len(x.shape) == 2 else x
