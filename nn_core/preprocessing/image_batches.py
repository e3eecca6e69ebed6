"""Batches of pictures, from arrays or from folders, each changed by chance on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.ops.random import draw_seed
from nn_core.spec.structure import map_structure
from nn_core.utils.py_dataset import PyDataset

ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")
CLASS_MODES = ("categorical", "binary", "sparse", "input", None)
Change = Callable[[Array, "np.random.Generator"], Array]  # in quotes: NumPy imports its generators when asked


class PictureBatches(PyDataset):
    """Batches that `fit` takes, or `next()`; the order is drawn anew for every pass."""

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None) -> None:
        super().__init__()
        if n == 0:
            raise ValueError("There are no pictures.")
        self.n = self.samples = n
        self.batch_size, self.shuffle = batch_size, shuffle
        self._chance = np.random.default_rng(draw_seed() if seed is None else seed)
        self._turn: Iterator[Any] = iter(())
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        """Draw another order."""
        self._order = self._chance.permutation(self.n) if self.shuffle else np.arange(self.n)

    def reset(self) -> None:
        """Let next() begin from the first picture."""
        self._turn = iter(())

    def __len__(self) -> int:
        return math.ceil(self.n / self.batch_size)

    def __getitem__(self, index: int) -> Any:
        return self.batch(self._order[index * self.batch_size : (index + 1) * self.batch_size])

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        found = next(self._turn, None)
        if found is None:
            self.on_epoch_end()
            self._turn = (self[i] for i in range(len(self)))
            found = next(self._turn)
        return found

    def batch(self, numbers: Array) -> Any:
        """Return the pictures with these numbers, with their targets if there are any."""
        raise NotImplementedError


class ArrayPictures(PictureBatches):
    """Pictures from an array."""

    def __init__(self, x: Any, y: Any, sample_weight: Any, change: Change, **order: Any) -> None:
        self._x = np.asarray(x)
        self._rest = [None if each is None else np.asarray(each) for each in (y, sample_weight)]
        if self._x.ndim != 4:
            raise ValueError(
                f"Pictures come as (number, height, width, channels), but x has the shape {self._x.shape}."
            )
        for name, each in zip(("y", "sample_weight"), self._rest, strict=True):
            if each is not None and len(each) != len(self._x):
                raise ValueError(f"x holds {len(self._x)} pictures, but {name} {len(each)} entries.")
        self._change = change
        super().__init__(len(self._x), **order)

    def batch(self, numbers: Array) -> Any:
        pictures = np.stack([self._change(self._x[i].astype("float32"), self._chance) for i in numbers])
        rest = [each[numbers] for each in self._rest if each is not None]
        return (pictures, *rest) if rest else pictures


class FilePictures(PictureBatches):
    """Pictures from files, whose paths and targets a subclass has found."""

    filepaths: list[str]
    targets: Any

    def __init__(self, read: Callable[[str], Array], change: Change, **order: Any) -> None:
        self._read, self._change = read, change
        super().__init__(len(self.filepaths), **order)

    def batch(self, numbers: Array) -> Any:
        pictures = np.stack([self._change(self._read(self.filepaths[i]), self._chance) for i in numbers])
        if isinstance(self.targets, str):
            return pictures, pictures  # "input": what comes in is wanted
        return pictures if self.targets is None else (pictures, *map_structure(lambda a: a[numbers], self.targets))


class FolderPictures(FilePictures):
    """Pictures from a folder with one folder in it for each class."""

    def __init__(
        self,
        directory: Any,
        classes: list[str] | None,
        class_mode: str | None,
        share: tuple[float, float],
        read: Callable[[str], Array],
        change: Change,
        **order: Any,
    ) -> None:
        if class_mode not in CLASS_MODES:
            raise ValueError(f"class_mode must be one of {CLASS_MODES}, not {class_mode!r}.")
        folder = Path(directory)
        if not folder.is_dir():
            raise ValueError(f"There is no folder '{folder.name}' at this place.")
        names = classes or sorted(each.name for each in folder.iterdir() if each.is_dir())
        self.class_indices = {name: number for number, name in enumerate(names)}
        self.num_classes, self.class_mode = len(names), class_mode
        found = [
            (path, number) for name, number in self.class_indices.items() for path in _pictures(folder / name, share)
        ]
        self.filepaths = [str(path) for path, _ in found]
        self.filenames = [path.relative_to(folder).as_posix() for path, _ in found]
        self.classes = np.array([number for _, number in found], "int32")
        self.targets = targets_of(self.classes, class_mode, len(names))
        super().__init__(read, change, **order)


def targets_of(classes: Array, class_mode: str | None, count: int) -> Any:
    """Return the targets for the numbers of classes, in a tuple; "input" for the pictures themselves, or None."""
    if class_mode in (None, "input"):
        return class_mode
    if class_mode == "categorical":
        return (np.eye(count, dtype="float32")[classes],)
    return (classes.astype("float32"),)


def _pictures(folder: Path, share: tuple[float, float]) -> list[Path]:
    """Return the pictures of one class, those between two shares of them."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    return paths[int(share[0] * len(paths)) : int(share[1] * len(paths))]
