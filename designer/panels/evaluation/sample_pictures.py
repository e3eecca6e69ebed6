"""Samples in sight and in words: the picture of one, and its values in the units of the data."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED
from designer.data.words import Wording
from designer.panels.thumbnails import to_image

_MOST_VALUES, _MOST_LETTERS, _MOST_LOOKED_AT = 24, 300, 1_000_000


def picture_input(dataset: Dataset) -> str | None:
    """Return the name of the first input that can be drawn."""
    return next((name for name in dataset.inputs if dataset.is_image(name)), None)


def picture_of(sample: Any, within: tuple[float, float]) -> QImage:
    """Return a sample of an input as a picture, from the darkest to the brightest there is among the data."""
    values = np.asarray(sample, np.float32)
    low, high = within
    return to_image((values - low) / max(high - low, 1e-9))


def brightness_range(dataset: Dataset, name: str) -> tuple[float, float]:
    """Return the least and the largest value of the first pictures, as they are fed."""
    values = dataset.inputs[name]
    looked_at = np.asarray(values[: min(200, max(8, _MOST_LOOKED_AT // int(np.prod(values.shape[1:]))))])
    low, high = float(looked_at.min()), float(looked_at.max())
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)


def values_of(dataset: Dataset, inputs: Any, row: int) -> list[tuple[str, object]]:
    """Return what a sample holds, as pairs of name and value: words, or numbers in the units of the data."""
    found: list[tuple[str, object]] = []
    for name, array in inputs.items():
        if dataset.is_image(name):
            continue
        scaling, sample = dataset.input_scaling.get(name, UNSCALED), np.asarray(array[row])
        if isinstance(scaling, Wording):
            found.append((name, scaling.decode(sample)[:_MOST_LETTERS]))
            continue
        raw = np.ravel(scaling.undo(sample[None]))[:_MOST_VALUES]
        names = dataset.feature_names or [name if len(raw) == 1 else f"{name}[{i}]" for i in range(len(raw))]
        found += [(feature, float(value)) for feature, value in zip(names, raw, strict=False)]
    return found
