"""The project file (.nnd): a zip with document.json and weights.h5.

document.json is the description of the document; `designer.formats.description` says what is in it.
weights.h5 is there if the model was trained. It holds one group for each layer key, with the arrays numbered as in
`get_weights()`, and one group for each curve of the last training, named `curve.loss` and so on, with one array: a
value for each epoch. A file of equal content is equal byte by byte: neither the time nor the place is written into it.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np

from designer.formats.description import describe, document_from, from_text, to_text
from designer.formats.errors import FormatError, naming_file
from designer.model import weight_keys
from designer.model.document import Curves, Document, Weights
from nn_core.saving import hdf5_guard
from nn_core.saving.arrays import arrays_from_bytes, arrays_to_bytes
from nn_core.saving.atomic import replacing

ENDING = ".nnd"
_DESCRIPTION, _WEIGHTS = "document.json", "weights.h5"
_CURVE = "curve."  # no key of a layer begins like this
_LARGEST = {_DESCRIPTION: 64 * 2**20, _WEIGHTS: 4 * 2**30}  # bytes when unpacked
_LARGEST_RATIO = 200  # unpacked to packed; JSON of a model reaches about 30


def write_project(document: Document, path: Path) -> None:
    """Write the whole document, or leave what was there."""
    weights = weight_keys.of_graph(document.weights, document.graph)
    description, arrays = to_text(describe(document)), arrays_of(weights, document.curves)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_part(_DESCRIPTION), description, zipfile.ZIP_DEFLATED)
        if arrays:
            archive.writestr(_part(_WEIGHTS), arrays, zipfile.ZIP_STORED)
    if arrays:
        hdf5_guard.trust(path, _WEIGHTS)


def read_project(path: Path) -> Document:
    """Return the document in a file; FormatError says what is wrong with it."""
    with naming_file(path):
        try:
            with zipfile.ZipFile(path) as archive:
                content = _read(archive, _DESCRIPTION)
                arrays = _read(archive, _WEIGHTS) if _WEIGHTS in archive.namelist() else b""
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise FormatError(f"It is not a project of this program, or it is damaged ({error}).") from None
        description = from_text(content)
        if arrays:
            hdf5_guard.check(path, _WEIGHTS)
        document = document_from(description)
        document.weights, document.curves = weights_and_curves(arrays)
        document.path = path
        return document


def arrays_of(weights: Weights, curves: Curves) -> bytes:
    """Return weights.h5; no bytes if there is nothing to be in it."""
    by_name = {_CURVE + name: [np.array(values)] for name, values in curves.items()}
    return arrays_to_bytes(weights | by_name) if weights or curves else b""


def weights_and_curves(arrays: bytes) -> tuple[Weights, Curves]:
    """Return what is in a weights.h5, which may be empty."""
    found = arrays_from_bytes(arrays) if arrays else {}
    curves = {name.removeprefix(_CURVE): each for name, each in found.items() if name.startswith(_CURVE)}
    weights = {name: each for name, each in found.items() if not name.startswith(_CURVE)}
    return weights, {name: [float(value) for value in np.ravel(each[0])] for name, each in curves.items() if each}


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)  # its date is the first a zip can have, not that of today
    part.external_attr = 0o644 << 16  # what is unpacked can be read
    return part


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
