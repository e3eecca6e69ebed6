"""A whole program: import lines, the model, how it is compiled and trained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nn_core.saving.source.augmenting import augmenting, cut_off
from nn_core.saving.source.expressions import object_text, value_text
from nn_core.saving.source.flavour import Flavour
from nn_core.saving.source.sketch import Sketch
from nn_core.saving.source.text import INDENT, call_text, mapping_text
from nn_core.saving.source.weighing import is_by_output, weighing
from nn_core.saving.source.writer import Code, model_code

IMPORTS: dict[Flavour, tuple[str, str]] = {
    "keras": ("import keras", "keras"),
    "tf.keras": ("from tensorflow import keras", "tensorflow.keras"),
    "nn_core": ("import nn_core as keras", "nn_core"),
}
Expressions = str | Mapping[str, str]
_USES = {name: re.compile(rf"(?<![\w.\"']){name}\.") for name in ("layers", "ops", "np")}
_FAMILIES = {"optimizer": "optimizer", "loss": "loss", "metrics": "metric", "weighted_metrics": "metric"}


@dataclass(frozen=True)
class DataSketch:
    """How a program comes by its data: statements, and expressions for what each input and output gets.

    `arrays` has a pair (of inputs, of targets) for each part: "train", perhaps "val" and "test". Such a pair holds
    expressions, by names if there are several.
    """

    lines: tuple[str, ...]
    arrays: Mapping[str, tuple[Expressions, Expressions]]
    imports: tuple[str, ...] = ()
    augmentation: tuple[dict[str, Any], ...] = ()  # random changes for the training part: class_name and config of each
    file: str = ""  # a file of prepared arrays that has to be written beside the program
    beside: tuple[str, ...] = ()  # paths of files that have to be copied beside it


@dataclass(frozen=True)
class TrainingSketch:
    """How a model is trained: what `compile` and `fit` are told."""

    compile_config: dict[str, Any] | None = None
    fit: dict[str, Any] = field(default_factory=dict)  # epochs, batch_size, validation_split, shuffle
    callbacks: tuple[dict[str, Any], ...] = ()  # each with its class_name and config
    class_weight: dict[Any, Any] | None = None  # by class, or for several outputs by their names first
    seed: int | None = None
    data: DataSketch | None = None


@dataclass(frozen=True)
class Section:
    """A part of a program that makes a cell of a notebook: its title and its code."""

    title: str
    code: Code


def sections(sketch: Sketch, training: TrainingSketch | None, flavour: Flavour) -> list[Section]:
    """Return the parts of the program, in order; the imports come first."""
    training = training or TrainingSketch()
    found = [Section("Data", _data(training))] if training.data else []
    found.append(Section("Model", model_code(sketch)))
    if training.compile_config:
        found.append(Section("Training", _training(training)))
    return [Section("Imports", _imports(found, training, flavour)), *found]


def program(sketch: Sketch, training: TrainingSketch | None = None, flavour: Flavour = "keras") -> Code:
    """Return the whole program as one piece of code."""
    whole = Code()
    for number, section in enumerate(sections(sketch, training, flavour)):
        if number:
            whole.add()
            if section.code.lines[0].startswith("def ") or whole.lines[-2].startswith(INDENT):
                whole.add()
        whole.add_all(section.code)
    return whole


def _imports(parts: list[Section], training: TrainingSketch, flavour: Flavour) -> Code:
    code, lines = Code(), [line for part in parts for line in part.code.lines]
    first, package = IMPORTS[flavour]
    used = [name for name, pattern in _USES.items() if any(map(pattern.search, lines))]
    own = sorted(training.data.imports if training.data else (), key=lambda line: (line.startswith("from"), line))
    code.add("\n".join([*own, "", first]) if own else first)
    if "np" in used:
        code.add("import numpy as np")
    if taken := [name for name in used if name != "np"]:
        code.add(f"from {package} import {', '.join(taken)}")
    if training.seed is not None:
        code.add()
        code.add(f"keras.utils.set_random_seed({training.seed})")
    return code


def _data(training: TrainingSketch) -> Code:
    code, data = Code(), training.data
    assert data is not None
    for line in data.lines:
        code.add(line)
    code.add()
    for part, (inputs, targets) in data.arrays.items():
        for name, values in ((f"x_{part}", inputs), (f"y_{part}", targets)):
            if values != name:
                code.add(f"{name} = {_expression(values)}")
    if share := _share_cut_off(training):
        code.add_all(cut_off(share, *(not isinstance(each, str) for each in data.arrays["train"])))
    if data.augmentation:
        is_weighed = is_by_output(training.class_weight)
        code.add_all(augmenting(data.augmentation, training.fit.get("batch_size", 32), is_weighed))
    return code


def _expression(values: Expressions) -> str:
    if isinstance(values, str):
        return values
    return mapping_text([f"{value_text(name)}: {each}" for name, each in values.items()])


def _training(training: TrainingSketch) -> Code:
    code = Code()
    assert training.compile_config is not None
    code.add(compile_text(training.compile_config))
    if training.data is None and not training.fit:
        return code
    parts = training.data.arrays if training.data else {}
    is_augmented = training.data is not None and bool(training.data.augmentation)
    weights, fit = training.class_weight or {}, dict(training.fit)
    if is_augmented:
        fit = {name: value for name, value in fit.items() if name not in ("batch_size", "shuffle")}
    is_apart = "val" in parts or bool(_share_cut_off(training))
    if is_apart:
        fit.pop("validation_split", None)
    settings = [
        *_samples(is_augmented, is_by_output(weights)),
        *(f"{name}={value_text(value)}" for name, value in fit.items()),
    ]
    if is_apart:
        settings.append("validation_data=(x_val, y_val)")
    if weights and not is_by_output(weights):
        settings.append(f"class_weight={value_text(weights)}")
    if training.callbacks:
        settings.append(f"callbacks=[{', '.join(map(_callback_text, training.callbacks))}]")
    code.add()
    if is_by_output(weights):
        code.add_all(weighing(weights))
    code.add(call_text("history = model.fit", settings))
    if "test" in parts:
        code.add("model.evaluate(x_test, y_test)")
    return code


def _samples(is_augmented: bool, is_weighed: bool) -> list[str]:
    """Return what `fit` learns from; weights for several outputs stand in a list, and their targets with them."""
    if is_augmented:
        return ["Augmented(x_train, y_train)"]
    return (
        ["x_train", "list(y_train.values())", "sample_weight=weigh(y_train)"] if is_weighed else ["x_train", "y_train"]
    )


def _share_cut_off(training: TrainingSketch) -> float:
    """Return the share to be cut off for validation: batches cannot be split, and weights are not to count in it."""
    data = training.data
    is_apart = data is not None and (data.augmentation or is_by_output(training.class_weight))
    if data is None or not is_apart or "val" in data.arrays:
        return 0.0
    return float(training.fit.get("validation_split", 0.0))


def _callback_text(entry: dict[str, Any]) -> str:
    arguments = [f"{name}={value_text(value)}" for name, value in entry["config"].items()]
    return call_text(f"keras.callbacks.{entry['class_name']}", arguments)


def compile_text(config: dict[str, Any], variable: str = "model") -> str:
    """Return the statement that compiles a model as the description says."""
    given = {name: _compiled(config[name], _FAMILIES.get(name, "")) for name in config if not _is_empty(config[name])}
    return call_text(f"{variable}.compile", [f"{name}={text}" for name, text in given.items()])


def _is_empty(value: Any) -> bool:
    return value is None or value == [] or value == {}


def _compiled(value: Any, family: str) -> str:
    if isinstance(value, dict) and "class_name" in value:
        return object_text(value, family)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{value_text(key)}: {_compiled(each, family)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_compiled(each, family) for each in value)}]"
    return value_text(value)
