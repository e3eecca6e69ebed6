"""How fast the engine trains: models as in tutorials, on made-up data, each in a process of its own.

Run it with `python -m tests.bench.engine [name …]`. It takes under a minute and needs no other library.
Figures depend on the machine and on what else runs there; compare only figures of the same minute.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SECONDS = 0.6  # of measuring, for each model

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Workload:
    """A model, the shapes of its inputs, what its targets are, and how it is trained."""

    stack: Callable[[Any], list[Any]]
    inputs: tuple[int, ...]
    classes: int  # 0: the target is a number
    batch: int
    optimizer: str = "adam"
    words: int = 0  # inputs are whole numbers below this
    wide: tuple[int, ...] = ()  # a second input, which goes straight to the last layer
    predicts: bool = False


def _mlp(*units: int, activation: str = "relu", dropout: float = 0.0) -> Callable[[Any], list[Any]]:
    def make(layers: Any) -> list[Any]:
        hidden = [
            [layers.Dense(n, activation=activation)] + ([layers.Dropout(dropout)] if dropout else []) for n in units
        ]
        return [*itertools.chain(*hidden), layers.Dense(10, activation="softmax")]

    return make


def _regression(*units: int) -> Callable[[Any], list[Any]]:
    return lambda layers: [*(layers.Dense(n, activation="relu") for n in units), layers.Dense(1)]


def _cnn(layers: Any) -> list[Any]:
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]


def _vgg(layers: Any) -> list[Any]:
    blocks = [
        [
            layers.Conv2D(n, 3, activation="relu"),
            layers.Conv2D(n, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
        ]
        for n in (32, 64)
    ]
    return [
        *itertools.chain(*blocks),
        layers.Flatten(),
        layers.Dense(256, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]


def _with_normalization(layers: Any) -> list[Any]:
    blocks: list[Any] = []
    for i, n in enumerate((32, 32, 64, 64)):
        blocks += [layers.Conv2D(n, 3, padding="same"), layers.BatchNormalization(), layers.Activation("relu")]
        blocks += [layers.MaxPooling2D(2)] if i % 2 else []
    return [*blocks, layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")]


def _decision_boundary(layers: Any) -> list[Any]:
    return [
        layers.Dense(8, activation="tanh"),
        layers.Dense(8, activation="tanh"),
        layers.Dense(1, activation="sigmoid"),
    ]


WORKLOADS = {
    "mlp_sgd": Workload(_mlp(128, 128, activation="sigmoid", dropout=0.2), (784,), 10, 100, "sgd"),
    "mlp_rms": Workload(_mlp(400), (784,), 10, 32, "rmsprop"),
    "mlp_adam": Workload(_mlp(300, 100), (784,), 10, 32),
    "tiny_2d": Workload(_decision_boundary, (2,), 1, 10, "sgd"),
    "regression": Workload(_regression(30), (8,), 0, 32, "sgd"),
    "wide_deep": Workload(_regression(30, 30), (6,), 0, 32, "sgd", wide=(5,)),
    "cnn_mnist": Workload(_cnn, (28, 28, 1), 10, 128),
    "vgg_100": Workload(_vgg, (100, 100, 3), 10, 32, "sgd"),
    "cnn_bn": Workload(_with_normalization, (32, 32, 3), 10, 64),
    "lstm_imdb": Workload(
        lambda layers: [layers.Embedding(20000, 128), layers.LSTM(128), layers.Dense(1, activation="sigmoid")],
        (80,),
        1,
        32,
        words=20000,
    ),
    "gru_seq": Workload(lambda layers: [layers.GRU(64), layers.Dense(10, activation="softmax")], (100, 16), 10, 32),
    "rnn_seq": Workload(
        lambda layers: [layers.SimpleRNN(20, return_sequences=True), layers.SimpleRNN(20), layers.Dense(1)],
        (50, 1),
        0,
        32,
    ),
    "predict_mlp": Workload(_mlp(400), (784,), 10, 128, predicts=True),
    "predict_cnn": Workload(_cnn, (28, 28, 1), 10, 128, predicts=True),
}


def main(names: list[str]) -> None:
    """Print a table."""
    print(f"{'':14}{'samples/s':>12}{'µs/step':>12}{'first step, s':>16}{'memory, MiB':>14}")
    for name in names or WORKLOADS:
        code = f"from tests.bench.engine import measure; measure({name!r}, {time.time()!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        print(
            f"{name:14}{found['rate']:12,.0f}{found['step'] * 1e6:12,.0f}{found['first']:16.2f}{found['memory']:14.0f}"
        )


def measure(name: str, born: float) -> None:
    """Print the figures of one workload as JSON; `born` is when the process was started."""
    import numpy as np

    import nn_core as keras

    workload = WORKLOADS[name]
    x, y = _made_up(np, workload, workload.batch)
    model = _model(keras, workload)
    loss = {0: "mse", 1: "binary_crossentropy"}.get(workload.classes, "sparse_categorical_crossentropy")
    model.compile(workload.optimizer, loss, metrics=["accuracy"] if workload.classes else [])

    def run(x: Any, y: Any) -> None:
        if workload.predicts:
            model.predict(x, batch_size=workload.batch)
        else:
            model.fit(x, y, batch_size=workload.batch, verbose=0)

    run(x, y)
    first = time.time() - born
    step = _seconds(lambda: run(x, y))
    count = max(2, min(200, int(SECONDS / 4 / step)))
    x, y = _made_up(np, workload, workload.batch * count)
    run(x, y)
    best = min(_seconds(lambda: run(x, y)) for _ in range(3)) / count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if resource else 0.0
    print(json.dumps({"rate": workload.batch / best, "step": best, "first": first, "memory": memory}))


def _model(keras: Any, workload: Workload) -> Any:
    *stack, last = workload.stack(keras.layers)
    inputs = [keras.Input(workload.inputs)]
    y = inputs[0]
    for layer in stack:
        y = layer(y)
    if workload.wide:
        inputs.append(keras.Input(workload.wide))
        y = keras.layers.Concatenate()([inputs[1], y])
    return keras.Model(inputs if workload.wide else inputs[0], last(y))


def _made_up(np: Any, workload: Workload, count: int) -> tuple[Any, Any]:
    generator = np.random.default_rng(7)
    if workload.words:
        x = np.minimum(generator.zipf(1.2, (count, *workload.inputs)), workload.words - 1).astype("int32")
    else:
        x = generator.random((count, *workload.inputs), dtype="float32")
    if workload.wide:
        x = [x, generator.random((count, *workload.wide), dtype="float32")]
    if workload.classes > 1:
        return x, generator.integers(0, workload.classes, count)
    return x, generator.integers(0, 2, (count, 1)).astype("float32")


def _seconds(run: Callable[[], None]) -> float:
    before = time.perf_counter()
    run()
    return time.perf_counter() - before


if __name__ == "__main__":
    main(sys.argv[1:])
