"""Tables as text: .csv in, predictions as .csv, .npy or .npz out."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.saving.atomic import write_bytes


def read_csv(path: Path) -> dict[str, Any]:
    """Return the columns by the names in the first line; as numbers where all of a column are."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"'{path.name}' is not a table of text with commas ({error}).") from None
    if len(rows) < 2:
        raise ValueError(f"'{path.name}' needs a line of names and at least one line of values below it.")
    names = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            raise ValueError(f"Line {number} of '{path.name}' has {len(row)} values; there are {len(names)} names.")
    if len(set(names)) < len(names):
        raise ValueError(f"Two columns of '{path.name}' have the same name.")
    return {name: _column(values) for name, values in zip(names, zip(*rows[1:], strict=True), strict=True)}


def _column(values: tuple[str, ...]) -> Any:
    for kind in (np.int64, np.float64):
        try:
            return np.array(values).astype(kind)
        except (ValueError, OverflowError):
            continue
    return np.array([value.strip() for value in values])


def write_predictions(found: dict[str, Any], output: str | None) -> None:
    """Write predictions by the name of the output: into a file whose ending chooses the format, or as text."""
    ending = Path(output).suffix.lower() if output else ".csv"
    if ending not in (".csv", ".npy", ".npz") or (ending == ".npy" and len(found) > 1):
        fitting = ".csv, .npy or .npz" if len(found) == 1 else ".csv or .npz, because the model has several outputs"
        raise ValueError(f"'{output}' should end in {fitting}.")
    if output is None:
        sys.stdout.write(_as_csv(found))
    elif ending == ".csv":
        write_bytes(output, _as_csv(found).encode())
    else:
        write_bytes(output, _as_arrays(found, ending))


def _as_arrays(found: dict[str, Any], ending: str) -> bytes:
    buffer = io.BytesIO()
    if ending == ".npy":
        np.save(buffer, next(iter(found.values())), allow_pickle=False)
    else:
        np.savez(buffer, **found)
    return buffer.getvalue()


def _as_csv(found: dict[str, Any]) -> str:
    """Return a line for each sample; a column for each number, named after its output."""
    names: list[str] = []
    columns: list[Any] = []
    for name, array in found.items():
        table = array.reshape(len(array), -1)
        names += [name] if table.shape[1] == 1 else [f"{name}_{i}" for i in range(table.shape[1])]
        columns += list(table.T)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([f"{value:.7g}" for value in row] for row in zip(*columns, strict=True))
    return text.getvalue()
