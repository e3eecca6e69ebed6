"""Features: columns of a table as numbers for a network, with gaps filled and scaled as the training part says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.data.column import Column
from designer.data.errors import DataError
from designer.data.scaling import Scaling
from designer.data.splitting import Order
from designer.data.steps import Encode, Gaps, Scale
from designer.data.stored import StoredRows

MOST_ONE_HOT = 200
MOST_MEASURED = 2_000_000  # rows, to know mean and spread of a column
_BLOCK = 200_000


@dataclass(frozen=True)
class Feature:
    """One column as `names` numbers for each row."""

    column: Column
    names: tuple[str, ...]
    fill: float = 0.0
    center: float = 0.0
    spread: float = 1.0

    def rows(self, start: int, stop: int) -> NDArray[np.float64]:
        """Return rows of the numbers, not scaled yet."""
        values = np.asarray(self.column.values[start:stop])
        if self.column.kind != "category":
            return np.where(np.isnan(values), self.fill, values)[:, None]
        known = np.where(values < 0, len(self.column.categories), values)
        return np.eye(len(self.column.categories) + 1, len(self.names))[known]


def feature_of(column: Column, training: Order, gaps: Gaps, scale: Scale) -> Feature:
    """Return a column as a feature; fill and scale come from its training rows."""
    if column.kind == "category":
        return Feature(column, _one_hot_names(column))
    if column.kind == "text":
        raise DataError(
            f"The column '{column.name}' holds texts, which cannot be mixed with numbers. Give it an input of its own, "
            "or ignore it."
        )
    known = known_values(column, training)
    if not len(known):
        raise DataError(f"The column '{column.name}' has no value in the training part. Ignore it, or split otherwise.")
    fill = {"mean": known.mean, "median": lambda: np.median(known)}.get(gaps.numbers, lambda: 0.0)()
    return Feature(column, (column.name,), float(fill), *_center_and_spread(known, scale))


def features_scaling(features: list[Feature], scale: Scale) -> Scaling:
    """Return the scaling of features side by side."""
    repeats = [len(each.names) for each in features]
    center = np.repeat([each.center for each in features], repeats)
    spread = np.repeat([each.spread for each in features], repeats)
    texts = {
        "standardise": "numbers standardised with mean and standard deviation of the training part",
        "0 to 1": "numbers brought to 0 … 1 by least and largest of the training part",
    }
    return Scaling(texts.get(scale.method, "as they are"), center, spread)


def side_by_side(features: list[Feature], scaling: Scaling) -> StoredRows:
    """Return the scaled features as columns of one array, made when asked for."""

    def read(start: int, stop: int) -> NDArray:
        return scaling.apply(np.concatenate([each.rows(start, stop) for each in features], axis=1))

    return StoredRows(read, (len(features[0].column), sum(len(each.names) for each in features)), np.float32)


def known_values(column: Column, rows: Order) -> NDArray[np.float64]:
    """Return the numbers there are in some rows; of very many, those of some drawn at random."""
    if len(rows) > MOST_MEASURED:  # not of every fifth row, say: a file may repeat itself every five rows
        rows = rows[np.random.default_rng(0).integers(0, len(rows), MOST_MEASURED)]
    rows = np.sort(rows)
    found = [np.asarray(column.values[rows[at : at + _BLOCK]], np.float64) for at in range(0, len(rows), _BLOCK)]
    values = np.concatenate(found) if found else np.zeros(0)
    return values[np.isfinite(values)]


def distinct_values(column: Column, most: int) -> NDArray[np.float64] | None:
    """Return all different numbers of a column in their order; None if they are more than `most`."""
    found: NDArray[np.float64] = np.zeros(0)
    for start in range(0, len(column), _BLOCK):
        block = np.asarray(column.values[start : start + _BLOCK], np.float64)
        found = np.union1d(found, block[np.isfinite(block)])
        if len(found) > most:
            return None
    return found


def _center_and_spread(known: NDArray[np.float64], scale: Scale) -> tuple[float, float]:
    if scale.method == "standardise":
        center, spread = known.mean(), known.std()
    elif scale.method == "0 to 1":
        center, spread = known.min(), known.max() - known.min()
    else:
        center, spread = 0.0, 1.0
    return float(center), float(spread) if spread > 1e-12 else 1.0  # a constant column becomes 0


def _one_hot_names(column: Column) -> tuple[str, ...]:
    if len(column.categories) > MOST_ONE_HOT:
        raise DataError(
            f"The column '{column.name}' has {len(column.categories):,} categories, too many for a column each. Choose "
            "'index' in the step Categories and an embedding in the model, or ignore the column."
        )
    names = [*column.categories, *(["missing"] if column.num_missing else [])]
    return tuple(f"{column.name}={name}" for name in names)


def uses_index(column: Column, encode: Encode) -> bool:
    """Say whether a column becomes an input of its own, of numbers for an embedding."""
    return column.kind == "category" and encode.method == "index"
