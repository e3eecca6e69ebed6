"""Saving and loading models: one file per format; this is the door that chooses by the file's ending."""

from nn_core.saving.door import load_model, load_weights, save_model, save_weights
from nn_core.saving.errors import ModelFileError
from nn_core.saving.keras_json import model_from_dict as model_from_config
from nn_core.saving.keras_json import model_from_json, model_to_dict
from nn_core.saving.keras_yaml import model_from_yaml, model_to_yaml
from nn_core.saving.python_source import read_source, write_notebook, write_source
from nn_core.spec.serialization import custom_object_scope, register_keras_serializable

__all__ = [
    "ModelFileError",
    "custom_object_scope",
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
    "write_notebook",
    "write_source",
]
