"""Sources: find and load data, by the name of a declared source or the path of a file."""

from __future__ import annotations

from pathlib import Path

from designer.data import bundled, generated  # noqa: F401  (both declare their sources when imported)
from designer.data.dataset import Dataset
from designer.data.declaration import DataSource, declared
from designer.data.errors import DataError
from designer.data.npz import load_npz


def sources() -> list[DataSource]:
    """Return all declared sources, in the order in which they are offered."""
    return list(declared.values())


def is_file(reference: str | Path) -> bool:
    """Say whether a reference is the path of a file rather than the name of a source."""
    return str(reference).lower().endswith(".npz")


def title_of(reference: str | Path) -> str:
    """Return what to call the data without loading it."""
    source = declared.get(str(reference))
    return source.title if source else Path(reference).name


def load(reference: str | Path) -> Dataset:
    """Return the dataset with this name, or the one in the .npz file with this path."""
    if is_file(reference):
        return load_npz(Path(reference))
    if str(reference) not in declared:
        remedy = f"Choose one of {', '.join(declared)}, or open a file ending in .npz."
        raise DataError(f"There is no data called '{reference}'. {remedy}")
    return declared[str(reference)].make()
