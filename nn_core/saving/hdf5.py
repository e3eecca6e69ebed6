"""HDF5: complete models and weights in the layout that Keras 2 introduced and Keras 3 still reads and writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nn_core.layers.calling import dry_run
from nn_core.saving.compile_config import compile_from_config, compile_to_config
from nn_core.saving.errors import ModelFileError
from nn_core.saving.hdf5_access import group_at, reading, text_attribute, writing
from nn_core.saving.hdf5_by_place import is_by_place, read_state
from nn_core.saving.hdf5_optimizer import read_optimizer, write_optimizer
from nn_core.saving.hdf5_weights import KERAS_VERSIONS, read_weights, write_weights
from nn_core.saving.keras2_config import keras2_config, keras2_object, without_short_names
from nn_core.saving.keras_json import model_from_dict, parse, without_tuples
from nn_core.spec.serialization import custom_object_scope, serialize

ENDINGS = (".h5", ".hdf5")


def write_model(model: Any, path: Path, include_optimizer: bool = True, keras_version: int = 3) -> None:
    """Write architecture, weights and training state.

    Keras 2 opens what is written for Keras 3, too, unless a model is inside the model; but only what is written for
    Keras 2 goes on training there with the state of the optimizer.
    """
    if keras_version not in (2, 3):
        raise ModelFileError(f"keras_version must be 2 or 3, not {keras_version!r}.")
    config = keras2_config(serialize(model), for_keras_2_only=keras_version == 2)
    attributes = {"keras_version": KERAS_VERSIONS[keras_version], "backend": "tensorflow"}
    attributes["model_config"] = json.dumps(config)
    with_training = include_optimizer and getattr(model, "compiled", False)
    if with_training:
        attributes["training_config"] = json.dumps(_training_config(model, keras_version))
    with writing(path) as file:
        for name, text in attributes.items():
            file.attrs[name] = text.encode()
        write_weights(file.create_group("model_weights"), model, keras_version)
        if with_training:
            write_optimizer(file, model.optimizer, keras_version)


def read_model(path: Path, custom_objects: dict[str, Any] | None = None, compile: bool = True) -> Any:
    """Return the model in the file."""
    with reading(path) as file:
        text = text_attribute(file, "model_config")
        if text is None:
            raise ModelFileError(_no_model(file))
        with dry_run():  # no memory for weights until the file is known to have them
            model = model_from_dict(parse(text), custom_objects, text_attribute(file, "keras_version"))
        read_weights(group_at(file, "model_weights"), model)
        training = text_attribute(file, "training_config")
        if compile and training is not None:
            with custom_object_scope(custom_objects):
                _compile(model, without_tuples(parse(training)))
            if "optimizer_weights" in file:
                read_optimizer(group_at(file, "optimizer_weights"), model)
        return model


def write_weights_file(model: Any, path: Path) -> None:
    """Write the weights alone."""
    with writing(path) as file:
        write_weights(file, model)


def read_weights_file(model: Any, path: Path, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Fill the model with the weights of a file that holds nothing else, or a complete model."""
    with reading(path) as file:
        if is_by_place(file):
            read_state(file, model, skip_mismatch, needs_optimizer=False, by_name=by_name)
            return
        group = file if "layer_names" in file.attrs or "layer_names0" in file.attrs else None
        if group is None and "model_weights" not in file:
            raise ModelFileError("It has no list of layers, so it does not hold weights that Keras wrote.")
        read_weights(group or group_at(file, "model_weights"), model, by_name, skip_mismatch)


def _training_config(model: Any, keras_version: int) -> dict[str, Any]:
    """Return the compile arguments in words that Keras 2 and 3 both understand."""
    config = compile_to_config(model)
    optimizer = keras2_object(config["optimizer"])
    if keras_version == 2:
        optimizer["config"] |= {"is_legacy_optimizer": False, "jit_compile": False}
    else:  # Keras 2 takes it for one of its older optimizers, which know fewer settings
        _leave_out_defaults(optimizer["config"], model.optimizer)
    return {
        "optimizer_config": optimizer,
        "loss": without_short_names(config["loss"], "loss"),
        "loss_weights": config["loss_weights"],
        "metrics": without_short_names(config["metrics"], "metric"),
        "weighted_metrics": without_short_names(config["weighted_metrics"], "metric"),
    }


def _leave_out_defaults(settings: dict[str, Any], optimizer: Any) -> None:
    for name, each in optimizer.parameters.items():
        if each.is_keyword_only and name != "name" and settings.get(name) == each.default:
            settings.pop(name, None)


def _compile(model: Any, config: dict[str, Any]) -> None:
    try:
        compile_from_config(model, config, config.get("optimizer_config"))
    except ValueError as error:
        hint = "With load_model(..., compile=False) the model opens without its training state."
        raise ModelFileError(f"{error} {hint}") from None


def _no_model(file: Any) -> str:
    if "layer_names" in file.attrs or "layer_names0" in file.attrs or is_by_place(file):
        return "It holds weights without a model (no model_config); use load_weights on the model they belong to."
    return "It is an HDF5 file, but holds no model (no model_config)."
