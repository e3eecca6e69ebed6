"""The .keras file of Keras 3: a zip with config.json, metadata.json and model.weights.h5."""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nn_core.layers.calling import dry_run
from nn_core.saving import hdf5_guard
from nn_core.saving.atomic import replacing
from nn_core.saving.compile_config import compile_from_config
from nn_core.saving.errors import ModelFileError, naming_file
from nn_core.saving.hdf5_access import hdf5_in
from nn_core.saving.hdf5_by_place import read_state, write_state
from nn_core.saving.hdf5_weights import KERAS_VERSIONS
from nn_core.saving.keras_json import model_from_dict, model_to_dict, parse, without_tuples
from nn_core.spec.serialization import custom_object_scope

_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_LARGEST_TEXT = 64 * 2**20  # bytes of config.json


def write_model(model: Any, path: Path, include_optimizer: bool = True) -> None:
    """Write architecture, weights and training state."""
    config = model_to_dict(model)
    if not include_optimizer:
        config.pop("compile_config", None)
    metadata = {"keras_version": KERAS_VERSIONS[3], "date_saved": datetime.now().strftime("%Y-%m-%d@%H:%M:%S")}
    import h5py

    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        write_state(file, model, include_optimizer)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr(_METADATA, json.dumps(metadata))
        archive.writestr(_CONFIG, json.dumps(config))
        archive.writestr(_WEIGHTS, memory.getvalue())
    hdf5_guard.trust(path, _WEIGHTS)


def read_model(path: Path, custom_objects: dict[str, Any] | None = None, compile: bool = True) -> Any:
    """Return the model in the file."""
    with naming_file(path), _opened(path) as archive:
        config = parse(_read(archive, _CONFIG, _LARGEST_TEXT))
        with dry_run():  # no memory for weights until the file is known to have them
            model = model_from_dict(config, custom_objects)
        if compile and config.get("compile_config"):
            with custom_object_scope(custom_objects):
                compile_from_config(model, without_tuples(config["compile_config"]))
        num_bytes = sum(8 * math.prod(v.shape) for v in model.weights)
        content = _read(archive, _WEIGHTS, _LARGEST_TEXT + 8 * num_bytes)
        hdf5_guard.check(path, _WEIGHTS)
        with hdf5_in(content) as file:
            read_state(file, model)
        return model


def read_weights_file(model: Any, path: Path, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Fill the model with the weights in the file; the layers in it are not looked at."""
    with naming_file(path), _opened(path) as archive:
        hdf5_guard.check(path, _WEIGHTS)
        content = _read(archive, _WEIGHTS, _LARGEST_TEXT + 2 * path.stat().st_size)
        with hdf5_in(content) as file:
            read_state(file, model, skip_mismatch, needs_optimizer=False, by_name=by_name)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise ModelFileError(f"It is not a .keras file, or it is damaged ({error}).") from None


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return one part; one that would unpack to more than a model needs is refused."""
    try:
        part = archive.getinfo(name)
    except KeyError:
        raise ModelFileError(f"It has no {name}, so it is not a .keras file.") from None
    if part.file_size > most:
        raise ModelFileError(f"Its {name} would unpack to {part.file_size:,} bytes, more than the model can need.")
    with archive.open(part) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ModelFileError(f"Its {name} unpacks to more than it says.")
    return content
