"""A whole program: import lines, the model, how it is compiled and trained."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import Any

from nn_core.saving.source.expressions import object_text, value_text
from nn_core.saving.source.flavour import Flavour
from nn_core.saving.source.sketch import Sketch
from nn_core.saving.source.text import call_text
from nn_core.saving.source.writer import Code, model_code

IMPORTS: dict[Flavour, tuple[str, str]] = {
    "keras": ("import keras", "keras"),
    "tf.keras": ("from tensorflow import keras", "tensorflow.keras"),
    "nn_core": ("import nn_core as keras", "nn_core"),
}
_USES = {name: re.compile(rf"(?<![\w.\"']){name}\.") for name in ("layers", "ops", "np")}
_FAMILIES = {"optimizer": "optimizer", "loss": "loss", "metrics": "metric", "weighted_metrics": "metric"}


@dataclass(frozen=True)
class DataSketch:
    """An .npz file with the arrays to train on: `x_train`, `y_train`, and perhaps `x_test`, `y_test`.

    Where a model has several inputs (or outputs), there is an array `x_train_NAME` for each.
    """

    file: str
    inputs: tuple[str, ...] = ()  # names, if there are several
    outputs: tuple[str, ...] = ()
    has_test: bool = False
    has_validation: bool = False  # `x_val`, `y_val`
    notes: tuple[str, ...] = ()  # how the arrays were made, as comments

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the data, as the names of the arrays end."""
        return ("train", *(["val"] if self.has_validation else []), *(["test"] if self.has_test else []))


@dataclass(frozen=True)
class TrainingSketch:
    """How a model is trained: what `compile` and `fit` are told."""

    compile_config: dict[str, Any] | None = None
    fit: dict[str, Any] = field(default_factory=dict)  # epochs, batch_size, validation_split, shuffle
    callbacks: tuple[dict[str, Any], ...] = ()  # each with its class_name and config
    class_weight: dict[int, float] | None = None
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
    found = [Section("Data", _data(training.data))] if training.data else []
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
            if section.code.lines[0].startswith("def "):
                whole.add()
        whole.add_all(section.code)
    return whole


def _imports(parts: list[Section], training: TrainingSketch, flavour: Flavour) -> Code:
    code, lines = Code(), [line for part in parts for line in part.code.lines]
    first, package = IMPORTS[flavour]
    used = [name for name, pattern in _USES.items() if any(map(pattern.search, lines))]
    code.add(first)
    if "np" in used:
        code.add("import numpy as np")
    if taken := [name for name in used if name != "np"]:
        code.add(f"from {package} import {', '.join(taken)}")
    if training.seed is not None:
        code.add()
        code.add(f"keras.utils.set_random_seed({training.seed})")
    return code


def _data(data: DataSketch) -> Code:
    code = Code()
    for note in data.notes:
        for line in textwrap.wrap(note, 100, initial_indent="# ", subsequent_indent="#   "):
            code.add(line)
    code.add(f"data = np.load({value_text(data.file)})")
    for part in data.parts:
        code.add(f"x_{part} = {_arrays(f'x_{part}', data.inputs)}")
        code.add(f"y_{part} = {_arrays(f'y_{part}', data.outputs)}")
    return code


def _arrays(name: str, parts: tuple[str, ...]) -> str:
    if not parts:
        return f"data[{value_text(name)}]"
    return "{" + ", ".join(f"{value_text(each)}: data[{value_text(f'{name}_{each}')}]" for each in parts) + "}"


def _training(training: TrainingSketch) -> Code:
    code = Code()
    assert training.compile_config is not None
    code.add(compile_text(training.compile_config))
    if training.data is None and not training.fit:
        return code
    fit = dict(training.fit)
    is_apart = training.data is not None and training.data.has_validation
    if is_apart:
        fit.pop("validation_split", None)
    settings = ["x_train", "y_train", *(f"{name}={value_text(value)}" for name, value in fit.items())]
    if is_apart:
        settings.append("validation_data=(x_val, y_val)")
    if training.class_weight:
        settings.append(f"class_weight={value_text(training.class_weight)}")
    if training.callbacks:
        settings.append(f"callbacks=[{', '.join(map(_callback_text, training.callbacks))}]")
    code.add()
    code.add(call_text("history = model.fit", settings))
    if training.data is not None and training.data.has_test:
        code.add("model.evaluate(x_test, y_test)")
    return code


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
