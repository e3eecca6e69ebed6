"""convert: from one file format to another, with a sentence for everything the new file does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nn_core.saving import hdf5, hdf5_by_place, keras_yaml
from nn_core.saving.atomic import write_text
from nn_core.saving.door import FilePath, load_model, load_weights, save_model, save_weights
from nn_core.saving.errors import ModelFileError, naming_file
from nn_core.saving.python_source import read_source, write_notebook, write_source
from nn_core.saving.text_file import read_text
from nn_core.spec.expression import Expression
from nn_core.spec.functions import LockedFunction, locking_code

PROJECT = ".nnd"
SOURCE = (".py", ".ipynb")
_DRAWINGS = (".json", *keras_yaml.ENDINGS)  # layers and connections, no weights
_COMPLETE = (".keras", *hdf5.ENDINGS)


def convert(source: FilePath, target: FilePath, architecture: FilePath | None = None) -> list[str]:
    """Write what is in one file into another, whose ending says how; return sentences on what is not kept.

    Args:
        architecture: a file with the model to which the weights in `source` belong, if it holds weights alone.
    """
    source, target = Path(source), Path(target)
    for path in (source, target):
        if path.suffix.lower() == PROJECT:
            raise ModelFileError(f"'{path.name}' is a project of the designer: python -m designer FILE --convert FILE.")
    with locking_code():
        model, notes = open_model(source, architecture)
        return [*notes, *write_as(model, target)]


def open_model(source: Path, architecture: FilePath | None = None) -> tuple[Any, list[str]]:
    """Return the model in a file, and sentences on what the file did not have or was not understood."""
    if architecture is not None:
        model = load_model(architecture)
        load_weights(model, source)
        return model, []
    if source.suffix.lower() in SOURCE:
        model, notes = _read_source(source)
    else:
        model, notes = load_model(source), []
    if source.suffix.lower() in (*_DRAWINGS, *SOURCE) and model.weights:
        notes.append(f"'{source.name}' has no weights: the model begins untrained.")
    return model, notes


def write_as(model: Any, target: Path) -> list[str]:
    """Write a model in the form that the ending says; return sentences on what the file does not keep."""
    lost = list(_lost(model, target))
    if target.name.lower().endswith(hdf5_by_place.ENDING):
        save_weights(model, target)
    elif target.suffix.lower() in SOURCE:
        is_notebook = target.suffix.lower() == ".ipynb"
        write_text(target, write_notebook(model) if is_notebook else write_source(model))
    else:
        save_model(model, target)
    return lost


def _read_source(path: Path) -> tuple[Any, list[str]]:
    with naming_file(path):
        reading = read_source(read_text(path, "Python"), path.name)
        return reading.make_model(), [f"{path.name}: {note}" for note in reading.notes]


# ---- what is lost -----------------------------------------------------------------------------------------------


def _lost(model: Any, target: Path) -> Iterator[str]:
    """Yield what the new file cannot hold."""
    name, ending = target.name, target.suffix.lower()
    is_compiled = getattr(model, "compiled", False)
    if name.lower().endswith(hdf5_by_place.ENDING):
        yield f"'{name}' holds the weights alone: keep a .json or .keras file for the layers."
        return
    if model.weights and ending in (*_DRAWINGS, *SOURCE):
        yield f"'{name}' holds the layers, not their weights: write them to a .weights.h5 file as well."
    if is_compiled and ending in keras_yaml.ENDINGS:
        yield f"'{name}' does not say how the model was compiled."
    if is_compiled and getattr(model.optimizer, "built", False) and ending not in _COMPLETE:
        yield f"'{name}' does not hold the state of the optimizer: training goes on with a fresh one."
    if ending not in SOURCE:
        yield from _closed_to_keras(model)


def _closed_to_keras(model: Any) -> Iterator[str]:
    """Yield the layers with functions of which Keras cannot be told in a file."""
    for layer in _all_layers(model):
        function = getattr(layer, "function", None)
        if isinstance(function, Expression) and function.as_call() is None:
            yield f"Keras cannot open the Lambda layer '{layer.name}': {function.text} is more than one function."
        elif isinstance(function, LockedFunction):
            yield f"The code of the Lambda layer '{layer.name}' is passed on as it was found, without a look inside."
        elif getattr(function, "__name__", "") == "<lambda>":
            yield f"The code of the Lambda layer '{layer.name}' is not kept; an expression such as x ** 2 is."


def _all_layers(layer: Any) -> Iterator[Any]:
    yield layer
    for below in layer.sublayers():
        yield from _all_layers(below)
