"""snippet_of: the Python for any data, as far as it has been written for their kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from designer.data import arrays, bundled, drawn, keras_sets, long_text, table_rows
from designer.data.code.archives import write_arrays, write_npz
from designer.data.code.bundled import RULES, write_bundled
from designer.data.code.bundled import write_points as write_made_points
from designer.data.code.characters import write_characters
from designer.data.code.keras_sets import write_keras_set
from designer.data.code.pictures import write_folder
from designer.data.code.points import write_points
from designer.data.code.snippet import Asked, Snippet
from designer.data.code.table import write_table
from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.recipe import Reference
from designer.data.sources import is_file

Write = Callable[[Asked], Snippet | None]
_FILES: tuple[tuple[tuple[str, ...], Write], ...] = (
    (table_rows.ENDINGS, write_table),
    (long_text.ENDINGS, write_characters),
    ((".npz",), write_npz),
    ((*arrays.NPY_ENDINGS, *arrays.HDF5_ENDINGS), write_arrays),
)


def snippet_of(reference: str, dataset: Dataset, folder: Path | None = None) -> Snippet | None:
    """Return the Python that makes the arrays of a dataset; None if there is none for data of this kind.

    Args:
        folder: where the program will stand; a file in it, or below it, is called by its relative path.
    """
    parsed = Reference.parse(reference)
    asked = Asked(parsed, dataset, _place(parsed.source, folder), folder is not None)
    is_table = dataset.table is not None and is_file(parsed.source)  # whatever its ending
    write = write_table if is_table else _writer(parsed.source)
    try:
        return None if write is None else write(asked)
    except (OSError, DataError):  # the file is gone; what was read of it is still there
        return None


def _writer(source: str) -> Write | None:
    if source == drawn.NAME:
        return write_points
    if source in bundled.FILES:
        return write_bundled
    if source in RULES:
        return write_made_points
    if source in keras_sets.SETS:
        return write_keras_set
    if not is_file(source):
        return None
    if Path(source).is_dir():
        return write_folder
    return next((write for endings, write in _FILES if source.lower().endswith(endings)), None)


def _place(source: str, folder: Path | None) -> str:
    path = Path(os.path.abspath(source))
    if folder is not None and path.is_relative_to(os.path.abspath(folder)):
        path = path.relative_to(os.path.abspath(folder))
    return path.as_posix()
