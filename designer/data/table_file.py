"""Table files: read once while the file and the way to read it stay the same, made into datasets when needed."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from designer.data.dataset import Dataset
from designer.data.misread import read_or_offer
from designer.data.progress import Report
from designer.data.recipe import Reference
from designer.data.steps import Columns, Reading
from designer.data.table import Table
from designer.data.table_dataset import dataset_of

_lock = threading.Lock()
_last: list[tuple[tuple[object, ...], Table]] = []


def load_table(path: Path, reference: Reference, report: Report) -> Dataset:
    """Read a table and make the dataset that the recipe describes."""
    table = table_of(path, reference, report)
    try:
        return replace(dataset_of(table, reference, path.name, report), table=table)
    except MemoryError:
        with _lock:
            _last.clear()  # the memory is needed elsewhere
        raise


def table_of(path: Path, reference: Reference, report: Report) -> Table:
    """Return the columns of a file; those of the file read last are kept."""
    reading, kinds = reference.step(Reading), reference.step(Columns).kinds or {}
    key = _key(path, reading, kinds)
    with _lock:
        if _last and _last[0][0] == key:
            return _last[0][1]
    table = read_or_offer(path, reading, kinds, report)
    with _lock:
        _last[:] = [(key, table)]
    return table


def known_table(path: Path, reference: Reference) -> Table | None:
    """Return the columns if they were just read; a window does not wait for a file."""
    try:
        key = _key(path, reference.step(Reading), reference.step(Columns).kinds or {})
    except (OSError, ValueError):
        return None
    with _lock:
        return next((table for known, table in _last if known == key), None)


def _key(path: Path, reading: Reading, kinds: dict[str, str]) -> tuple[object, ...]:
    try:
        stamp = path.stat()
    except OSError:
        return (str(path), None)
    return (str(path), stamp.st_mtime_ns, stamp.st_size, str(reading.get_config()), str(sorted(kinds.items())))
