"""The project file (.nnd): a zip with document.json and weights.h5.

document.json is the description of the document; `designer.formats.description` says what is in it.
weights.h5 is there if the model was trained. It holds lists of arrays by name, as `nn_core.saving.arrays` packs them:
for each layer key those of `get_weights()`, and for each curve of the last training, named `curve.loss` and so on, one
array with a value for each epoch. `training.description`, `training.optimizer` and so on are what that training needs
to go on.
A file of equal content is equal byte by byte: neither the time nor the place is written into it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from designer.formats.description import describe, document_from, from_text, to_text
from designer.formats.errors import FormatError, naming_file
from designer.model import weight_keys
from designer.model.document import Curves, Document, Weights
from designer.model.last_run import LastRun
from nn_core.saving import hdf5_guard
from nn_core.saving.arrays import arrays_from_bytes, arrays_to_bytes
from nn_core.saving.atomic import replacing

ENDING = ".nnd"
_DESCRIPTION, _WEIGHTS = "document.json", "weights.h5"
_CURVE, _TRAINING = "curve.", "training."  # no key of a layer begins like these
_LARGEST = {_DESCRIPTION: 64 * 2**20, _WEIGHTS: 4 * 2**30}  # bytes when unpacked
_LARGEST_RATIO = 200  # unpacked to packed; JSON of a model reaches about 30


def write_project(document: Document, path: Path) -> None:
    """Write the whole document, or leave what was there."""
    weights = weight_keys.of_graph(document.weights, document.graph)
    description, arrays = to_text(describe(document)), arrays_of(weights, document.curves, document.last_run)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_part(_DESCRIPTION), description, zipfile.ZIP_DEFLATED)
        if arrays:
            archive.writestr(_part(_WEIGHTS), arrays, zipfile.ZIP_STORED)
    if arrays:
        hdf5_guard.trust(path, _WEIGHTS)


def read_project(path: Path) -> Document:
    """Return the document in a file; FormatError says what is wrong with it."""
    with reading(path) as document:
        return document


@contextmanager
def reading(path: Path) -> Iterator[Document]:
    """Yield the document in a file while another process looks through its weights; at the end it has them.

    FormatError says what is wrong with the file; what is wrong with the weights it says at the end.
    """
    with ExitStack() as looking:
        with naming_file(path):
            with _opened(path) as archive:
                has_weights = _WEIGHTS in archive.namelist()
            if has_weights:
                looking.enter_context(hdf5_guard.checked_meanwhile(path, _WEIGHTS))
            with _opened(path) as archive:
                content = _read(archive, _DESCRIPTION)
                arrays = _read(archive, _WEIGHTS) if has_weights else b""
            document = document_from(from_text(content))
            document.path = path
        yield document
        with naming_file(path):
            looking.close()
            take_arrays(document, arrays)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the zip; whatever is wrong with it is a FormatError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FormatError(f"It is not a project of this program, or it is damaged ({error}).") from None


def arrays_of(weights: Weights, curves: Curves, last_run: LastRun | None = None) -> bytes:
    """Return weights.h5; no bytes if there is nothing to be in it."""
    by_name = {_CURVE + name: [np.array(values)] for name, values in curves.items()}
    state = {} if last_run is None else {_TRAINING + name: each for name, each in last_run.to_arrays().items()}
    return arrays_to_bytes(weights | by_name | state) if weights or curves or state else b""


def take_arrays(document: Document, arrays: bytes) -> None:
    """Put what is in a weights.h5, which may be empty, into a document."""
    found = arrays_from_bytes(arrays) if arrays else {}
    curves, state = _beginning_with(_CURVE, found), _beginning_with(_TRAINING, found)
    document.weights = {name: each for name, each in found.items() if not name.startswith((_CURVE, _TRAINING))}
    document.curves = {name: [float(value) for value in np.ravel(each[0])] for name, each in curves.items() if each}
    document.last_run = LastRun.from_arrays(state) if state else None


def _beginning_with(start: str, found: Weights) -> Weights:
    return {name.removeprefix(start): each for name, each in found.items() if name.startswith(start)}


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
