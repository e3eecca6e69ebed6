"""Files in folders as a dataset: what pictures, texts and sounds have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.utils.dataset import Dataset
from nn_core.utils.directory_index import FolderSettings, LabelledFiles, index_directory, part_of

_WITHOUT_BATCHES = 1024  # elements that are shuffled at a time
_BATCHES_AT_A_TIME = 8


def dataset_of_files(
    settings: FolderSettings, formats: tuple[str, ...], read: Callable[[str], Any], is_padded: bool = False
) -> Any:
    """Return a dataset of what `read` makes of the files, with their labels; two of them for subset="both"."""
    settings = settings.checked()
    files = index_directory(settings, formats)
    if settings.subset != "both":
        return _dataset(part_of(files, settings, settings.subset), settings, read, settings.shuffle, is_padded)
    training, validation = (part_of(files, settings, subset) for subset in ("training", "validation"))
    return [
        _dataset(training, settings, read, settings.shuffle, is_padded),
        _dataset(validation, settings, read, False, is_padded),
    ]


def _dataset(
    files: LabelledFiles, settings: FolderSettings, read: Callable[[str], Any], is_shuffled: bool, is_padded: bool
) -> Dataset:
    labels = None if files.labels is None else encoded(files, settings.label_mode)
    numbers = Dataset(lambda: range(len(files.paths)), len(files.paths))
    size = settings.batch_size
    if is_shuffled:
        numbers = numbers.shuffle(_BATCHES_AT_A_TIME * size if size else _WITHOUT_BATCHES, settings.seed)
    if labels is None:
        found = numbers._each(lambda number: read(files.paths[number]))
    else:
        found = numbers._each(lambda number: (read(files.paths[number]), labels[number]))
    found.class_names, found.file_paths = files.class_names, files.paths
    if size is None:
        return found
    return found.padded_batch(size) if is_padded else found.batch(size)


def encoded(files: LabelledFiles, label_mode: str | None) -> Any:
    """Return the labels in the wanted form."""
    labels = np.array(files.labels, "int32")
    if label_mode == "binary":
        return labels[:, None].astype("float32")
    if label_mode == "categorical":
        return (labels[:, None] == np.arange(len(files.class_names or ()))).astype("float32")
    return labels
