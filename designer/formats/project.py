"""The project file (.nnd): a zip with document.json, readable and versioned, and weights.h5.

document.json holds `format`, `version`, `graph` (layers, nodes with positions, edges), `settings` and `data` (the
name of a bundled set, or the path of a file). Keys and lists have a fixed order, so that two versions can be compared.
weights.h5 holds one group for each layer key, with the arrays numbered as in `get_weights()`.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

from designer.formats.errors import FormatError, naming_file
from designer.model.document import Document
from designer.model.graph_json import graph_from_json, graph_to_json
from designer.model.settings import TrainingSettings
from nn_core.saving import hdf5_guard
from nn_core.saving.arrays import arrays_from_bytes, arrays_to_bytes
from nn_core.saving.atomic import replacing

ENDING = ".nnd"
FORMAT = "nn-designer project"
VERSION = 1
_DESCRIPTION, _WEIGHTS = "document.json", "weights.h5"
_LARGEST = {_DESCRIPTION: 64 * 2**20, _WEIGHTS: 4 * 2**30}  # bytes when unpacked
_LARGEST_RATIO = 200  # unpacked to packed; JSON of a model reaches about 30


def write_project(document: Document, path: Path) -> None:
    """Write the whole document, or leave what was there."""
    description = json.dumps(_described(document), indent=1, ensure_ascii=False)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_DESCRIPTION, description)
        if document.weights:
            archive.writestr(_WEIGHTS, arrays_to_bytes(document.weights), zipfile.ZIP_STORED)
    if document.weights:
        hdf5_guard.trust(path, _WEIGHTS)


def read_project(path: Path) -> Document:
    """Return the document in a file; FormatError says what is wrong with it."""
    with naming_file(path):
        try:
            with zipfile.ZipFile(path) as archive:
                content = _read(archive, _DESCRIPTION)
                weights = _read(archive, _WEIGHTS) if _WEIGHTS in archive.namelist() else b""
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise FormatError(f"It is not a project of this program, or it is damaged ({error}).") from None
        description = _checked(content)
        if weights:
            hdf5_guard.check(path, _WEIGHTS)
        return _document(description, weights, path)


def _described(document: Document) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "graph": graph_to_json(document.graph),
        "settings": document.settings.to_json(),
        "data": document.data_name,
    }


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part; only parts with known names are ever read, and none that would unpack to a giant."""
    try:
        part = archive.getinfo(name)
    except KeyError:
        raise FormatError(f"It has no {name} and so is not a project of this program.") from None
    if part.file_size > _LARGEST[name] or part.file_size > _LARGEST_RATIO * max(part.compress_size, 1024):
        raise FormatError(f"Its {name} would unpack to {part.file_size:,} bytes; no project is like that.")
    with archive.open(part) as stream:
        return stream.read()


def _checked(content: bytes) -> dict[str, Any]:
    try:
        description = json.loads(content)
    except ValueError as error:
        raise FormatError(f"Its {_DESCRIPTION} is damaged: {error}.") from None
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise FormatError("It is a zip archive, but not a project of this program.")
    version = description.get("version")
    if not isinstance(version, int) or version < 1:
        raise FormatError(f"Its version is {version!r}, which is not a version of the project file.")
    if version > VERSION:
        raise FormatError(f"It was written by a newer program (file version {version}); update to open it.")
    return description


def _document(description: dict[str, Any], weights: bytes, path: Path) -> Document:
    data = description.get("data", "")
    if not isinstance(data, str):
        raise FormatError(f"Its data should be a name or a path, not {data!r}.")
    return Document(
        graph_from_json(description.get("graph")),
        TrainingSettings.from_json(description.get("settings", {})),
        data,
        arrays_from_bytes(weights) if weights else {},
        path,
    )
