"""read_program: from the text of a script or notebook to the model in it; nothing is executed."""

from __future__ import annotations

import ast
import warnings
from dataclasses import replace
from typing import Any

from nn_core.layers.calling import dry_run
from nn_core.layers.core.input_layer import InputLayer
from nn_core.layers.node import KerasTensor
from nn_core.saving.errors import ModelFileError
from nn_core.saving.interpreter.calls import own_model
from nn_core.saving.interpreter.statements import Statements
from nn_core.saving.interpreter.values import Instance, Refused, Scope
from nn_core.saving.keras_json import model_to_dict
from nn_core.saving.source.notebook import ENDING, code_of_notebook
from nn_core.saving.source.reading import SourceReading
from nn_core.spec import registry
from nn_core.spec.naming import names_from_start
from nn_core.spec.remarks import without_remarks
from nn_core.spec.structure import flatten

MAX_CHARACTERS = 2_000_000


def read_program(text: str, name: str) -> SourceReading:
    """Return the model in a script, or in a notebook if `name` ends in .ipynb."""
    if len(text) > MAX_CHARACTERS:
        raise ModelFileError(f"It has {len(text):,} characters; a script that makes a model is shorter.")
    if not name.lower().endswith(ENDING):
        return _read(text)
    code = code_of_notebook(text)
    found = _read(code.text)
    places = dict(enumerate(code.places, 1))
    notes = [replace(each, cell=places[each.line][0], line=places[each.line][1]) for each in found.notes]
    return replace(found, notes=tuple(notes))


def _read(text: str) -> SourceReading:
    tree = _parsed(text)
    program = Statements()
    try:
        with names_from_start(), without_remarks(), dry_run():
            program.run_program(tree.body, Scope())
            model = _result(program)
            config = model_to_dict(model)
    except Refused as error:
        raise ModelFileError(f"This script is not read: {error}") from None
    except RecursionError:
        raise ModelFileError("This script is nested too deeply to be read.") from None
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(f"The model in this script cannot be put together: {error}") from None
    except MemoryError:
        raise ModelFileError("This script describes a model that does not fit into this computer's memory.") from None
    notes = sorted(program.notes.values(), key=lambda note: note.line)
    return SourceReading(config, tuple(notes), program.fit)


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of doubtful escapes in somebody's texts
            return ast.parse(text.lstrip("\ufeff"))
    except SyntaxError as error:
        place = f" in line {error.lineno}" if error.lineno else ""
        raise ModelFileError(f"It is not Python: {error.msg}{place}.") from None
    except (RecursionError, MemoryError):
        raise ModelFileError("This script is nested too deeply to be read.") from None
    except ValueError as error:  # null bytes
        raise ModelFileError(f"It is not Python: {error}.") from None


def _result(program: Statements) -> Any:
    """Return the model that was compiled or trained last, or made last and not put into another, or what is there."""
    inside = {id(layer) for model in program.models for layer in _layers_below(model)}
    outermost = [model for model in program.models if id(model) not in inside]
    for each in [program.chosen, *reversed(outermost)]:
        model = own_model(each) if isinstance(each, Instance) else each
        if model is not None:
            return model
    if any(isinstance(each, Instance) for each in program.models):
        raise ModelFileError(
            "The model is a class of the script's own, and the shape of its input is not known: "
            "add a line model.build((None, ...)) with it."
        )
    return _loose(program)


def _layers_below(model: Any) -> list[Any]:
    return [] if isinstance(model, Instance) else model.sublayers()


def _loose(program: Statements) -> Any:
    """Return a model of layers that the script makes without putting them into one."""
    used = {id(x) for layer in program.layers for node in layer._nodes for x in node.inputs}
    inputs = [layer.output for layer in program.layers if isinstance(layer, InputLayer)]
    calls = [node for layer in program.layers for node in layer._nodes if node.inputs]
    ends = [y for node in calls for y in flatten(node.outputs) if isinstance(y, KerasTensor) and id(y) not in used]
    if inputs and ends:
        used_inputs = [x for x in inputs if id(x) in used]
        return registry.get("layer", "Functional")(_one_or_list(used_inputs), _one_or_list(ends))
    if program.layers:
        return registry.get("layer", "Sequential")(program.layers)
    raise ModelFileError(_nothing_found(program))


def _nothing_found(program: Statements) -> str:
    text = "There is no model in it: no keras.Sequential, no keras.Model, no layer."
    first = min(program.notes.values(), key=lambda note: note.line, default=None)
    return text if first is None else f"{text} {first}"


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
