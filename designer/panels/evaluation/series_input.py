"""SeriesInput: a series of one's own, column by column, beginning with a usual one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED, Scaling
from designer.panels.evaluation.input_widgets import InputWidget
from designer.panels.evaluation.series_pad import SeriesPad

_LOOKED_AT = 1000
_MOST_MOMENTS, _MOST_COLUMNS = 2000, 64
_MARGIN = 0.1


def is_series(dataset: Dataset, name: str) -> bool:
    """Say whether a sample of an input is a number, or a few, at each of some moments."""
    shape = dataset.input_shapes[name]
    is_of_numbers = dataset.inputs[name].dtype.kind == "f"
    is_long = len(shape) in (1, 2) and 1 < shape[0] <= _MOST_MOMENTS
    return is_of_numbers and is_long and (len(shape) == 1 or shape[1] <= _MOST_COLUMNS)


class SeriesInput(InputWidget):
    """A pad with the series; where it has several columns, a choice of the one to draw."""

    def _make(self) -> None:
        seen = self._scaling.undo(np.asarray(self.dataset.inputs[self.name][:_LOOKED_AT]))
        seen = np.nan_to_num(seen.reshape(len(seen), seen.shape[1], -1).astype(float))
        low, high = seen.min(axis=(0, 1)), seen.max(axis=(0, 1))
        gap = np.maximum(high - low, 1e-6) * _MARGIN
        self.pad = SeriesPad(low - gap, high + gap)
        self.pad.show_values(np.median(seen, axis=0))
        self.pad.drawn.connect(self.changed)
        self.column = QComboBox(objectName="own_column")
        self.column.setAccessibleName(self.tr("Column to draw"))
        self.column.addItems(self._columns(seen.shape[2]))
        self.column.setVisible(seen.shape[2] > 1)
        self.column.currentIndexChanged.connect(self.pad.show_column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.column)
        layout.addWidget(self.pad, 1)

    @property
    def _scaling(self) -> Scaling:
        return self.dataset.input_scaling.get(self.name, UNSCALED)

    def _columns(self, count: int) -> list[str]:
        names = self.dataset.feature_names
        return list(names) if len(names) == count else [f"{self.name}[{number}]" for number in range(count)]

    @property
    def hint(self) -> str:
        return self.tr("Draw the series with the mouse.")

    def sample(self) -> NDArray | None:
        values = self.dataset.inputs[self.name]
        raw = self.pad.values.reshape(1, *values.shape[1:]).astype(np.float32)
        return self._scaling.apply(raw).astype(values.dtype)

    def show_sample(self, sample: NDArray) -> None:
        raw = self._scaling.undo(np.asarray(sample)[None])
        self.pad.show_values(raw.reshape(sample.shape[0], -1))
