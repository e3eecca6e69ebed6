"""Models: Sequential, functional and subclassed, and how to save, load and copy them."""

from nn_core.models.cloning import clone_model
from nn_core.models.functional import Functional
from nn_core.models.model import Model
from nn_core.models.sequential import Sequential
from nn_core.saving import load_model, model_from_config, model_from_json, model_from_yaml, save_model

__all__ = [
    "Functional",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_config",
    "model_from_json",
    "model_from_yaml",
    "save_model",
]
