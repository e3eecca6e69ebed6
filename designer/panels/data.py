"""The Data panel: choose what to learn from, see what it looks like and whether it fits the model."""

from __future__ import annotations

import itertools
from html import escape
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.scaling import UNSCALED
from designer.data.sources import is_file, sources, title_of
from designer.model.commands import SetData
from designer.model.document import Document
from designer.panels.balance import BalanceView
from designer.panels.samples import SamplesView
from designer.panels.sizes import LOWEST_PX
from designer.training.plan import plan
from designer.training.session import TrainingSession


class DataPanel(QWidget):
    """Source and facts on the left, samples in the middle, the balance of the classes on the right."""

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_panel")
        self.setMinimumHeight(LOWEST_PX)
        self._document, self._datasets = document, session.datasets
        self._is_stale = True
        self._shown: tuple[str, Dataset | None] | None = None
        self._make_parts()
        self._lay_out()
        self.source.activated.connect(self._on_source_activated)
        self.open_button.clicked.connect(self._on_open_clicked)
        session.datasets.changed.connect(self.refresh)
        for signal in (document.data_changed, document.checked, document.settings_changed):
            signal.connect(self.refresh)

    # ---- building -----------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.source = QComboBox(objectName="data_source")
        self.source.setAccessibleName(self.tr("Data"))
        for source in sources():
            self.source.addItem(source.title, source.name)
            self.source.setItemData(self.source.count() - 1, source.description, Qt.ItemDataRole.ToolTipRole)
        self.open_button = QPushButton(self.tr("Open .npz…"), objectName="data_open")
        self.open_button.setToolTip(
            self.tr("Open a file laid out like Keras's MNIST: x_train, y_train, x_test, y_test.")
        )
        self.busy = QProgressBar(objectName="data_busy")
        self.busy.setRange(0, 0)
        self.facts = _text_label("data_facts")
        self.verdict = _text_label("data_verdict")
        self.samples = SamplesView()
        self.balance = BalanceView()
        self.balance_title = QLabel()
        self.balance_title.setProperty("role", "muted")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.source, 1)
        top.addWidget(self.open_button)
        texts = _column(self.verdict, self.facts)
        left, middle, right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        left.addLayout(top)
        left.addWidget(self.busy)
        left.addWidget(_scrolling(texts, "data_text"), 1)
        middle.addWidget(self.samples)
        right.addWidget(self.balance_title)
        right.addWidget(_scrolling(_column(self.balance), "data_balance_scroll"), 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, 4)
        layout.setSpacing(2 * theme.GRID_PX)
        for part, stretch in ((left, 4), (middle, 5), (right, 2)):
            part.setSpacing(4)
            layout.addLayout(part, stretch)

    # ---- choosing -----------------------------------------------------------------------------------------

    def _on_source_activated(self, index: int) -> None:
        self._use(self.source.itemData(index))

    def _on_open_clicked(self) -> None:
        title, kinds = self.tr("Open data"), self.tr("NumPy archives (*.npz)")
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if path:
            self.open_file(path)

    def open_file(self, path: str | Path) -> None:
        """Use the data in a file, if it is good."""
        self._datasets.use(str(path), self._document)
        self.busy.setVisible(self._datasets.is_loading(str(path)))
        if self._datasets.is_loading(str(path)):
            self.verdict.setText(escape(self.tr("Reading %s …") % title_of(path)))

    def _use(self, reference: str) -> None:
        if reference != self._document.data_name:
            self._document.execute(SetData(reference))
        else:
            self.refresh()

    # ---- showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the document's data; a panel nobody sees waits until it is shown."""
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        reference = self._document.data_name
        dataset = self._datasets.get(reference)
        self._show_source(reference)
        self.busy.setVisible(self._datasets.is_loading(reference))
        self._show_verdict(reference, dataset)
        if self._shown is None or self._shown[0] != reference or self._shown[1] is not dataset:
            self._shown = (reference, dataset)
            self.facts.setText(_facts_text(dataset, describe(reference)) if dataset else "")
            self.samples.show_dataset(dataset)
            self._show_balance(dataset)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _show_source(self, reference: str) -> None:
        if reference and self.source.findData(reference) < 0:
            self.source.addItem(title_of(reference), reference)
            self.source.setItemData(self.source.count() - 1, reference, Qt.ItemDataRole.ToolTipRole)
        self.source.setCurrentIndex(self.source.findData(reference))
        self.source.setPlaceholderText(self.tr("Choose data"))

    def _show_verdict(self, reference: str, dataset: Dataset | None) -> None:
        """Say whether data and model go together, and how."""
        if dataset is None:
            role, text = self._say_why_nothing(reference)
        elif not self._document.report.is_valid:
            role, text = "muted", self.tr("Whether the data fit is known when the model has no errors.")
        else:
            role, text = self._judge(dataset)
        self.verdict.setProperty("role", role)
        self.verdict.style().polish(self.verdict)
        self.verdict.setText(escape(text))

    def _say_why_nothing(self, reference: str) -> tuple[str, str]:
        if self._datasets.is_loading(reference):
            return "muted", self.tr("Reading %s …") % title_of(reference)
        if reference:
            return "error", self._datasets.error(reference)
        return "muted", self.tr("Choose a set of data, or open a file.")

    def _judge(self, dataset: Dataset) -> tuple[str, str]:
        try:
            sentences = plan(self._document, dataset).fit.sentences
        except MisfitError as error:
            return "error", str(error)
        return "success", self.tr("Fits the model: %s.") % "; ".join(sentences)

    def _show_balance(self, dataset: Dataset | None) -> None:
        if dataset is None:
            self.balance_title.clear()
            self.balance.show_bars([], [], False)
        elif dataset.task == "classification":
            self.balance_title.setText(self.tr("Training samples per class"))
            self.balance.show_bars(dataset.class_names, dataset.class_counts().tolist(), has_marks=True)
        else:
            name, values = next(iter(dataset.targets.items()))
            self.balance_title.setText(self.tr("Training samples by %s") % name)
            self.balance.show_bars(*_spread(dataset.target_scaling.get(name, UNSCALED).undo(values)), has_marks=False)


def describe(reference: str) -> str:
    """Return what a source is about, or where a file is."""
    if is_file(reference):
        return reference
    return next((source.description for source in sources() if source.name == reference), "")


def _facts_text(dataset: Dataset, description: str) -> str:
    facts = [fact for fact in dataset.facts() if fact.label != "Balance"]  # the bars on the right say it better
    rows = [f"<b>{escape(fact.label)}</b> {escape(fact.text)}" for fact in facts]
    return "".join(f"<p style='margin:2px 0'>{row}</p>" for row in [escape(description), *rows] if row)


def _spread(values: np.ndarray) -> tuple[list[str], list[int]]:
    """Count numbers in eight intervals."""
    counts, edges = np.histogram(values, bins=8)
    names = [f"{a:.3g} – {b:.3g}" for a, b in itertools.pairwise(edges)]
    return names, counts.tolist()


def _text_label(name: str) -> QLabel:
    label = QLabel(objectName=name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return holder


def _scrolling(content: QWidget, name: str) -> QScrollArea:
    area = QScrollArea(objectName=name)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
