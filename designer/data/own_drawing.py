"""Drawings of one's own, made like the pictures of the data: as large, at the same place, as bright."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED

_LOOKED_AT, _MOST_VALUES = 500, 2_000_000
_INK = 0.15  # from so bright on a pixel belongs to the drawing, of 0 to 1


@dataclass(frozen=True)
class Habit:
    """How the pictures of some data are drawn, as shares of the side: their extent, and where their weight lies."""

    height: int
    width: int
    extent: float
    centre: tuple[float, float]
    is_dark_on_light: bool
    brightest: float

    @property
    def text(self) -> str:
        """What is done to a drawing, in words."""
        ground = "dark on light" if self.is_dark_on_light else "light on dark"
        return (
            f"scaled so that it fills {self.extent:.0%} of {self.width}×{self.height} pixels, its weight moved to the "
            f"place where that of the data lies, {ground}"
        )


def habit_of(pictures: NDArray) -> Habit:
    """Find out how pictures of shape (n, height, width) with values from 0 to 1 are drawn."""
    is_dark = is_dark_on_light(pictures)
    ink = 1 - pictures if is_dark else pictures
    extents, centres = [], []
    for picture in ink:
        box = _box(picture)
        if box is not None:
            extents.append(max((box[1] - box[0]) / picture.shape[0], (box[3] - box[2]) / picture.shape[1]))
            centres.append(_centre(picture))
    extent = float(np.median(extents)) if extents else 0.7
    centre = np.median(centres, axis=0) if centres else (0.5, 0.5)
    brightest = float(np.median(ink.max(axis=(1, 2)))) if len(ink) else 1.0
    return Habit(*pictures.shape[1:], extent, (float(centre[0]), float(centre[1])), is_dark, brightest)


def is_dark_on_light(pictures: NDArray) -> bool:
    """Say whether the ground, as seen at the borders, is the lighter part."""
    borders = np.concatenate([pictures[:, 0], pictures[:, -1], pictures[:, :, 0], pictures[:, :, -1]], axis=1)
    return bool(np.median(borders) > 0.5)


def pictures_of(dataset: Dataset, name: str) -> NDArray[np.float32]:
    """Return the first pictures of an input, grey, with values from 0 to 1."""
    raw = _raw(dataset, name)
    grey = raw.mean(axis=-1) if raw.ndim == 4 else raw
    low, high = raw_range(dataset, name)
    return np.asarray(np.clip((grey - low) / (high - low), 0, 1), np.float32)


def raw_range(dataset: Dataset, name: str) -> tuple[float, float]:
    """Return the values of black and white before scaling: 0 and 255 for bytes, else what there is."""
    raw = _raw(dataset, name)
    low, high = min(0.0, float(raw.min())), float(raw.max())
    return (low, 255.0 if 64 < high <= 255 else max(high, low + 1e-6))


def _raw(dataset: Dataset, name: str) -> NDArray[np.float32]:
    """Return the first pictures as they were in the file, as many as can be looked at without waiting."""
    values = dataset.inputs[name]
    count = min(_LOOKED_AT, max(8, _MOST_VALUES // int(np.prod(values.shape[1:]))))
    return dataset.input_scaling.get(name, UNSCALED).undo(np.asarray(values[:count]))


def normalised(drawing: NDArray, habit: Habit) -> NDArray[np.float32]:
    """Return a drawing (bright ink on black, 0 to 1) as a picture of the data; an empty one is an empty picture."""
    box, ground = _box(drawing), np.zeros((habit.height, habit.width), np.float32)
    if box is not None:
        ground = _placed(drawing[box[0] : box[1], box[2] : box[3]], habit)
        ground *= habit.brightest / max(float(ground.max()), 1e-6)
    return np.asarray(1 - ground if habit.is_dark_on_light else ground, np.float32)


def _placed(cut: NDArray, habit: Habit) -> NDArray[np.float32]:
    """Scale what is in the box, and move its centre of weight to the usual place, as far as the border allows."""
    factor = habit.extent / max(cut.shape[0] / habit.height, cut.shape[1] / habit.width)
    matrices = []
    for axis, size in enumerate((habit.height, habit.width)):
        length = cut.shape[axis] * factor
        start = habit.centre[axis] * size - _centre(cut)[axis] * length
        matrices.append(_coverage(cut.shape[axis], factor, min(max(start, 0.0), max(0.0, size - length)), size))
    return np.asarray(matrices[0] @ cut @ matrices[1].T, np.float32)


def _coverage(count: int, factor: float, start: float, size: int) -> NDArray[np.float64]:
    """Return how much of each of `size` pixels is covered by each of `count`, scaled and moved: means, not samples."""
    begins = start + np.arange(count) * factor
    low, high = np.arange(size)[:, None], np.arange(size)[:, None] + 1
    return np.clip(np.minimum(begins + factor, high) - np.maximum(begins, low), 0, None)


def resized(values: NDArray, height: int, width: int) -> NDArray[np.float32]:
    """Return a picture (height, width, channels) in another size, every pixel the mean of what it covers."""
    rows = _coverage(values.shape[0], height / values.shape[0], 0.0, height)
    columns = _coverage(values.shape[1], width / values.shape[1], 0.0, width)
    return np.asarray(np.einsum("yi,ijc,xj->yxc", rows, values, columns, optimize=True), np.float32)


def sample_of(
    dataset: Dataset, name: str, picture: NDArray, within: tuple[float, float] | None = None
) -> NDArray[np.float32]:
    """Return a picture with values from 0 to 1 as one sample of an input, scaled as its pictures are.

    Args:
        within: the `raw_range`, if it is known.
    """
    low, high = raw_range(dataset, name) if within is None else within
    shape = dataset.input_shapes[name]
    values = np.asarray(picture, np.float32).reshape(*picture.shape[:2], -1)
    if len(shape) == 2:
        values = values.mean(axis=-1)
    elif values.shape[-1] != shape[-1]:
        values = np.repeat(values.mean(axis=-1, keepdims=True), shape[-1], axis=-1)
    raw = (values * (high - low) + low).reshape(1, *shape)
    return dataset.input_scaling.get(name, UNSCALED).apply(raw)


def _box(picture: NDArray) -> tuple[int, int, int, int] | None:
    """Return the rows and columns from and to which there is ink."""
    rows, columns = (np.flatnonzero((picture > _INK).any(axis=axis)) for axis in (1, 0))
    return (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) if len(rows) else None


def _centre(picture: NDArray) -> tuple[float, float]:
    """Return where the weight lies, as shares of height and width."""
    total = max(float(picture.sum()), 1e-9)
    rows, columns = (float((np.arange(n) + 0.5) @ picture.sum(axis=1 - a)) for a, n in enumerate(picture.shape))
    return rows / total / picture.shape[0], columns / total / picture.shape[1]
