"""The architecture of a model as JSON: written as Keras 3 does, read from Keras 3 and Keras 2."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.autodiff.memory import in_words, total_memory
from nn_core.layers.calling import dry_run, is_dry_run
from nn_core.saving.compile_config import compile_from_config, compile_to_config
from nn_core.saving.errors import ModelFileError, naming_file
from nn_core.saving.keras2 import numbered_from_zero, with_keras2_meanings
from nn_core.saving.locked_shapes import with_shapes
from nn_core.saving.text_file import read_text
from nn_core.spec.functions import is_locking_code
from nn_core.spec.serialization import custom_object_scope, find_class, serialize

# Where real Keras looks for its model classes.
_MODEL_MODULES = {"Sequential": "keras", "Functional": "keras.src.models.functional", "Model": "keras"}
_MOST_LAYERS = 10_000
_MOST_MEMORY = 150 * 2**20  # bytes for a description
_BYTES_IN_MEMORY = {"[": 90, "{": 180, '"': 30, ",": 32}  # of what begins or goes on with this mark
_CODE = {"Lambda": "a Lambda layer", "__lambda__": "a Python function"}


def model_to_dict(model: Any) -> dict[str, Any]:
    """Return the architecture, and how it was compiled, as `model.to_json()` writes them."""
    content: dict[str, Any] = _with_model_modules(serialize(model))
    inputs = getattr(model, "inputs", None)
    if inputs:
        shapes = [list(x.shape) for x in inputs]
        content["build_config"] = {"input_shape": shapes[0] if len(shapes) == 1 else shapes}
    elif getattr(model, "build_shape", None) is not None:
        content["build_config"] = {"input_shape": model.build_shape}
    if getattr(model, "compiled", False):
        content["compile_config"] = compile_to_config(model)
    return content


def model_from_dict(
    content: Any, custom_objects: dict[str, Any] | None = None, keras_version: str | None = None
) -> Any:
    """Make the model that `model_to_dict` or a Keras of version 2 or 3 described; its weights start anew.

    Classes are found by name among those this program has; nothing is imported and no code in the file is run.
    """
    if not isinstance(content, dict) or not {"class_name", "config"} <= content.keys():
        raise ModelFileError("There is no model in it: a model has a 'class_name' and a 'config'.")
    with custom_object_scope(custom_objects):
        refuse_code(content)
        if (count := _num_layers(content)) > _MOST_LAYERS:
            raise ModelFileError(f"It describes {count:,} layers; at most {_MOST_LAYERS:,} are opened.")
        plain = numbered_from_zero(without_tuples(content))
        if is_locking_code():
            plain = with_shapes(plain)
        if str(keras_version or content.get("keras_version", "3")).startswith(("1", "2")):
            plain = with_keras2_meanings(plain)
        cls = find_class("layer", plain["class_name"], plain.get("registered_name"))
        if not is_dry_run():
            with dry_run():
                _refuse_giant(cls.from_config(plain["config"]))
        model = cls.from_config(plain["config"])
        shape = (plain.get("build_config") or {}).get("input_shape")
        if shape is not None and not model.built:  # one written in Python
            model.build(shape)
        return model


def _num_layers(entry: Any) -> int:
    config = entry.get("config") if isinstance(entry, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else None
    return sum(1 + _num_layers(each) for each in layers) if isinstance(layers, list) else 0


def _refuse_giant(model: Any) -> None:
    """Raise an error if the weights of a model, which are only described yet, can never fit into memory."""
    size = sum(math.prod(v.shape) * np.dtype(v.dtype).itemsize for v in model.weights)
    memory = total_memory()
    if memory is not None and size > memory:
        raise ModelFileError(
            f"Its weights would need {in_words(size)}, but this computer has {in_words(memory)} of memory."
        )


def model_from_json(text: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """Make a model from JSON text; compiled, if the text says how."""
    with naming_file("JSON text"):
        return _model_from_text(text, custom_objects)


def read_json_model(path: Path, custom_objects: dict[str, Any] | None = None, compile: bool = True) -> Any:
    """Make a model from a JSON file; errors name the file."""
    with naming_file(path):
        return _model_from_text(read_text(path, "JSON"), custom_objects, compile)


def _model_from_text(text: str, custom_objects: dict[str, Any] | None, compile: bool = True) -> Any:
    content = parse(text)
    model = model_from_dict(content, custom_objects)
    if compile and content.get("compile_config"):
        with custom_object_scope(custom_objects):
            compile_from_config(model, without_tuples(content["compile_config"]))
    return model


def parse(text: str | bytes) -> Any:
    """Return what JSON text says; a sentence if it is no JSON, or would unfold to more than a model needs."""
    try:
        text = text if isinstance(text, str) else text.decode("utf-8-sig")
        _refuse_masses(text)
        return json.loads(text)
    except UnicodeDecodeError:
        raise ModelFileError("It is not JSON: it holds bytes that are no text.") from None
    except json.JSONDecodeError as error:
        raise ModelFileError(f"It is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None


def _refuse_masses(text: str) -> None:
    """A few bytes of text can become a hundred in memory: count what they would be before making it."""
    size = len(text) + sum(count * text.count(mark) for mark, count in _BYTES_IN_MEMORY.items())
    if size > _MOST_MEMORY:
        raise ModelFileError(f"It would take {size:,} bytes of memory to read; no model's description is like that.")


def refuse_code(value: Any) -> None:
    """Raise an error if a description contains Python code; it would have to be run to use the model."""
    if isinstance(value, dict):
        name = value.get("class_name")
        if name == "Lambda" and "function" in (value.get("config") or {}):
            return  # the layer itself refuses code, and takes a function that is passed in custom_objects
        if name in _CODE:
            raise ModelFileError(
                f"It contains {_CODE[name]}, which is Python code; code from a file is never run here. "
                "Replace it by layers, or write a layer of your own and pass it in custom_objects={...}."
            )
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        refuse_code(each)


def without_tuples(value: Any) -> Any:
    """Return the description with Keras's marked tuples as plain lists."""
    if isinstance(value, dict):
        if value.get("class_name") == "__tuple__":
            return [without_tuples(each) for each in value["items"]]
        return {key: without_tuples(each) for key, each in value.items()}
    return [without_tuples(each) for each in value] if isinstance(value, list) else value


def _with_model_modules(entry: Any) -> Any:
    """Return the description with the modules in which Keras has its model classes, nested models included."""
    if isinstance(entry, list):
        return [_with_model_modules(each) for each in entry]
    if not isinstance(entry, dict):
        return entry
    entry = {key: _with_model_modules(each) for key, each in entry.items()}
    if entry.get("module") == "keras.layers" and entry.get("class_name") in _MODEL_MODULES:
        entry["module"] = _MODEL_MODULES[entry["class_name"]]
        entry["registered_name"] = entry["class_name"] if entry["class_name"] == "Functional" else None
    return entry
