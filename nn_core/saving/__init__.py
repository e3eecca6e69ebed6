"""Saving and loading models: one file per format; this is the door that chooses by the file's ending."""

from nn_core.saving.door import load_model, load_weights, save_model, save_weights
from nn_core.saving.errors import ModelFileError
from nn_core.saving.keras_json import model_from_dict as model_from_config
from nn_core.saving.keras_json import model_from_json, model_to_dict
from nn_core.saving.keras_yaml import model_from_yaml, model_to_yaml
from nn_core.saving.python_source import read_source, write_notebook, write_source
from nn_core.spec.keras_objects import deserialize_keras_object, serialize_keras_object
from nn_core.spec.serialization import (
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)

CustomObjectScope = custom_object_scope

__all__ = [
    "CustomObjectScope",
    "ModelFileError",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_model",
    "load_weights",
    "model_from_config",
    "model_from_json",
    "model_from_yaml",
    "model_to_dict",
    "model_to_yaml",
    "read_source",
    "register_keras_serializable",
    "save_model",
    "save_weights",
    "serialize_keras_object",
    "write_notebook",
    "write_source",
]
