"""SamplesView: the preview that suits the data: pictures, points in the plane, or a table."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QWidget

from designer.data.dataset import Dataset
from designer.data.scaling import UNSCALED
from designer.panels.points import PointsView
from designer.panels.sample_table import SampleTable
from designer.panels.thumbnails import ThumbnailsView

_NUM_IMAGES, _NUM_POINTS = 160, 1500


class SamplesView(QStackedWidget):
    """Shows samples of the training part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_samples")
        self.nothing, self.thumbnails, self.points, self.table = (
            QWidget(),
            ThumbnailsView(),
            PointsView(),
            SampleTable(),
        )
        for view in (self.nothing, self.thumbnails, self.points, self.table):
            self.addWidget(view)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a dataset, or nothing."""
        if dataset is None:
            self.setCurrentWidget(self.nothing)
            return
        name = next(iter(dataset.inputs))
        if dataset.is_image(name):
            self._show_images(dataset, name)
        elif dataset.input_shapes[name] == (2,) and dataset.task == "classification":
            self._show_points(dataset, name)
        else:
            self.table.show_samples(dataset)
            self.setCurrentWidget(self.table)

    def _show_images(self, dataset: Dataset, name: str) -> None:
        labels = next(iter(dataset.targets.values()))[:_NUM_IMAGES]
        is_classes = dataset.task == "classification"
        texts = [dataset.class_names[label] for label in labels] if is_classes else [""] * len(labels)
        self.thumbnails.show_images(dataset.inputs[name][:_NUM_IMAGES], texts)
        self.setCurrentWidget(self.thumbnails)

    def _show_points(self, dataset: Dataset, name: str) -> None:
        scaling = dataset.input_scaling.get(name, UNSCALED)
        points = scaling.undo(dataset.inputs[name][:_NUM_POINTS])
        classes = np.asarray(next(iter(dataset.targets.values()))[:_NUM_POINTS])
        self.points.show_points(points, classes, dataset.feature_names or ("x1", "x2"))
        self.setCurrentWidget(self.points)
