"""Feed the outputs of a model with targets, in the form their losses demand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.fitting_inputs import reshape_code
from designer.data.port import Feed, OutputPort, filled, fits


def feed_targets(dataset: Dataset, ports: Sequence[OutputPort]) -> tuple[Feed, ...]:
    """Return the target of every output: by name, else the first that fits; one target may serve several outputs."""
    return tuple(feed_target(dataset, port, position) for position, port in enumerate(ports))


def feed_target(dataset: Dataset, port: OutputPort, position: int) -> Feed:
    """Return the target of the output at this position."""
    feed = _classes if dataset.task == "classification" else _numbers
    by_position = enumerate(dataset.targets)
    names = [name for _, name in sorted(by_position, key=lambda each: (each[1] != port.name, each[0] != position))]
    for name in names:
        if found := feed(dataset, name, port):
            return found
    for name, shape in dataset.input_shapes.items():
        if fits(shape, port.shape) and not wants_labels(port.loss):
            return Feed(port.name, name, f"{port.name} is to give back the input {name} {shape}")
    raise _misfit(dataset, names[0], port)


def wants_labels(loss: str) -> bool:
    """Say whether a loss compares with whole-number labels rather than one value per class."""
    return loss.lower().startswith("sparse")


def _classes(dataset: Dataset, name: str, port: OutputPort) -> Feed | None:
    num_classes = dataset.num_classes
    if wants_labels(port.loss):
        if len(port.shape) != 1 or (port.shape[0] or 0) < num_classes:
            return None
        text = f"{port.name} learns {name}, {num_classes} classes as labels 0 to {num_classes - 1}"
        return Feed(port.name, name, text)
    if port.shape == (1,) and num_classes == 2:
        zero, one = dataset.class_names
        text = f"{port.name} learns {name}: 0 for {zero}, 1 for {one}"
        return Feed(port.name, name, text, _as_number, '{}[:, None].astype("float32")')
    if port.shape == (num_classes,):
        text = f"{port.name} learns {name}, {num_classes} classes in one-hot form"
        code = f"keras.utils.to_categorical({{}}, {num_classes})"
        return Feed(port.name, name, text, lambda labels: one_hot(labels, num_classes), code)
    return None


def _numbers(dataset: Dataset, name: str, port: OutputPort) -> Feed | None:
    shape = dataset.target_shapes[name]
    if wants_labels(port.loss) or port.loss.lower().startswith("categorical"):
        return None
    new = shape if fits(shape, port.shape) else filled(port.shape, math.prod(shape))
    if new is None:
        return None
    code = "{}" if new == shape else reshape_code(new)
    return Feed(port.name, name, f"{port.name} learns the number {name}", lambda y: y.reshape(len(y), *new), code)


def one_hot(labels: NDArray, num_classes: int) -> NDArray[np.float32]:
    """Return a 1 in the column of the class, 0 elsewhere."""
    return np.eye(num_classes, dtype=np.float32)[labels]


def _as_number(labels: NDArray) -> NDArray[np.float32]:
    return labels[:, None].astype(np.float32)


def _misfit(dataset: Dataset, target: str, port: OutputPort) -> MisfitError:
    """Say what the output gives, what the data wants, and the remedy."""
    gives = f"The output '{port.name}' gives {_values(port)} for a sample"
    if dataset.task == "regression":
        return _about_numbers(dataset, target, port, gives)
    count = dataset.num_classes
    if port.shape == (1,) and wants_labels(port.loss) and count == 2:
        wants = f"the loss {port.loss} needs one for each of the 2 classes"
        return MisfitError(f"{gives}, but {wants}.", "Use binary_crossentropy.", port.name)
    if len(port.shape) != 1:
        remedy = f"End with a flat vector of {count} values: flatten before the last layer, or pool over all places."
        return MisfitError(f"{gives}, but the target '{target}' is one of {count} classes.", remedy, port.name)
    remedy = f"Let '{port.name}' give {count} values, with softmax."
    return MisfitError(f"{gives}, but the target '{target}' has {count} classes.", remedy, port.name)


def _about_numbers(dataset: Dataset, target: str, port: OutputPort, gives: str) -> MisfitError:
    shape = dataset.target_shapes[target]
    if fits(shape, port.shape):
        what = f"The loss {port.loss} of '{port.name}' compares classes"
        return MisfitError(f"{what}, but '{target}' is a number.", "Use mean_squared_error.", port.name)
    text = f"{gives}, but the target '{target}' has the shape {shape}."
    return MisfitError(text, f"Let '{port.name}' give the shape {shape}.", port.name)


def _values(port: OutputPort) -> str:
    if len(port.shape) != 1:
        return f"values of shape {port.shape}"
    return "1 value" if port.shape[0] == 1 else f"{port.shape[0]} values"
