"""The files in a folder with their classes, in the order of Keras, and divided as Keras divides them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nn_core.ops.random import draw_seed


@dataclass(frozen=True)
class FolderSettings:
    """What the functions for pictures, texts and sounds in a folder have in common; the names are Keras's."""

    directory: Any
    labels: Any
    label_mode: str | None
    class_names: list[str] | None
    batch_size: int | None
    shuffle: bool
    seed: int | None
    validation_split: float | None
    subset: str | None
    follow_links: bool
    verbose: bool

    def checked(self) -> FolderSettings:
        """Return the settings with what follows from them; ValueError if they contradict one another."""
        if not os.path.isdir(self.directory):
            raise ValueError(f"There is no folder '{self.directory}'.")
        if self.label_mode not in ("int", "categorical", "binary", None):
            raise ValueError(f"label_mode must be 'int', 'categorical', 'binary' or None, not {self.label_mode!r}.")
        if not isinstance(self.labels, list | tuple) and self.labels not in ("inferred", None):
            raise ValueError(f"labels must be 'inferred', None or a list of whole numbers, not {self.labels!r}.")
        if self.class_names is not None and self.labels != "inferred":
            raise ValueError("class_names can be given with labels='inferred' only; it is the order of the folders.")
        self._check_split()
        seeded = replace(self, seed=draw_seed() if self.seed is None else self.seed)
        is_without = self.labels is None or self.label_mode is None
        return replace(seeded, labels=None, label_mode=None) if is_without else seeded

    def _check_split(self) -> None:
        if self.subset not in ("training", "validation", "both", None):
            raise ValueError(f"subset must be 'training', 'validation', 'both' or None, not {self.subset!r}.")
        if bool(self.validation_split) != bool(self.subset):
            raise ValueError("validation_split and subset belong together: give both or neither.")
        if self.validation_split and not 0 < self.validation_split < 1:
            raise ValueError(f"validation_split must be between 0 and 1, not {self.validation_split!r}.")
        if self.validation_split and self.shuffle and self.seed is None:
            raise ValueError("With validation_split and shuffle, give a seed: else the two subsets would overlap.")


@dataclass(frozen=True)
class LabelledFiles:
    """Paths, the number of each file's class if there are classes, and their names."""

    paths: list[str]
    labels: list[int] | None
    class_names: list[str] | None

    def reordered(self, order: Any) -> LabelledFiles:
        """Return the files with these numbers."""
        labels = None if self.labels is None else [self.labels[number] for number in order]
        return replace(self, paths=[self.paths[number] for number in order], labels=labels)


def index_directory(settings: FolderSettings, formats: tuple[str, ...]) -> LabelledFiles:
    """List the files of these endings; the seed gives the order that it gives in Keras."""
    found = _by_folder(settings, formats) if settings.labels == "inferred" else _all(settings, formats)
    if settings.verbose:
        ending = "" if found.class_names is None else f" belonging to {len(found.class_names)} classes"
        print(f"Found {len(found.paths)} files{ending}.")
    if settings.label_mode == "binary" and len(found.class_names or ()) != 2:
        raise ValueError(f"label_mode='binary' needs exactly 2 classes, but there are {found.class_names}.")
    order = np.arange(len(found.paths))
    if settings.shuffle:
        np.random.RandomState((settings.seed or 0) % 2**32).shuffle(order)
    return found.reordered(order)


def _by_folder(settings: FolderSettings, formats: tuple[str, ...]) -> LabelledFiles:
    """Take each folder as a class."""
    with os.scandir(settings.directory) as entries:
        folders = sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    names = folders if settings.class_names is None else list(settings.class_names)
    if missing := set(names) - set(folders):
        raise ValueError(f"class_names has {sorted(missing)}, but the folders are {folders}.")
    inside = [list(_files(os.path.join(settings.directory, name), formats, settings.follow_links)) for name in names]
    labels = [number for number, paths in enumerate(inside) for _ in paths]
    return LabelledFiles([path for paths in inside for path in paths], labels, names)


def _all(settings: FolderSettings, formats: tuple[str, ...]) -> LabelledFiles:
    """Take all files, with the labels that were given."""
    paths = list(_files(os.fspath(settings.directory), formats, settings.follow_links))
    if settings.labels is None:
        return LabelledFiles(paths, None, None)
    labels = [int(label) for label in settings.labels]
    if len(labels) != len(paths):
        raise ValueError(f"labels has {len(labels)} entries, but the folder holds {len(paths)} files.")
    return LabelledFiles(paths, labels, [str(label) for label in sorted(set(labels))])


def _files(folder: str, formats: tuple[str, ...], follow_links: bool) -> Iterator[str]:
    for root, _, names in sorted(os.walk(folder, followlinks=follow_links)):
        yield from (os.path.join(root, name) for name in sorted(names) if name.lower().endswith(formats))


def part_of(files: LabelledFiles, settings: FolderSettings, subset: str | None) -> LabelledFiles:
    """Return the files of a subset: the last ones validate."""
    at = len(files.paths) - int((settings.validation_split or 0) * len(files.paths))
    rows = {"training": range(at), "validation": range(at, len(files.paths)), None: range(len(files.paths))}[subset]
    if subset is not None and settings.verbose:
        print(f"Using {len(rows)} files for {subset}.")
    if not rows:
        kind = f" for {subset}" if subset else ""
        raise ValueError(f"The folder '{settings.directory}' holds no files{kind} of the kinds that are read here.")
    return files.reordered(rows)
