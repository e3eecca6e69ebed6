"""SampleTable: samples as rows of numbers, in the units of the file."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from designer import theme
from designer.data.dataset import Dataset, in_words
from designer.data.scaling import UNSCALED

_NUM_ROWS = 200
_Index = QModelIndex | QPersistentModelIndex


class _Samples(QAbstractTableModel):
    """The first samples of a dataset: the targets, then the features."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._columns: list[tuple[str, list[str]]] = []
        for name, targets in dataset.targets.items():
            self._columns.append((name, _target_texts(dataset, name, targets[:_NUM_ROWS])))
        for name, values in dataset.inputs.items():
            raw = (
                dataset.input_scaling.get(name, UNSCALED).undo(values[:_NUM_ROWS]).reshape(len(values[:_NUM_ROWS]), -1)
            )
            names = dataset.feature_names or [f"{name}[{i}]" for i in range(raw.shape[1])]
            for feature, column in zip(names, raw.T[:64], strict=False):
                self._columns.append((feature, [in_words(float(value)) for value in column]))

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self._columns[0][1])

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[index.column()][1][index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section][0] if orientation == Qt.Orientation.Horizontal else section + 1
        return None


class SampleTable(QTableView):
    """A table that cannot be edited."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_table")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.verticalHeader().setDefaultSectionSize(round(22 * theme.text_scale()))
        self.setShowGrid(False)

    def show_samples(self, dataset: Dataset) -> None:
        """Show the first samples of the training part."""
        self.setModel(_Samples(dataset))
        self.resizeColumnsToContents()


def _target_texts(dataset: Dataset, name: str, values: NDArray[np.generic]) -> list[str]:
    if dataset.task == "classification":
        return [dataset.class_names[int(label)] for label in values]
    raw = dataset.target_scaling.get(name, UNSCALED).undo(values).reshape(len(values), -1)
    return [", ".join(in_words(float(each)) for each in row[:4]) for row in raw]
