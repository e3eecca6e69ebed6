"""Tables: a CSV file with one header line and the target in the last column, made into a dataset."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.scaling import Scaling, standardised
from designer.data.splitting import split


@dataclass(frozen=True)
class Table:
    """The columns of a table: numbers as features, the last column as text."""

    feature_names: tuple[str, ...]
    target_name: str
    features: NDArray[np.float64]
    target: NDArray[np.str_]


def read_table(path: Path) -> Table:
    """Read a table; a name ending in .gz is decompressed."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text))
    features = np.array([row[:-1] for row in rows], np.float64)
    return Table(tuple(header[:-1]), header[-1], features, np.array([row[-1] for row in rows]))


def classification(
    table: Table,
    title: str,
    shape: tuple[int, ...] | None = None,
    scale: Callable[[NDArray], Scaling] = standardised,
    class_names: tuple[str, ...] = (),
) -> Dataset:
    """Make a dataset whose target is a class; `scale` is asked with the training part."""
    values, labels = np.unique(table.target, return_inverse=True)
    train, test = split(labels, len(labels))
    scaling = scale(table.features[train])
    samples = scaling.apply(table.features).reshape(-1, *(shape or table.features.shape[1:]))
    labels = labels.astype(np.int32)
    return Dataset(
        title=title,
        task="classification",
        inputs={"x": samples[train]},
        targets={table.target_name: labels[train]},
        test_inputs={"x": samples[test]},
        test_targets={table.target_name: labels[test]},
        class_names=class_names or tuple(str(value) for value in values),
        feature_names=table.feature_names,
        input_scaling={"x": scaling},
    )


def regression(table: Table, title: str) -> Dataset:
    """Make a dataset whose target is a number; both sides are standardised."""
    train, test = split(None, len(table.target))
    target = table.target.astype(np.float64)[:, None]
    scaling, target_scaling = standardised(table.features[train]), standardised(target[train], "the target")
    samples, targets = scaling.apply(table.features), target_scaling.apply(target)
    return Dataset(
        title=title,
        task="regression",
        inputs={"x": samples[train]},
        targets={table.target_name: targets[train]},
        test_inputs={"x": samples[test]},
        test_targets={table.target_name: targets[test]},
        feature_names=table.feature_names,
        input_scaling={"x": scaling},
        target_scaling={table.target_name: target_scaling},
    )
