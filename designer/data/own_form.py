"""A form for one sample of one's own: its fields with names, ranges and usual values, from the training part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED

_LOOKED_AT = 10_000
MOST_FIELDS = 64


@dataclass(frozen=True)
class Field:
    """A number of a sample, or a choice among categories, which takes several columns of 0 and 1."""

    source: str  # the input it belongs to
    name: str
    columns: tuple[int, ...]
    low: float
    high: float
    usual: float  # the median, or the number of the commonest category
    choices: tuple[str, ...] = ()
    is_whole: bool = False

    @property
    def range_text(self) -> str:
        """What the training part has."""
        return f"{self.low:.4g} … {self.high:.4g}"


def fields_of(dataset: Dataset, source: str) -> list[Field]:
    """Return the fields of an input of a few numbers; none if it is something else."""
    shape = dataset.input_shapes[source]
    if len(shape) != 1 or shape[0] > MOST_FIELDS:
        return []
    raw = dataset.input_scaling.get(source, UNSCALED).undo(np.asarray(dataset.inputs[source][:_LOOKED_AT]))
    names = dataset.feature_names if len(dataset.feature_names) == shape[0] else _numbered(source, shape[0])
    found: list[Field] = []
    for column, group in groupby(range(shape[0]), lambda i: names[i].partition("=")[0] if "=" in names[i] else str(i)):
        columns = tuple(group)
        is_choice = len(columns) > 1 and _is_one_hot(raw[:, columns])
        found += [_choice(source, column, columns, names, raw)] if is_choice else [
            _number(source, names[i], i, raw[:, i]) for i in columns
        ]  # fmt: skip
    return found


def sample_from(dataset: Dataset, fields: Sequence[Field], values: Mapping[str, float]) -> NDArray[np.float32]:
    """Return one sample of an input from the values of its fields (of a choice, its number), scaled as the data."""
    source = fields[0].source
    raw = np.zeros((1, *dataset.input_shapes[source]), np.float32)
    for field in fields:
        if field.choices:
            raw[0, field.columns[int(values[field.name])]] = 1
        else:
            raw[0, field.columns[0]] = values[field.name]
    scaled = dataset.input_scaling.get(source, UNSCALED).apply(raw)
    return scaled.astype(dataset.inputs[source].dtype)


def values_from(dataset: Dataset, fields: Sequence[Field], sample: NDArray) -> dict[str, float]:
    """Return the values of the fields in a sample."""
    raw = dataset.input_scaling.get(fields[0].source, UNSCALED).undo(sample[None])[0]
    return {
        field.name: float(raw[list(field.columns)].argmax() if field.choices else raw[field.columns[0]])
        for field in fields
    }


def _is_one_hot(raw: NDArray) -> bool:
    """Say whether columns hold only 0 and 1, but for what scaling and back costs in digits."""
    return bool((np.abs(raw - raw.round()) < 1e-3).all() and raw.min() > -0.5 and raw.max() < 1.5)


def _numbered(source: str, count: int) -> tuple[str, ...]:
    return (source,) if count == 1 else tuple(f"{source}[{i}]" for i in range(count))


def _choice(source: str, name: str, columns: tuple[int, ...], names: Sequence[str], raw: NDArray) -> Field:
    choices = tuple(names[i].partition("=")[2] for i in columns)
    return Field(source, name, columns, 0, len(columns) - 1, float(raw[:, columns].sum(axis=0).argmax()), choices)


def _number(source: str, name: str, column: int, values: NDArray) -> Field:
    known = values[np.isfinite(values)]
    low, high, usual = (
        (float(known.min()), float(known.max()), float(np.median(known))) if len(known) else (0.0, 1.0, 0.0)
    )
    return Field(source, name, (column,), low, high, usual, is_whole=bool((np.abs(known - known.round()) < 1e-3).all()))
