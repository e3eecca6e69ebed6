"""The Data panel: choose what to learn from, see what it looks like, how it is prepared, and if it fits the model."""

from __future__ import annotations

import itertools
from html import escape
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from designer import theme
from designer.data import drawn, seal
from designer.data.column import Column
from designer.data.dataset import Dataset
from designer.data.errors import DataError, MisfitError
from designer.data.recipe import Reference
from designer.data.scaling import UNSCALED
from designer.data.sources import is_file, source_of, sources, title_of
from designer.data.table_file import known_table
from designer.model.commands import SetData
from designer.model.document import Document
from designer.panels.augmented import AugmentedView
from designer.panels.balance import BalanceView
from designer.panels.column_area import ColumnArea
from designer.panels.data_columns import ColumnsView
from designer.panels.data_source import SourceBar
from designer.panels.data_steps import StepsView
from designer.panels.draw_points import DrawPoints
from designer.panels.samples import SamplesView
from designer.panels.sizes import LOWEST_PX
from designer.training.plan import plan
from designer.training.session import TrainingSession
from designer.translation import translated, translated_together


class DataPanel(QWidget):
    """Source and facts on the left, samples, columns and steps in the middle, the balance of classes on the right."""

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_panel")
        self.setMinimumHeight(LOWEST_PX)
        self._document, self._datasets = document, session.datasets
        self._is_stale = True
        self._shown: tuple[str, Dataset | None, str] | None = None
        self._make_parts()
        self._lay_out()
        self._connect(session)

    # ---- building -----------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.bar = SourceBar(self._datasets)
        self.source, self.busy, self.open_button = self.bar.source, self.bar.busy, self.bar.open_button
        self.facts = _text_label("data_facts")
        self.verdict = _text_label("data_verdict")
        self.samples, self.columns, self.steps = SamplesView(), ColumnsView(), StepsView()
        self.draw, self.augmented = DrawPoints(), AugmentedView()
        self.tabs = QTabWidget(objectName="data_tabs")
        self.tabs.setDocumentMode(True)
        self._titles = {
            self.draw: self.tr("Draw"),
            self.samples: self.tr("Samples"),
            self.columns: self.tr("Columns"),
            self.augmented: self.tr("Augmented"),
            self.steps: self.tr("Steps"),
        }
        for view, title in self._titles.items():
            self.tabs.addTab(view, title)
        self.balance = BalanceView()
        self.balance_title = QLabel()
        self.balance_title.setProperty("role", "muted")

    def _lay_out(self) -> None:
        texts = _column(self.verdict, self.facts)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.bar)
        left.addWidget(ColumnArea(texts, "data_text"), 1)
        right.addWidget(self.balance_title)
        right.addWidget(ColumnArea(_column(self.balance), "data_balance_scroll"), 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, 4)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addLayout(left, 4)
        layout.addWidget(self.tabs, 6)
        layout.addLayout(right, 2)
        for part in (left, right):
            part.setSpacing(4)

    def _connect(self, session: TrainingSession) -> None:
        self.bar.chosen.connect(self._use)
        self.bar.path_chosen.connect(self.open_file)
        for view in (self.bar, self.steps, self.columns, self.draw):
            view.edited.connect(self._on_edited)
        self.columns.column_chosen.connect(self._show_column)
        session.datasets.changed.connect(self.refresh)
        session.evaluated.connect(self._show_facts)
        for signal in (self._document.data_changed, self._document.checked, self._document.settings_changed):
            signal.connect(self.refresh)

    # ---- choosing -----------------------------------------------------------------------------------------

    def open_file(self, path: str | Path) -> None:
        """Use the data in a file or folder, if it is good."""
        self._datasets.use(str(path), self._document)
        self.bar.show_busy(str(path))
        if self._datasets.is_loading(str(path)):
            self.verdict.setText(escape(self.tr("Reading %s …") % title_of(path)))

    def _use(self, name: str) -> None:
        if name != source_of(self._document.data_name):
            self._document.execute(SetData(name))
        else:
            self.refresh()

    def _on_edited(self, reference: str, text: str) -> None:
        if reference != self._document.data_name:
            self._document.execute(SetData(reference, text))

    # ---- showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the document's data; a panel nobody sees waits until it is shown."""
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        reference = self._document.data_name
        dataset = self._datasets.get(reference)
        self.bar.show_reference(reference, dataset is not None)
        self._show_verdict(reference, dataset)
        error = self._datasets.error(reference)  # what was refused may have told what there is to choose from
        before = self._shown
        if before is None or before[1] is not dataset or (before[0], before[2]) != (reference, error):
            is_new = before is None or source_of(before[0]) != source_of(reference)
            self._shown = (reference, dataset, error)
            self._show_dataset(reference, dataset, is_new)

    def _show_dataset(self, reference: str, dataset: Dataset | None, is_new: bool) -> None:
        self._show_facts()
        self.samples.show_dataset(dataset)
        self._show_balance(dataset)
        try:
            parsed = Reference.parse(reference)
            self.steps.show_reference(reference, dataset)
        except DataError:  # the verdict says it
            parsed = Reference("")
        table = dataset.table if dataset else None
        if table is None and is_file(parsed.source):  # what was read, though no samples could be made of it
            table = known_table(Path(parsed.source), parsed)
        if table is not None:
            self.columns.show_table(parsed, table, dataset is not None and dataset.task == "classification")
        is_drawn = parsed.source == drawn.NAME
        if is_drawn:
            self.draw.show_reference(parsed)
        self.augmented.show_dataset(dataset)
        has_data = dataset is not None
        is_to_choose = table is not None and not has_data
        self._show_tabs({
            self.draw: is_drawn,
            self.samples: not is_drawn,
            self.columns: table is not None,
            self.augmented: has_data and bool(dataset.augmentation),
            self.steps: self.steps.list.count() > 0,
        }, is_new, self.columns if is_to_choose else None)  # fmt: skip

    def _show_tabs(self, wanted: dict[QWidget, bool], is_new: bool, front: QWidget | None = None) -> None:
        """Show the tabs that have something to say; other data begin with the one in front, or the first."""
        for view, is_wanted in wanted.items():
            self.tabs.setTabVisible(self.tabs.indexOf(view), is_wanted)
        if is_new or not wanted[self.tabs.currentWidget()]:
            self.tabs.setCurrentWidget(front or next(view for view, is_wanted in wanted.items() if is_wanted))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()
        self._show_facts()  # somebody may have looked at the test part, in another tab too

    def _show_facts(self) -> None:
        """Say what the data are, and how often the test part was looked at so far."""
        reference, dataset, _ = self._shown or ("", None, "")
        self.facts.setText(_facts_text(dataset, describe(reference)) if dataset else "")

    def _show_verdict(self, reference: str, dataset: Dataset | None) -> None:
        """Say whether data and model go together, and how."""
        if dataset is None:
            role, text = self._say_why_nothing(reference)
        elif not self._document.graph.nodes:
            role, text = "muted", self.tr("Drag an Input onto the canvas: it takes the shape of these data.")
        elif not self._document.report.is_valid:
            role, text = "muted", self.tr("Whether the data fit is known when the model has no errors.")
        else:
            role, text = self._judge(dataset)
        self.verdict.setProperty("role", role)
        self.verdict.style().polish(self.verdict)
        self.verdict.setText(escape(text))

    def _say_why_nothing(self, reference: str) -> tuple[str, str]:
        if self._datasets.is_loading(reference):
            return "muted", self.tr("Reading %s …") % translated(title_of(reference))
        if source_of(reference) == drawn.NAME:
            return "muted", translated(self._datasets.error(reference))
        if reference:
            return "error", translated(self._datasets.error(reference))
        return "muted", self.tr("Choose a set of data, or open a file.")

    def _judge(self, dataset: Dataset) -> tuple[str, str]:
        try:
            sentences = plan(self._document, dataset).fit.sentences
        except MisfitError as error:
            return "error", translated_together(error.text, error.remedy)
        return "success", self.tr("Fits the model: %s.") % self.tr("; ").join(map(translated, sentences))

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
            some = dataset.target_scaling.get(name, UNSCALED).undo(values[:100_000])
            self.balance.show_bars(*_spread(some), has_marks=False)

    def _show_column(self, column: Column) -> None:
        self.balance_title.setText(self.tr("Rows by %s") % column.name)
        self.balance.show_bars(*column.bars(), has_marks=False)


def describe(reference: str) -> str:
    """Return what a source is about, or where a file is."""
    source = source_of(reference)
    if is_file(source):
        return source
    return next((each.description for each in sources() if each.name == source), "")


def _facts_text(dataset: Dataset, description: str) -> str:
    facts = [fact for fact in dataset.facts() if fact.label != "Balance"]  # the bars on the right say it better
    rows = [f"<b>⚠</b> {escape(translated(warning))}" for warning in dataset.warnings]
    rows += [escape(translated(description))] if description else []
    rows += [f"<b>{escape(translated(fact.label))}</b> {escape(translated(fact.text))}" for fact in facts]
    if dataset.num_test_samples:
        rows.insert(-1, f"<b>{translated('Test part')}</b> {escape(translated(seal.in_words(dataset)))}")
    return "".join(f"<p style='margin:2px 0'>{row}</p>" for row in rows)


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
