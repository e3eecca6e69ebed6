"""Sources: find and load data, by the name of a declared source or the path of a file or folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from designer.data import (
    arrays,
    bundled,
    drawn,
    folders,
    generated,
    keras_sets,
    long_text,
    npz,
    table_dataset,
    table_rows,
)
from designer.data.dataset import Dataset
from designer.data.declaration import DataSource, Kind, declared, enter_source
from designer.data.errors import DataError, MendableError
from designer.data.first_lines import is_table
from designer.data.progress import Report, silent
from designer.data.recipe import Reference, Step
from designer.data.remedies import remember
from designer.data.table_file import known_table, load_table

_NUM_KEPT = 3
_GUI_KINDS = ("bundled", "generated", "drawn")  # there in a few milliseconds
for _name, _set in keras_sets.SETS.items():
    _load = partial(keras_sets.load_keras_set, _name)
    enter_source(DataSource(_name, _set.title, _set.description, "keras", _load, _set.steps))
enter_source(DataSource(drawn.NAME, drawn.TITLE, drawn.DESCRIPTION, "drawn", drawn.load_drawn, drawn.STEPS))


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its endings (none for a folder), what it is called, how it is read, and the steps one can set."""

    endings: tuple[str, ...]
    title: str
    load: Callable[[Path, Reference, Report], Dataset]
    steps: tuple[type[Step], ...] = ()


def _load_npz(path: Path, reference: Reference, report: Report) -> Dataset:
    report(f"Reading {path.name}", 0, None)
    return npz.load_npz(path, report, reference)


FILE_KINDS = (
    FileKind(table_rows.ENDINGS, "Tables", load_table, table_dataset.STEPS),
    FileKind((".npz",), "NumPy archives", _load_npz, npz.STEPS),
    FileKind(arrays.NPY_ENDINGS, "Arrays", arrays.load_arrays, arrays.STEPS),
    FileKind(arrays.HDF5_ENDINGS, "HDF5 files", arrays.load_arrays, arrays.HDF5_STEPS),
    FileKind(long_text.ENDINGS, "Texts", long_text.load_text, long_text.STEPS),
)
_PICTURES = FileKind((), "Pictures", folders.load_folder, folders.PICTURE_STEPS)
_PARTS = FileKind((".npz",), "NumPy archives", _load_npz, npz.STEPS_OF_PARTS)
_TEXTS = FileKind((), "Texts", folders.load_folder, folders.TEXT_STEPS)

_lock = threading.Lock()
_kept: dict[tuple[object, ...], Dataset] = {}


def sources(*kinds: Kind) -> list[DataSource]:
    """Return the declared sources (of these kinds), in the order in which they are offered."""
    return [source for source in declared.values() if not kinds or source.kind in kinds]


def is_file(reference: str | Path) -> bool:
    """Say whether a reference means a file or folder rather than a declared source."""
    source = source_of(reference)
    return bool(source) and source not in declared and (bool(Path(source).suffix) or len(Path(source).parts) > 1)


def is_slow(reference: str | Path) -> bool:
    """Say whether loading may take so long that the window must not wait for it."""
    declared_as = declared.get(source_of(reference))
    return is_file(reference) if declared_as is None else declared_as.kind not in _GUI_KINDS


def is_data_path(path: str | Path) -> bool:
    """Say whether a path looks like data that can be opened: a folder, or a file with a known ending."""
    return Path(path).is_dir() or _kind_of_file(Path(path)) is not None


def has_columns(reference: str | Path) -> bool:
    """Say whether a table was read, so that its columns can be chosen even if no samples could be made of them."""
    try:
        parsed = Reference.parse(str(reference))
    except DataError:
        return False
    return known_table(Path(parsed.source), parsed) is not None


def source_of(reference: str | Path) -> str:
    """Return the name or path in a reference, whatever the recipe."""
    try:
        return Reference.parse(str(reference)).source
    except DataError:
        return str(reference)


def title_of(reference: str | Path) -> str:
    """Return what to call the data without loading it."""
    source = declared.get(source_of(reference))
    return source.title if source else Path(source_of(reference)).name


def steps_of(reference: str | Path) -> tuple[type[Step], ...]:
    """Return the steps that can be set for a source."""
    source = source_of(reference)
    if source in declared:
        return declared[source].steps
    kind = _kind_of_path(Path(source)) if source else None
    return kind.steps if kind else ()


def load(reference: str | Path, report: Report = silent) -> Dataset:
    """Return the dataset with this name, or the one in the file or folder with this path; DataError says why not."""
    parsed = Reference.parse(str(reference))
    source = declared.get(parsed.source)
    if source is not None and source.kind != "keras":
        return source.load(parsed, report)
    stamp = _stamp(Path(parsed.source)) if source is None else tuple(map(_stamp, keras_sets.places(parsed.source)))
    key = (str(parsed), stamp)
    with _lock:
        if key in _kept:
            return _kept[key]
    found = source.load(parsed, report) if source is not None else _load_path(parsed, report)
    with _lock:
        _kept[key] = found
        while len(_kept) > _NUM_KEPT:
            del _kept[next(iter(_kept))]
    return found


def _load_path(reference: Reference, report: Report) -> Dataset:
    path = Path(reference.source)
    if not is_file(reference.source):
        remedy = f"Choose one of {', '.join(declared)}, or open a file."
        raise DataError(f"There is no data called '{reference.source}'. {remedy}")
    kind = _kind_of_path(path)
    if kind is None:
        endings = ", ".join(ending for each in FILE_KINDS for ending in each.endings)
        what = f"ends in '{path.suffix}'" if path.exists() else "does not exist"
        raise DataError(f"The file {path} {what}; data are read from files that end in {endings}, and from folders.")
    remember(reference, ())
    try:
        return kind.load(path, reference, report)
    except MendableError as error:
        remember(reference, error.remedies)
        raise
    except OSError as error:
        raise DataError(f"The file {path} cannot be read: {error.strerror or error}.") from None
    except MemoryError:
        raise DataError(
            f"{path.name} does not fit into the memory of this computer. Take a part of its samples, make pictures "
            "smaller, or save arrays as .npy or HDF5, which are read piece by piece."
        ) from None


def _kind_of_path(path: Path) -> FileKind | None:
    if path.is_dir():
        try:
            return _PICTURES if folders.holds(path, folders.PICTURES) else _TEXTS
        except DataError:
            return _PICTURES
    kind = _kind_of_file(path)
    return _PARTS if kind is not None and kind.load is _load_npz and npz.has_own_test(path) else kind


def _kind_of_file(path: Path) -> FileKind | None:
    name = path.name.lower()
    kind = next((kind for kind in FILE_KINDS if name.endswith(kind.endings)), None)
    return FILE_KINDS[0] if kind is not None and kind.load is long_text.load_text and is_table(path) else kind


def _stamp(path: Path) -> tuple[object, ...]:
    """Return marks that change when a file or folder does, or a file in it."""
    try:
        if path.is_dir():
            marks = sorted((each.st_mtime_ns, each.st_size) for each in _stats_in(path))
            return (str(path), len(marks), hash(tuple(marks)))
        return (str(path), path.stat().st_mtime_ns, path.stat().st_size)
    except OSError:
        return ()


def _stats_in(folder: Path) -> Iterator[os.stat_result]:
    with os.scandir(folder) as entries:
        for entry in entries:
            is_broken_link = entry.is_symlink() and not os.path.exists(entry.path)
            yield entry.stat(follow_symlinks=not is_broken_link)
            if entry.is_dir(follow_symlinks=False):
                yield from _stats_in(Path(entry.path))


__all__ = ["bundled", "generated", "load", "sources"]
