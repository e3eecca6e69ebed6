"""AugmentedView: some training pictures, each followed by what the random changes make of it."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.data.augmenting import augmented
from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.panels.thumbnails import ThumbnailsView

NUM_PICTURES, NUM_VARIANTS = 6, 3


class AugmentedView(QWidget):
    """Pictures before and after; a button draws the changes again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_augmented")
        self._dataset: Dataset | None = None
        self._seeds = itertools.count()
        self.thumbnails = ThumbnailsView()
        self.again_button = QPushButton(self.tr("Draw Again"), objectName="data_augment_again")
        self.again_button.clicked.connect(self._show)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.again_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.thumbnails, 1)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show the changes of a dataset, if it has any."""
        self._dataset = dataset if dataset is not None and dataset.augmentation else None
        self._show()

    def _show(self) -> None:
        if self._dataset is None:
            return
        images = np.asarray(next(iter(self._dataset.inputs.values()))[:NUM_PICTURES])
        seed = next(self._seeds)
        try:
            variants = [
                augmented(images, self._dataset.augmentation, seed * NUM_VARIANTS + n) for n in range(NUM_VARIANTS)
            ]
        except DataError:  # it was tried when the data were made
            return
        rows = np.stack([images, *variants], axis=1).reshape(-1, *images.shape[1:])
        self.thumbnails.show_images(rows, [self.tr("as it is"), *["→"] * NUM_VARIANTS] * len(images))
