"""Designs with and without each weak spot the review knows."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from designer.model.card import Card
from designer.model.commands import SetSettings
from designer.model.data_facts import DataFacts, InputFacts
from designer.model.document import Document
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, add_chain, wire

Layers = tuple[object, ...]
DENSE = ("Dense", {"units": 8})
STOPPING = (Card("EarlyStopping"),)
RELU = ("Dense", {"units": 8, "activation": "relu"})
END = ("Dense", {"units": 3, "activation": "softmax"})
DIGITS = DataFacts((InputFacts("x", (8, 8, 1), 0.0, 1.0, is_image=True),), "classification", 900, (300, 300, 300))
HOUSES = DataFacts((InputFacts("x", (4,), -2.0, 2.0),), "regression", 900, (), (1,), -3.0, 3.0)


def chain(*layers: object, shape: tuple = (4,), data: DataFacts | None = None, **settings: object) -> Document:
    document = Document()
    add_chain(document, ("InputLayer", {"shape": shape}), *layers)
    return with_data(document, data, **settings)


def with_data(document: Document, data: DataFacts | None, **settings: object) -> Document:
    document.data_facts = lambda _: data
    if settings:
        document.execute(SetSettings(replace(TrainingSettings(), **settings)))
    return document


def words(*layers: object, maximum: float = 999.0, **more: object) -> Document:
    data = DataFacts((InputFacts("x", (20,), 0.0, maximum, is_whole=True),), "classification", 900, (450, 450))
    return chain(*layers, shape=(20,), data=data, **more)


def conv(filters: int = 8, kernel_size: int = 3, **more: object) -> tuple[str, dict]:
    return "Conv2D", {"filters": filters, "kernel_size": kernel_size, "activation": "relu", **more}


def joined(first: float, second: float, *, is_scaled: bool = False) -> Document:
    document = Document()
    merged = add(document, "Concatenate")
    for port, name in enumerate(("a", "b")):
        source = add(document, "InputLayer", name=name, shape=(4,))
        if is_scaled:
            scaled = add(document, "BatchNormalization")
            wire(document, source, scaled)
            source = scaled
        wire(document, source, merged, port=port)
    wire(document, merged, add(document, "Dense"))
    inputs = (InputFacts("a", (4,), 0.0, first), InputFacts("b", (4,), 0.0, second))
    return with_data(document, DataFacts(inputs, "regression", 900, (), (32,), 0.0, 1.0))


def residual(blocks: int) -> Document:
    document = Document()
    source = add(document, "InputLayer", shape=(8,))
    for _ in range(blocks):
        inner = add(document, "Dense", units=8, activation="relu")
        wire(document, source, inner)
        total = add(document, "Add")
        wire(document, source, total)
        wire(document, inner, total, port=1)
        source = total
    return document


def shortcut() -> Document:
    """Return a block whose way around is a convolution of one with strides, as in ResNet."""
    document = Document()
    source, main, way, total = (
        add(document, "InputLayer", shape=(8, 8, 4)),
        add(document, *conv(8, 3, strides=2, padding="same")[:1], filters=8, kernel_size=3, strides=2, padding="same"),
        add(document, "Conv2D", filters=8, kernel_size=1, strides=2),
        add(document, "Add"),
    )
    wire(document, source, main, total)
    wire(document, source, way)
    wire(document, way, total, port=1)
    return document


BATCH, DROP = "BatchNormalization", ("Dropout", {"rate": 0.5})
LSTM = ("LSTM", {"units": 4})
MASKED = ("Embedding", {"input_dim": 1000, "output_dim": 8, "mask_zero": True})
PLAIN = ("Embedding", {"input_dim": 1000, "output_dim": 8})
POINT = conv(8, 1, strides=2)
SIGMOID = ("Dense", {"units": 8, "activation": "sigmoid"})

# rule -> (designs that have the weak spot, designs that do not)
CASES: dict[str, tuple[list[Callable[[], Document]], list[Callable[[], Document]]]] = {
    "no_nonlinearity": (
        [lambda: chain(DENSE, DENSE, END), lambda: chain(DENSE, DROP, BATCH, DENSE)],
        [lambda: chain(RELU, END), lambda: chain(END), lambda: chain(DENSE, "ReLU", DENSE)],
    ),
    "linear_pair": (
        [lambda: chain(RELU, DENSE, END), lambda: chain(RELU, DENSE, DROP, "Flatten", END)],
        [lambda: chain(RELU, DENSE, "ReLU", END), lambda: chain(RELU, RELU, END), lambda: chain(DENSE, DENSE)],
    ),
    "huge_dense": (
        [lambda: chain("Flatten", ("Dense", {"units": 512, "activation": "relu"}), END, shape=(128, 128, 1))],
        [lambda: chain("Flatten", RELU, END, shape=(28, 28, 1)),
         lambda: chain("GlobalAveragePooling2D", ("Dense", {"units": 512}), shape=(128, 128, 64))],
    ),
    "dropout_before_normalization": (
        [lambda: chain(RELU, DROP, BATCH, END)],
        [lambda: chain(RELU, BATCH, DROP, END), lambda: chain(RELU, DROP, "LayerNormalization", END)],
    ),
    "dropout_at_the_end": (
        [lambda: chain(RELU, END, DROP), lambda: chain(RELU, DENSE, DROP, "ReLU")],
        [lambda: chain(RELU, DROP, END)],
    ),
    "high_dropout": (
        [lambda: chain(RELU, ("Dropout", {"rate": 0.9}), END)],
        [lambda: chain(RELU, ("Dropout", {"rate": 0.8}), END)],
    ),
    "bias_before_normalization": (
        [lambda: chain(DENSE, BATCH, "ReLU", END)],
        [lambda: chain(("Dense", {"units": 8, "use_bias": False}), BATCH, END), lambda: chain(RELU, BATCH, END)],
    ),
    "vanishing": (
        [lambda: chain(*[SIGMOID] * 5, END)],
        [lambda: chain(*[SIGMOID] * 3, END), lambda: chain(*[SIGMOID, BATCH] * 5, END),
         lambda: chain(*[RELU] * 6, END)],
    ),
    "deep_and_plain": ([lambda: chain(*[RELU] * 20, END)], [lambda: chain(*[RELU] * 8, END), lambda: residual(22)]),
    "recurrent_relu": (
        [lambda: chain(("LSTM", {"units": 4, "activation": "relu"}), END, shape=(20, 3))],
        [lambda: chain(LSTM, END, shape=(20, 3)), lambda: chain(RELU, END)],
    ),
    "mask_lost": (
        [lambda: words(MASKED, ("Conv1D", {"filters": 4, "kernel_size": 3}), LSTM, END)],
        [lambda: words(MASKED, DROP, LSTM, END),
         lambda: words(PLAIN, ("Conv1D", {"filters": 4, "kernel_size": 3}), LSTM)],
    ),
    "bottleneck": (
        [lambda: chain(RELU, ("Dense", {"units": 1, "activation": "relu"}), RELU, END)],
        [lambda: chain(RELU, ("Dense", {"units": 1})), lambda: chain(RELU, ("Dense", {"units": 2}), END)],
    ),
    "two_activations": (
        [lambda: chain(RELU, "ReLU", END), lambda: chain(RELU, END, "Softmax")],
        [lambda: chain(DENSE, "ReLU", END)],
    ),
    "two_normalizations": (
        [lambda: chain(RELU, BATCH, BATCH, END)],
        [lambda: chain(RELU, BATCH, RELU, BATCH, END)],
    ),
    "nothing_to_train": (
        [lambda: chain(("Dense", {"units": 8, "activation": "relu", "trainable": False}))],
        [lambda: chain(("Dense", {"units": 8, "activation": "relu", "trainable": False}), END),
         lambda: chain("Flatten")],
    ),
    "hidden_softmax": (
        [lambda: chain(("Dense", {"units": 8, "activation": "softmax"}), END)],
        [lambda: chain(RELU, END)],
    ),
    "stride_over_window": (
        [lambda: chain(conv(8, 2, strides=3), shape=(9, 9, 1))],
        [lambda: chain(conv(8, 3, strides=3), shape=(9, 9, 1)), lambda: chain("MaxPooling2D", shape=(9, 9, 1))],
    ),
    "even_window": (
        [lambda: chain(conv(8, 4, padding="same"), shape=(9, 9, 1))],
        [lambda: chain(conv(8, 3, padding="same"), shape=(9, 9, 1)), lambda: chain(conv(8, 4), shape=(9, 9, 1)),
         lambda: chain(conv(8, 4, padding="same", strides=2), shape=(9, 9, 1))],
    ),
    "nothing_left": (
        [lambda: chain(("MaxPooling2D", {"pool_size": 4}), conv(8, 3, padding="same"), shape=(4, 4, 2))],
        [lambda: chain("MaxPooling2D", conv(8, 3, padding="same"), shape=(4, 4, 2)),
         lambda: chain(("MaxPooling2D", {"pool_size": 4}), "Flatten", END, shape=(4, 4, 2))],
    ),
    "two_poolings": (
        [lambda: chain("MaxPooling2D", "MaxPooling2D", shape=(16, 16, 2))],
        [lambda: chain("MaxPooling2D", conv(), "MaxPooling2D", shape=(16, 16, 2))],
    ),
    "long_sequence": ([lambda: chain(LSTM, END, shape=(2000, 3))], [lambda: chain(LSTM, END, shape=(100, 3))]),
    "strided_point": (
        [lambda: chain(POINT, conv(), shape=(16, 16, 2))],
        [shortcut, lambda: chain(conv(8, 1), conv(), shape=(16, 16, 2))],
    ),
    "sigmoid_for_classes": (
        [lambda: chain("Flatten", ("Dense", {"units": 3, "activation": "sigmoid"}), shape=(8, 8, 1), data=DIGITS)],
        [lambda: chain("Flatten", END, shape=(8, 8, 1), data=DIGITS),
         lambda: chain("Flatten", ("Dense", {"units": 3, "activation": "sigmoid"}), shape=(8, 8, 1))],
    ),
    "softmax_with_binary_loss": (
        [lambda: chain(RELU, END, losses={"dense_1": "binary_crossentropy"})],
        [lambda: chain(RELU, END), lambda: chain(RELU, SIGMOID, losses={"dense_1": "binary_crossentropy"})],
    ),
    "softmax_over_one": (
        [lambda: chain(RELU, ("Dense", {"units": 1, "activation": "softmax"})),
         lambda: chain(("Dense", {"units": 1}), "Softmax")],
        [lambda: chain(RELU, ("Dense", {"units": 2, "activation": "softmax"}))],
    ),
    "softmax_and_logits": (
        [lambda: chain(RELU, END, losses={"dense_1": "sparse_categorical_crossentropy from logits"})],
        [lambda: chain(RELU, DENSE, losses={"dense_1": "sparse_categorical_crossentropy from logits"}),
         lambda: chain(RELU, END)],
    ),
    "no_probabilities": (
        [lambda: chain("Flatten", RELU, ("Dense", {"units": 3}), shape=(8, 8, 1), data=DIGITS)],
        [lambda: chain("Flatten", RELU, END, shape=(8, 8, 1), data=DIGITS), lambda: chain(RELU, DENSE, data=HOUSES)],
    ),
    "more_units_than_classes": (
        [
            lambda: chain("Flatten", RELU, ("Dense", {"units": 32}), shape=(8, 8, 1), data=DIGITS),
            lambda: words("Flatten", ("Dense", {"units": 9, "activation": "softmax"})),
        ],
        [
            lambda: chain("Flatten", RELU, END, shape=(8, 8, 1), data=DIGITS),
            lambda: chain(RELU, ("Dense", {"units": 32}), data=HOUSES),
            lambda: chain(RELU, ("Dense", {"units": 32})),
        ],
    ),
    "relu_at_the_end": (
        [lambda: chain(RELU, ("Dense", {"units": 1, "activation": "relu"}), data=HOUSES)],
        [lambda: chain(RELU, ("Dense", {"units": 1}), data=HOUSES)],
    ),
    "target_out_of_reach": (
        [partial(chain, RELU, ("Dense", {"units": 1, "activation": name}), data=HOUSES)
         for name in ("sigmoid", "tanh", "relu")],
        [lambda: chain(RELU, ("Dense", {"units": 1}), data=HOUSES),
         lambda: chain(RELU, ("Dense", {"units": 1, "activation": "tanh"}),
                       data=replace(HOUSES, target_minimum=-1.0, target_maximum=1.0))],
    ),
    "distance_for_classes": (
        [lambda: chain("Flatten", END, shape=(8, 8, 1), data=DIGITS, losses={"dense": "mean_squared_error"})],
        [lambda: chain("Flatten", END, shape=(8, 8, 1), data=DIGITS), lambda: chain(RELU, DENSE, data=HOUSES)],
    ),
    "accuracy_of_numbers": (
        [lambda: chain(RELU, DENSE, data=HOUSES, metrics={"dense_1": ("accuracy",)})],
        [lambda: chain(RELU, DENSE, data=HOUSES), lambda: chain("Flatten", END, shape=(8, 8, 1), data=DIGITS)],
    ),
    "unscaled_input": (
        [lambda: chain("Flatten", END, shape=(8, 8, 1),
                       data=replace(DIGITS, inputs=(InputFacts("x", (8, 8, 1), 0.0, 255.0, True, True),)))],
        [lambda: chain("Flatten", END, shape=(8, 8, 1), data=DIGITS),
         lambda: chain(("Rescaling", {"scale": 1 / 255}), "Flatten", END, shape=(8, 8, 1),
                       data=replace(DIGITS, inputs=(InputFacts("x", (8, 8, 1), 0.0, 255.0, True, True),))),
         lambda: chain("Flatten", BATCH, END, shape=(8, 8, 1),
                       data=replace(DIGITS, inputs=(InputFacts("x", (8, 8, 1), 0.0, 255.0, True, True),)))],
    ),
    "numbers_of_words": (
        [lambda: words(RELU, END)],
        [lambda: words(PLAIN, "Flatten", END), lambda: chain(RELU, END, data=HOUSES)],
    ),
    "small_vocabulary": (
        [lambda: words(PLAIN, "Flatten", END, maximum=1000.0)],
        [lambda: words(PLAIN, "Flatten", END, maximum=999.0)],
    ),
    "class_imbalance": (
        [lambda: chain("Flatten", END, shape=(8, 8, 1), data=replace(DIGITS, class_counts=(500, 50, 350)))],
        [lambda: chain("Flatten", END, shape=(8, 8, 1), data=DIGITS), lambda: chain(RELU, DENSE, data=HOUSES)],
    ),
    "many_parameters": (
        [lambda: chain(("Dense", {"units": 500, "activation": "relu"}), ("Dense", {"units": 500}), data=HOUSES)],
        [lambda: chain(RELU, DENSE, data=HOUSES)],
    ),
    "different_scales": (
        [lambda: joined(1.0, 5000.0)],
        [lambda: joined(1.0, 5.0), lambda: joined(1.0, 5000.0, is_scaled=True)],
    ),
    "small_batch": (
        [lambda: chain(RELU, BATCH, END, batch_size=4)],
        [lambda: chain(RELU, BATCH, END, batch_size=32), lambda: chain(RELU, END, batch_size=4)],
    ),
    "high_learning_rate": (
        [lambda: chain(RELU, END, learning_rate=0.1), lambda: chain(RELU, END, optimizer="sgd", learning_rate=1.0)],
        [lambda: chain(RELU, END, learning_rate=0.01), lambda: chain(RELU, END, optimizer="sgd", learning_rate=0.1)],
    ),
    "low_learning_rate": (
        [lambda: chain(RELU, END, learning_rate=1e-7)],
        [lambda: chain(RELU, END, learning_rate=1e-5), lambda: chain(RELU, END)],
    ),
    "no_validation": (
        [lambda: chain(RELU, END, validation_split=0.0)],
        [lambda: chain(RELU, END, validation_split=0.1)],
    ),
    "stopping_blindly": (
        [lambda: chain(RELU, END, validation_split=0.0, callbacks=STOPPING)],
        [lambda: chain(RELU, END, callbacks=STOPPING), lambda: chain(RELU, END, validation_split=0.0)],
    ),
    "not_shuffled": (
        [lambda: chain(RELU, END, shuffle=False)],
        [lambda: chain(RELU, END)],
    ),
    "one_batch": (
        [lambda: chain(RELU, DENSE, data=HOUSES, batch_size=900)],
        [lambda: chain(RELU, DENSE, data=HOUSES, batch_size=899)],
    ),
}  # fmt: skip
