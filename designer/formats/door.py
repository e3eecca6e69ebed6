"""open_document and save_document: the file's ending chooses the format."""

from __future__ import annotations

from pathlib import Path

from designer.formats import keras_file, project
from designer.formats.errors import FormatError
from designer.model.document import Document

READABLE = (project.ENDING, *keras_file.ENDINGS)


def open_document(path: Path) -> Document:
    """Return the document in a file; FormatError names the file and the reason if there is none."""
    if path.is_dir():
        raise FormatError(f"'{path.name}' is a folder, not a model.")
    if not path.is_file():
        raise FormatError(f"There is no file '{path}'.")
    ending = path.suffix.lower()
    if ending == project.ENDING:
        return project.read_project(path)
    if ending in keras_file.ENDINGS:
        return keras_file.read_keras_file(path)
    raise FormatError(f"'{path.name}' is no model this program opens; it opens {', '.join(READABLE)}.")


def save_document(document: Document, path: Path) -> None:
    """Write the document; everything is kept in a project file, in a Keras file the model and its weights."""
    if path.suffix.lower() in keras_file.ENDINGS:
        keras_file.write_keras_file(document, path)
    else:
        project.write_project(document, path)
