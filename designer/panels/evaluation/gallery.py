"""GalleryView: the samples behind a number: the worst mistakes, or those of one cell of the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.data.dataset import Dataset
from designer.panels.evaluation.number_view import NumberView
from designer.panels.evaluation.sample_pictures import brightness_range, picture_input, picture_of, values_of
from designer.training.results import ClassResult, LabelResult, Result, worst
from designer.training.scores.number_table import NumberTable, text_of

MOST_SHOWN = 120
_PICTURE_PX = 56


class GalleryView(QWidget):
    """A heading, then pictures or rows; each says what was true, what was predicted and how large the loss is."""

    sample_activated = Signal(int)  # the number of a sample of the test part, to try it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_view")
        self.heading = QLabel(objectName="gallery_heading")
        self.all_button = QPushButton(self.tr("&Worst mistakes"), objectName="gallery_worst")
        self.pictures = QListWidget(objectName="gallery_pictures")
        self.pictures.setViewMode(QListView.ViewMode.IconMode)
        self.pictures.setMovement(QListView.Movement.Static)
        self.pictures.setResizeMode(QListView.ResizeMode.Adjust)
        self.pictures.setIconSize(QSize(_PICTURE_PX, _PICTURE_PX))
        self.pictures.setUniformItemSizes(True)
        self.rows = NumberView("gallery_rows")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pictures)
        self._stack.addWidget(self.rows)
        self._samples: Sequence[int] = ()
        self._table = NumberTable(())
        self._lay_out()
        self.all_button.clicked.connect(self.show_worst)
        self.pictures.itemActivated.connect(self._on_item_activated)
        self.rows.activated.connect(lambda index: self._activate(index.row()))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.all_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)

    def show_result(self, result: Result, dataset: Dataset) -> None:
        """Show the worst mistakes of one output."""
        self._result, self._dataset = result, dataset
        self.all_button.setVisible(isinstance(result, ClassResult))  # only cells lead away from the worst
        self.show_worst()

    def show_worst(self) -> None:
        """Show the samples with the highest losses."""
        rows = worst(self._result.losses, MOST_SHOWN)
        self._show(rows, self.tr("The samples with the highest loss, the worst first:"))
        self._allow_worst(False)

    def show_cell(self, row: int, column: int) -> None:
        """Show the samples of a class that were taken for another."""
        assert isinstance(self._result, ClassResult), "only classes have cells"
        found, names = self._result.taken_for(row, column), self._result.class_names
        count = self.tr("%d samples") % len(found) if len(found) != 1 else self.tr("1 sample")
        if row == column:
            text = self.tr("%s of “%s” that were recognised") % (count, names[row])
        else:
            text = self.tr("%s of “%s” taken for “%s”") % (count, names[row], names[column])
        more = self.tr(", the first %d:") % MOST_SHOWN if len(found) > MOST_SHOWN else ":"
        self._show(found[:MOST_SHOWN], text + (more if len(found) else "."))
        self._allow_worst(True)

    def _allow_worst(self, is_other: bool) -> None:
        """Offer the worst mistakes where other samples are shown; where not, say why the button is grey."""
        self.all_button.setEnabled(is_other)
        shown = self.tr("The worst mistakes are shown now. Click on a cell of the confusion matrix for others.")
        self.all_button.setToolTip(self.tr("Back to the samples with the highest loss.") if is_other else shown)

    def _show(self, samples: Sequence[int], heading: str) -> None:
        self.heading.setText(heading)
        self._samples = samples
        self._table = self._described(samples)
        name = picture_input(self._dataset)
        if name is None:
            self.rows.show_table(self._table)
            self._stack.setCurrentWidget(self.rows)
        else:
            self._show_pictures(name, samples)
            self._stack.setCurrentWidget(self.pictures)

    def _described(self, samples: Sequence[int]) -> NumberTable:
        headers, rows = [self.tr("sample"), self.tr("true"), self.tr("predicted"), self.tr("loss")], []
        if isinstance(self._result, ClassResult):
            headers.insert(3, self.tr("probability"))
        for sample in samples:
            values = values_of(self._dataset, self._dataset.test_inputs, int(sample))
            rows.append(
                (int(sample), *self._verdict(int(sample)), float(self._result.losses[sample]), *(v for _, v in values))
            )
            features = [name for name, _ in values]
        return NumberTable((*headers, *(features if rows else ())), rows)

    def _verdict(self, sample: int) -> tuple[object, ...]:
        """Return what was true and what was predicted."""
        result = self._result
        if isinstance(result, ClassResult):
            taken = int(result.predicted[sample])
            return (
                result.class_names[int(result.true[sample])],
                result.class_names[taken],
                float(result.scores[sample, taken]),
            )
        if isinstance(result, LabelResult):
            return tuple(_labels(result, each[sample]) for each in (result.is_true, result.is_predicted))
        of_sample = slice(sample * result.num_per_sample, (sample + 1) * result.num_per_sample)
        true, predicted = result.true[of_sample], result.predicted[of_sample]
        if len(true) == 1:
            return (float(true[0]), float(predicted[0]))
        off = text_of(float(np.abs(true - predicted).mean()))
        return (self.tr("%d values") % len(true), self.tr("off by %s on average") % off)

    def _show_pictures(self, name: str, samples: Sequence[int]) -> None:
        self.pictures.clear()
        metrics = self.pictures.fontMetrics()
        width, within = _PICTURE_PX, brightness_range(self._dataset, name)
        for sample, row in zip(samples, self._table.rows, strict=True):
            item = QListWidgetItem(self._icon(name, int(sample), within), _caption(row))
            item.setToolTip(self._told(row))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._told(row))
            width = max(width, metrics.horizontalAdvance(item.text()))
            self.pictures.addItem(item)
        self.pictures.setGridSize(QSize(min(width, 140) + theme.GRID_PX, _PICTURE_PX + metrics.height() + 12))
        if self.pictures.count():
            self.pictures.setCurrentRow(0)

    def _icon(self, name: str, sample: int, within: tuple[float, float]) -> QIcon:
        image = picture_of(self._dataset.test_inputs[name][sample], within)
        kept = Qt.AspectRatioMode.KeepAspectRatio
        pixmap = QPixmap.fromImage(image.scaled(_PICTURE_PX, _PICTURE_PX, kept))
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else it would be tinted where one looks
        return icon

    def _told(self, row: tuple) -> str:
        return ", ".join(f"{header} {text_of(value)}" for header, value in zip(self._table.headers, row, strict=True))

    def table(self) -> NumberTable:
        """The samples that are shown."""
        return self._table

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        self._activate(self.pictures.row(item))

    def _activate(self, row: int) -> None:
        self.sample_activated.emit(int(self._samples[row]))


def _labels(result: LabelResult, is_set: np.ndarray) -> str:
    """Write the labels a sample has."""
    return ", ".join(name for name, each in zip(result.class_names, is_set, strict=True) if each) or "–"


def _caption(row: tuple) -> str:
    """Write what was true and what was predicted below a picture."""
    _, true, predicted, *_ = row
    return f"{text_of(true)} → {text_of(predicted)}" if true != predicted else text_of(true)
