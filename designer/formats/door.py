"""open_document and save_document: the file's ending chooses the format. A format is an entry of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from designer.formats import keras_file, project, python_file
from designer.formats.errors import FormatError
from designer.formats.stamp import stamp_of
from designer.model.document import Document

Reader = Callable[[Path], AbstractContextManager[Document]]  # of what takes long it may do a part at the end


def _at_once(read: Callable[[Path], Document]) -> Reader:
    return lambda path: nullcontext(read(path))


READERS: dict[str, Reader] = {
    project.ENDING: project.reading,
    **dict.fromkeys(keras_file.ENDINGS, _at_once(keras_file.read_keras_file)),
    **dict.fromkeys(python_file.ENDINGS, _at_once(python_file.read_python_file)),
}
WRITERS: dict[str, Callable[[Document, Path], None]] = {
    project.ENDING: project.write_project,
    **dict.fromkeys(keras_file.ENDINGS, keras_file.write_keras_file),
    **dict.fromkeys(python_file.ENDINGS, python_file.write_python_file),
}
READABLE = tuple(READERS)


def open_document(path: Path) -> Document:
    """Return the document in a file; FormatError names the file and the reason if there is none."""
    with opening(path) as document:
        return document


@contextmanager
def opening(path: Path) -> Iterator[Document]:
    """Yield the document in a file, perhaps without its weights yet; at the end it is whole, or FormatError."""
    if path.is_dir():
        raise FormatError(f"'{path.name}' is a folder, not a model.")
    if not path.is_file():
        raise FormatError(f"There is no file '{path}'.")
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise FormatError(f"'{path.name}' is no model this program opens; it opens {', '.join(READABLE)}.")
    stamp = stamp_of(path)  # first: what is written while we read must be noticed later
    with read(path) as document:
        document.stamp = stamp
        yield document


def save_document(document: Document, path: Path) -> None:
    """Write the document; everything is kept in a project file, in the others the model and perhaps its weights."""
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise FormatError(f"'{path.name}' has no ending this program writes; they are {', '.join(WRITERS)}.")
    write(document, path)


def keeps_everything(path: Path) -> bool:
    """Say whether a file of this name can hold a whole document."""
    return path.suffix.lower() == project.ENDING
