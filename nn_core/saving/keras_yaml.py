"""The architecture of a model as YAML, as Keras 2 wrote it; read as plain data, whatever objects its tags ask for."""

from __future__ import annotations

import importlib
import itertools
from pathlib import Path
from typing import Any

from nn_core.saving.errors import ModelFileError, naming_file
from nn_core.saving.hdf5_weights import KERAS_VERSIONS
from nn_core.saving.keras2_config import keras2_config
from nn_core.saving.keras_json import model_from_dict
from nn_core.saving.text_file import read_text
from nn_core.spec.serialization import serialize

ENDINGS = (".yaml", ".yml")
_MOST_CHARACTERS = 8 * 2**20
_MOST_VALUES = 120_000  # with those that a name (&id001) repeats
_DEEPEST = 100
_PLAIN_TAGS = ("tuple", "list", "dict", "unicode", "str", "int", "long", "float", "bool", "none")


def model_to_yaml(model: Any, **options: Any) -> str:
    """Return the architecture as YAML text in the layout of Keras 2, the last Keras that has YAML."""
    config = keras2_config(serialize(model), for_keras_2_only=True)
    content = {**config, "keras_version": KERAS_VERSIONS[2], "backend": "tensorflow"}
    return str(_yaml().safe_dump(content, **{"allow_unicode": True, **options}))


def model_from_yaml(text: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """Make a model from YAML text."""
    with naming_file("YAML text"):
        return model_from_dict(parse(text), custom_objects)


def read_yaml_model(path: Path, custom_objects: dict[str, Any] | None = None) -> Any:
    """Make a model from a YAML file; errors name the file."""
    with naming_file(path):
        return model_from_dict(parse(read_text(path, "YAML")), custom_objects)


def parse(text: str) -> Any:
    """Return what YAML text says, as plain data; a sentence if it is no YAML, or asks for objects of Python."""
    yaml = _yaml()
    if len(text) > _MOST_CHARACTERS:
        raise ModelFileError(f"It has {len(text):,} characters; no model's description is that long.")
    loader = _loader(yaml)
    try:
        _check_events(yaml, text, loader)
        content = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise ModelFileError(f"It is not YAML: {_reason(error)}.") from None
    except (ValueError, KeyError) as error:  # a number or date that is none
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(f"It is not YAML: {error}.") from None
    _check_size(content, {}, ())
    return content


def _yaml() -> Any:
    try:
        return importlib.import_module("yaml")
    except ImportError:
        raise ModelFileError("YAML is read and written by PyYAML, which is missing: pip install pyyaml.") from None


def _loader(yaml: Any) -> Any:
    """Return PyYAML's safe loader, for which Python's tuples are lists and its texts are texts."""

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # known only when it is there
        pass

    def plain(loader: Any, kind: str, node: Any) -> Any:
        if kind not in _PLAIN_TAGS:
            raise ModelFileError(f"It asks for an object of Python (!!python/{kind}); a file makes none here.")
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        tag = loader.resolve(yaml.ScalarNode, node.value, (kind not in ("unicode", "str"), False))
        return loader.construct_object(yaml.ScalarNode(tag, node.value, node.start_mark, node.end_mark))

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", plain)
    return Loader


def _check_events(yaml: Any, text: str, loader: Any) -> None:
    """Go through the text once without making anything of it: how much is there, how deep?"""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or number > _MOST_VALUES:
            raise ModelFileError("It is nested too deeply, or too long, to be a model.")


def _check_size(value: Any, sizes: dict[int, int], above: tuple[int, ...]) -> int:
    """Return how many values there are when every repetition is written out; refuse too many, and what holds itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) in above:
        raise ModelFileError("It is damaged: a part of it contains itself.")
    if id(value) not in sizes:
        parts = itertools.chain(value, value.values()) if isinstance(value, dict) else value
        sizes[id(value)] = 1 + sum(_check_size(each, sizes, (*above, id(value))) for each in parts)
        if sizes[id(value)] > _MOST_VALUES:
            raise ModelFileError("It repeats its parts too often to be a model.")
    return sizes[id(value)]


def _reason(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return f"{getattr(error, 'problem', None) or str(error).partition(chr(10))[0]}{place}"
