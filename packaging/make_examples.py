"""Write resources/examples: python packaging/make_examples.py. Every example is a project file, without weights."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from designer.formats.door import save_document  # noqa: E402
from designer.model.card import Card  # noqa: E402
from designer.model.compiler import graph_from_model  # noqa: E402
from designer.model.document import Document  # noqa: E402
from designer.model.settings import TrainingSettings  # noqa: E402
from nn_core.layers import (  # noqa: E402
    LSTM,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    MaxPooling2D,
)
from nn_core.models import Model, Sequential  # noqa: E402


@dataclass(frozen=True)
class Example:
    """A model, the data it learns from, and settings with which one press on Train shows something."""

    name: str
    data: str
    make: Callable[[], Model]
    settings: TrainingSettings


def digits_cnn() -> Model:
    """Look for small patterns in a picture, and tell the digit by them."""
    return Sequential(
        [
            Input((8, 8, 1), name="input"),
            Conv2D(32, 3, activation="relu", name="conv2d"),
            MaxPooling2D(name="max_pooling2d"),
            Flatten(name="flatten"),
            Dense(10, activation="softmax", name="dense"),
        ]
    )


def digits_lstm() -> Model:
    """Read a picture row by row, as one reads a text."""
    return Sequential(
        [
            Input((8, 8), name="rows"),
            LSTM(48, name="lstm"),
            Dense(10, activation="softmax", name="digit"),
        ]
    )


def iris_mlp() -> Model:
    """Tell three kinds of flowers apart by four lengths."""
    return Sequential(
        [
            Input((4,), name="flower"),
            Dense(16, activation="relu", name="hidden"),
            Dense(3, activation="softmax", name="species"),
        ]
    )


def iris_shared_layer() -> Model:
    """Look at both kinds of leaves with one and the same layer."""
    sepal, petal = Input((2,), name="sepal"), Input((2,), name="petal")
    leaf = Dense(12, activation="relu", name="leaf")
    both = Concatenate(name="both")([leaf(sepal), leaf(petal)])
    return Model([sepal, petal], Dense(3, activation="softmax", name="species")(both))


def spirals_mlp() -> Model:
    """Wind a border between two spirals."""
    return Sequential(
        [
            Input((2,), name="point"),
            *(Dense(32, activation="relu", name=f"hidden_{i}") for i in (1, 2, 3)),
            Dense(1, activation="sigmoid", name="second_spiral"),
        ]
    )


def diabetes_regression() -> Model:
    """Give a number: how far an illness will have gone in a year."""
    return Sequential(
        [
            Input((10,), name="patient"),
            Dense(32, activation="relu", name="hidden"),
            Dropout(0.2, name="dropout"),
            Dense(1, name="progression"),
        ]
    )


def breast_cancer_wide_and_deep() -> Model:
    """Let some columns speak for themselves, and others through two hidden layers."""
    wide, deep = Input((10,), name="worst"), Input((10,), name="mean")
    hidden = Dense(16, activation="relu", name="deep_2")(Dense(32, activation="relu", name="deep_1")(deep))
    joined = Concatenate(name="wide_and_deep")([wide, hidden])
    return Model([wide, deep], Dense(1, activation="sigmoid", name="benign")(joined))


EXAMPLES = (
    Example("digits_cnn", "digits", digits_cnn, TrainingSettings(epochs=20, learning_rate=0.005)),
    Example("digits_lstm", "digits", digits_lstm, TrainingSettings(epochs=30, learning_rate=0.005)),
    Example("iris_mlp", "iris", iris_mlp, TrainingSettings(epochs=60, learning_rate=0.01, batch_size=16)),
    Example("iris_shared_layer", "iris", iris_shared_layer, TrainingSettings(epochs=60, learning_rate=0.01)),
    Example("spirals_mlp", "spirals", spirals_mlp, TrainingSettings(epochs=120, learning_rate=0.01)),
    Example(
        "diabetes_regression",
        "diabetes",
        diabetes_regression,
        TrainingSettings(
            epochs=200, callbacks=(Card("EarlyStopping", {"patience": 15, "restore_best_weights": True}),)
        ),
    ),
    Example(
        "breast_cancer_wide_and_deep",
        "breast_cancer",
        breast_cancer_wide_and_deep,
        TrainingSettings(epochs=40, learning_rate=0.003),
    ),
)


def main() -> None:
    """Write all of them."""
    folder = ROOT / "resources" / "examples"
    folder.mkdir(exist_ok=True)
    for example in EXAMPLES:
        document = Document(graph_from_model(example.make()), example.settings, example.data)
        save_document(document, folder / f"{example.name}.nnd")
        print(f"{example.name}.nnd")


if __name__ == "__main__":
    main()
