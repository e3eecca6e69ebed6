"""text_dataset_from_directory: texts in folders, one folder for each class."""

from __future__ import annotations

from typing import Any

from nn_core.utils.directory_dataset import dataset_of_files
from nn_core.utils.directory_index import FolderSettings


def text_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: list[str] | None = None,
    batch_size: int | None = 32,
    max_length: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """Return a dataset of the .txt files in folders (UTF-8), with their labels.

    Args:
        directory: holds one folder for each class.
        labels: "inferred" from the folders, None, or a list of numbers in the order of the paths.
        label_mode: "int", "categorical" (one-hot), "binary" (0.0 or 1.0) or None.
        class_names: the folders in the order of their numbers, if not that of the alphabet.
        max_length: bytes after which a text is cut.
        validation_split, subset, seed: keep a share for validation; the same seed picks the same files as in Keras.
            subset="both" returns the two datasets.
        format: accepted as in Keras; there is one kind of dataset here.
    """

    def read(path: str) -> str:
        with open(path, "rb") as file:
            content = file.read(-1 if max_length is None else max_length)
        return content.decode("utf-8", errors="replace" if max_length is None else "ignore")

    settings = FolderSettings(
        *(directory, labels, label_mode, class_names, batch_size, shuffle, seed),
        *(validation_split, subset, follow_links, verbose),
    )
    return dataset_of_files(settings, (".txt",), read)
