"""Pictures whose files and targets stand in a table."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.preprocessing.image_batches import ENDINGS, Change, FilePictures, targets_of

CLASS_MODES = ("binary", "categorical", "sparse", "raw", "multi_output", "input", None)


class FramePictures(FilePictures):
    """Pictures from the files that a table names: a pandas DataFrame, or a dict of lists."""

    def __init__(
        self,
        dataframe: Any,
        directory: Any,
        columns: tuple[str, Any, str | None],
        classes: list[str] | None,
        class_mode: str | None,
        share: tuple[float, float],
        validate_filenames: bool,
        read: Callable[[str], Array],
        change: Change,
        **order: Any,
    ) -> None:
        if class_mode not in CLASS_MODES:
            raise ValueError(f"class_mode must be one of {CLASS_MODES}, not {class_mode!r}.")
        x_col, y_col, weight_col = columns
        names = column(dataframe, x_col)
        paths = [os.path.join(directory or "", name) for name in names]
        rows = np.array([i for i, path in enumerate(paths) if not validate_filenames or _is_picture(path)], int)
        self.num_missing, self.class_mode = len(paths) - len(rows), class_mode
        if class_mode in ("binary", "categorical", "sparse"):
            labels = column(dataframe, y_col)
            self.class_indices = numbered([labels[i] for i in rows], classes, class_mode)
            rows = np.array([i for i in rows if labels[i] in self.class_indices], int)
        rows = rows[int(share[0] * len(rows)) : int(share[1] * len(rows))]
        self.filepaths, self.filenames = [paths[i] for i in rows], [str(names[i]) for i in rows]
        self.targets = self._targets(dataframe, y_col, rows)
        if weight_col is not None and isinstance(self.targets, tuple):
            self.targets = (*self.targets, np.asarray(column(dataframe, weight_col))[rows])
        super().__init__(read, change, **order)

    def _targets(self, dataframe: Any, y_col: Any, rows: Array) -> Any:
        if self.class_mode in (None, "input"):
            return self.class_mode
        if self.class_mode in ("raw", "multi_output"):
            parts = [np.asarray(column(dataframe, each))[rows] for each in np.atleast_1d(y_col)]
            together = parts[0] if isinstance(y_col, str) else np.stack(parts, axis=-1)
            return (parts if self.class_mode == "multi_output" else together,)
        labels = column(dataframe, y_col)
        self.num_classes = len(self.class_indices)
        self.classes = np.array([self.class_indices[labels[i]] for i in rows], "int32")
        return targets_of(self.classes, self.class_mode, self.num_classes)


def numbered(labels: list[Any], classes: list[str] | None, class_mode: str | None) -> dict[Any, int]:
    """Return the number of every class: in the order given, or that of the alphabet."""
    known = classes or sorted(set(labels))
    if class_mode == "binary" and len(known) != 2:
        raise ValueError(f"class_mode='binary' needs exactly 2 classes, but there are {len(known)}: {known}.")
    return {name: number for number, name in enumerate(known)}


def column(dataframe: Any, name: Any) -> list[Any]:
    """Return a column of the table; ValueError names those it has."""
    try:
        return list(dataframe[name])
    except KeyError:
        raise ValueError(f"The table has no column {name!r}; it has {[str(each) for each in dataframe]}.") from None


def _is_picture(path: str) -> bool:
    return path.lower().endswith(ENDINGS) and os.path.isfile(path)
