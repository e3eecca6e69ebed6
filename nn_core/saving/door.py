"""save_model and load_model, save_weights and load_weights: the file's ending chooses the format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nn_core.saving import hdf5, hdf5_by_place, keras_yaml
from nn_core.saving.atomic import write_text
from nn_core.saving.errors import ModelFileError
from nn_core.saving.keras_json import read_json_model

FilePath = str | os.PathLike[str]
_ZIP_ENDING = ".keras"


def save_model(
    model: Any,
    filepath: FilePath,
    overwrite: bool = True,
    include_optimizer: bool = True,
    keras_version: int = 3,
    **_: Any,
) -> None:
    """Write architecture, weights and training state to a .keras or .h5 file, the architecture to .json or .yaml.

    Args:
        overwrite: whether a file of that name may be replaced.
        include_optimizer: whether to write how the model was compiled, and the state of its optimizer.
        keras_version: 2 for a .h5 file with which Keras 2 goes on training where we stopped.
    """
    path = _writable(filepath, overwrite)
    if _ending(path) == ".json":
        write_text(path, model.to_json(indent=2))
    elif _ending(path) in keras_yaml.ENDINGS:
        write_text(path, keras_yaml.model_to_yaml(model))
    elif _ending(path) == _ZIP_ENDING:
        from nn_core.saving import keras_zip  # here, because zip files take a while to import

        keras_zip.write_model(model, path, include_optimizer)
    elif _ending(path) in hdf5.ENDINGS:
        hdf5.write_model(model, path, include_optimizer, keras_version)
    else:
        raise ModelFileError(
            f"'{path.name}' should end in .keras, .h5, .json or .yaml: the ending says how to save a model."
        )


def load_model(
    filepath: FilePath, custom_objects: dict[str, Any] | None = None, compile: bool = True, safe_mode: bool = True
) -> Any:
    """Return the model in a .keras, .h5, .json or .yaml file of Keras 2, Keras 3 or this program.

    Args:
        custom_objects: classes and functions of your own, by name.
        compile: whether to compile it as it was when saved, and to restore the state of its optimizer.
        safe_mode: accepted as in Keras; code in a file is never run.
    """
    path = _readable(filepath)
    if _ending(path) == ".json":
        return read_json_model(path, custom_objects, compile)
    if _ending(path) in keras_yaml.ENDINGS:
        return keras_yaml.read_yaml_model(path, custom_objects)
    if _is_zip(path):
        from nn_core.saving import keras_zip

        return keras_zip.read_model(path, custom_objects, compile)
    return hdf5.read_model(path, custom_objects, compile)


def save_weights(model: Any, filepath: FilePath, overwrite: bool = True) -> None:
    """Write the weights of a model to a .h5 file; to one ending in .weights.h5 in Keras 3's own layout."""
    path = _writable(filepath, overwrite)
    if _ending(path) not in hdf5.ENDINGS:
        raise ModelFileError(f"'{path.name}' should end in .weights.h5 or .h5: the ending says how to save weights.")
    if path.name.lower().endswith(hdf5_by_place.ENDING):
        hdf5_by_place.write_weights_file(model, path)
    else:
        hdf5.write_weights_file(model, path)


def load_weights(model: Any, filepath: FilePath, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Fill a model with the weights in a .h5, .weights.h5 or .keras file.

    Args:
        by_name: fill the layers whose names are in the file and leave the others.
        skip_mismatch: pass over layers whose weights have other shapes.
    """
    path = _readable(filepath)
    if _is_zip(path):
        from nn_core.saving import keras_zip

        keras_zip.read_weights_file(model, path, by_name, skip_mismatch)
    else:
        hdf5.read_weights_file(model, path, by_name, skip_mismatch)


def _is_zip(path: Path) -> bool:
    """A .keras file is a zip whatever it is called, and a .keras that is none has to say so."""
    with path.open("rb") as file:
        return _ending(path) == _ZIP_ENDING or file.read(4) == b"PK\x03\x04"


def _ending(path: Path) -> str:
    return path.suffix.lower()


def _readable(filepath: FilePath) -> Path:
    if not isinstance(filepath, str | os.PathLike):
        raise ModelFileError(f"The name of a file must be text or a Path, not {filepath!r}.")
    path = Path(filepath)
    if path.is_dir():
        raise ModelFileError(f"'{path.name}' is a folder, not a model file.")
    if not path.is_file():
        raise ModelFileError(f"There is no file '{path}'.")
    return path


def _writable(filepath: FilePath, overwrite: bool) -> Path:
    path = Path(filepath)
    if path.exists() and not overwrite:
        raise ModelFileError(f"'{path.name}' exists already; pass overwrite=True to replace it.")
    if path.is_dir():
        raise ModelFileError(f"'{path.name}' is a folder; give the name of a file.")
    if not path.parent.is_dir():
        raise ModelFileError(f"There is no folder '{path.parent}' to save '{path.name}' in.")
    return path
