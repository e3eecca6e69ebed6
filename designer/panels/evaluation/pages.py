"""ResultPages: the sides of a result, chosen from a list; a page is made when it is first looked at."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from designer import icons, theme
from designer.model.document import Document
from designer.panels.confusion import ConfusionView
from designer.panels.evaluation.number_view import NumberView
from designer.training.results import ClassResult, Evaluation, LabelResult, NumberResult, Result
from designer.training.scores.class_report import report
from designer.training.scores.intervals import Interval
from designer.training.scores.number_table import NumberTable
from designer.training.session import TrainingSession
from designer.training.surface import plane_input
from designer.translation import translated
from nn_core.saving.atomic import write_text

_PAGES: dict[type, tuple[str, ...]] = {
    ClassResult: ("confusion", "report", "curves", "samples", "values"),
    LabelResult: ("report", "curves", "samples", "values"),
    NumberResult: ("comparison", "residuals", "samples", "values"),
}
_ALWAYS = ("surface", "own_input")


class ResultPages(QWidget):
    """A list of titles and beside it a page: a dock is wide and low. Buttons copy and save the numbers of the page."""

    refused = Signal(str)

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._evaluation: Evaluation | None = None
        self._output = 0
        self._pages: dict[str, Any] = {}
        self._shown: set[str] = set()  # pages that show the present result
        self.ask_for_target: Callable[[str], str] = self._ask_for_target
        self._make_parts()
        self._lay_out()
        self.tabs.currentRowChanged.connect(self._on_tab_changed)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        session.datasets.changed.connect(self._on_data_loaded)
        self._set_tabs(())

    # ---- building -----------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.tabs = QListWidget(objectName="evaluate_tabs")
        self.tabs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tabs.setAccessibleName(self.tr("Sides of the result"))
        self.stack = QStackedWidget()
        self.copy_button = QToolButton(objectName="evaluate_copy")
        self.copy_button.setText(self.tr("Copy numbers"))
        self.copy_button.setToolTip(self.tr("Copy the numbers of this page, to be pasted into a spreadsheet."))
        self.save_button = QToolButton(objectName="evaluate_save")
        self.save_button.setText(self.tr("Save numbers"))
        self.save_button.setToolTip(self.tr("Save the numbers of this page as a CSV file."))
        self._refresh_icons()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)

    def _titles(self) -> dict[str, str]:
        return {
            "confusion": self.tr("Confusion"),
            "report": self.tr("Classes"),
            "curves": self.tr("ROC and PR"),
            "comparison": self.tr("Predicted and true"),
            "residuals": self.tr("Residuals"),
            "samples": self.tr("Mistakes"),
            "values": self.tr("Values"),
            "surface": self.tr("Decision surface"),
            "own_input": self.tr("Own input"),
        }

    def _set_tabs(self, keys: tuple[str, ...]) -> None:
        """Show these tabs; the one in front stays there if it is among them."""
        keys = (*keys, *(key for key in _ALWAYS if key != "surface" or self._has_surface()))
        if keys == self.keys:
            return
        front, titles = self.current, self._titles()
        with QSignalBlocker(self.tabs):
            self.tabs.clear()
            for key in keys:
                item = QListWidgetItem(titles[key], self.tabs)
                item.setData(Qt.ItemDataRole.UserRole, key)
            self.tabs.setCurrentRow(keys.index(front) if front in keys and front != "own_input" else 0)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        self.tabs.setFixedWidth(max(self.tabs.sizeHintForColumn(0), 80) + 3 * theme.GRID_PX)

    @property
    def keys(self) -> tuple[str, ...]:
        """The pages there are."""
        return tuple(self.tabs.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.tabs.count()))

    def _has_surface(self) -> bool:
        name = self._document.data_name
        dataset = self._session.datasets.get(name) if name else None
        return dataset is not None and plane_input(dataset) is not None

    # ---- showing ------------------------------------------------------------------------------------------

    def show_result(self, evaluation: Evaluation, output: int) -> None:
        """Show one output of a result."""
        self._evaluation, self._output = evaluation, output
        self._shown.clear()
        self._set_tabs(_PAGES[type(evaluation.outputs[output])])
        self._on_tab_changed()

    def forget(self) -> None:
        """Take the result away; what needs none stays."""
        self._evaluation = None
        self._shown.clear()
        self._set_tabs(())
        self._on_tab_changed()

    def page(self, key: str) -> Any:
        """Return a page, brought up to date."""
        page = self._make(key)
        if key not in self._shown:
            self._shown.add(key)
            self._show_on(key, page)
        return page

    def raise_page(self, key: str) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentRow(self.keys.index(key))

    @property
    def current(self) -> str:
        """The key of the page in front."""
        item = self.tabs.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_tab_changed()

    def _on_tab_changed(self, _: int = 0) -> None:
        if not self.isVisible() or not self.current:  # a page nobody sees costs no time
            return
        page = self.page(self.current)
        self.stack.setCurrentIndex(list(self._pages).index(self.current))
        has_table = hasattr(page, "table")
        self.copy_button.setEnabled(has_table)
        self.save_button.setEnabled(has_table)

    def _show_on(self, key: str, page: Any) -> None:
        evaluation = self._evaluation
        if key in _ALWAYS:
            page.show_output(self._output)
        elif key == "values" and evaluation is not None:
            page.show_table(self._values_table(evaluation, evaluation.outputs[self._output]))
        elif evaluation is not None:
            result = evaluation.outputs[self._output]
            if key == "report" and not isinstance(result, NumberResult):
                page.show_table(report(result.class_scores, (self.tr("macro average"), self.tr("weighted average"))))
            elif key == "samples":
                page.show_result(result, evaluation.dataset)
            else:
                page.show_result(result)

    def _values_table(self, evaluation: Evaluation, result: Result) -> NumberTable:
        """Return loss and metrics, and the areas below the curves of one output, with their bounds."""
        measured = [(name, value, evaluation.intervals.get(name)) for name, value in evaluation.values.items()]
        if isinstance(result, NumberResult):
            measured += self._number_rows(result)
        else:
            for title, place in ((self.tr("ROC area, {0}"), 0), (self.tr("PR area, {0}"), 1)):
                curves = [pair[place] for pair in result.areas.pairs]
                measured += [(title.format(translated(curve.name)), curve.area, curve.interval) for curve in curves]
        rows = [(name, value, *(("", "") if each is None else (each.low, each.high))) for name, value, each in measured]
        return NumberTable(("value", "measured", "95 % from", "95 % to"), rows)

    def _number_rows(self, result: NumberResult) -> list[tuple[str, float, Interval | None]]:
        """Return what is measured in the units of the data, as far as there is something to measure."""
        titles = {
            "mean_absolute_error": self.tr("mean absolute error in units of {0}"),
            "root_mean_squared_error": self.tr("root mean squared error in units of {0}"),
            "r_squared": self.tr("R² (1 is perfect)"),
        }
        found = result.scores
        if found is None:
            return []
        return [
            (title.format(result.target), getattr(found, name), found.intervals.get(name))
            for name, title in titles.items()
            if not math.isnan(getattr(found, name))
        ]

    def _make(self, key: str) -> Any:
        if key not in self._pages:
            page = self._pages[key] = getattr(self, f"_make_{key}")()
            self.stack.addWidget(_scrolled(page))
        return self._pages[key]

    def _make_confusion(self) -> QWidget:
        page = ConfusionView()
        page.cell_activated.connect(self._on_cell_activated)
        return page

    def _make_report(self) -> QWidget:
        return NumberView("class_report")

    def _make_values(self) -> QWidget:
        return NumberView("evaluate_table")

    def _make_curves(self) -> QWidget:
        from designer.panels.evaluation.curves_view import CurvesView  # pyqtgraph imports slowly

        return CurvesView()

    def _make_comparison(self) -> QWidget:
        from designer.panels.comparison import ComparisonView

        return ComparisonView()

    def _make_residuals(self) -> QWidget:
        from designer.panels.evaluation.residuals import ResidualsView

        return ResidualsView()

    def _make_samples(self) -> QWidget:
        from designer.panels.evaluation.gallery import GalleryView

        page = GalleryView()
        page.sample_activated.connect(self._on_sample_activated)
        return page

    def _make_surface(self) -> QWidget:
        from designer.panels.evaluation.surface_view import SurfacePage

        return SurfacePage(self._document, self._session)

    def _make_own_input(self) -> QWidget:
        from designer.panels.evaluation.own_input import OwnInputPage

        return OwnInputPage(self._document, self._session)

    # ---- doing --------------------------------------------------------------------------------------------

    def _on_data_loaded(self, _: str) -> None:
        if self._evaluation is None:
            self.forget()

    def _on_cell_activated(self, row: int, column: int) -> None:
        self.raise_page("samples")
        page = self.page("samples")
        page.show_cell(row, column)
        page.setFocus()

    def _on_sample_activated(self, sample: int) -> None:
        if self._evaluation is not None and self._evaluation.dataset is not None:
            self.raise_page("own_input")
            inputs = self._evaluation.dataset.test_inputs
            self.page("own_input").show_sample({name: array[sample] for name, array in inputs.items()})

    def _table(self) -> NumberTable:
        return self.page(self.current).table()  # type: ignore[no-any-return]

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._table().to_csv("\t"))

    def _on_save_clicked(self) -> None:
        path = self.ask_for_target(f"{self._document.title} {self.current}.csv")
        if not path:
            return
        try:
            write_text(Path(path if Path(path).suffix else f"{path}.csv"), self._table().to_csv())
        except (ValueError, OSError) as error:
            self.refused.emit(str(error))

    def _ask_for_target(self, suggested: str) -> str:
        kinds = self.tr("Table of numbers (*.csv)")
        return QFileDialog.getSaveFileName(self, self.tr("Save the numbers"), suggested, kinds)[0]

    # ---- look ---------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "save_button"):
            self._refresh_icons()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "save_button"):
            self._fit_tabs()
        super().changeEvent(event)

    def _refresh_icons(self) -> None:
        self.copy_button.setIcon(icons.icon("copy"))
        self.save_button.setIcon(icons.icon("save"))


def _scrolled(page: QWidget) -> QScrollArea:
    """Return a page in a frame that scrolls where there is less room than the page needs, as with large texts."""
    scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(page)
    return scroll
