"""The Runs panel: every run that was kept, to compare, mark, open again, export and delete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.archive.exporting import EXPORTS, RunExport, compare
from designer.archive.folder import Moment
from designer.archive.record import RunRecord
from designer.lasting import lasting
from designer.model.document import Document
from designer.panels.run_views.sweep_page import SweepPage
from designer.panels.run_views.table import RunTable
from designer.panels.run_views.table_model import RunTableModel
from designer.panels.run_views.texts import difference_text, receipt_text
from designer.panels.sizes import keep_readable
from designer.training.run_keeper import Listing
from designer.training.session import TrainingSession
from designer.translation import translated

_PAIR = 2


class RunsPanel(QWidget):
    """A table of all runs on the left; what is chosen there, as curves, difference and receipt, on the right."""

    document_opened = Signal(object)  # a Document made from a run
    refused = Signal(str)  # what could not be done, for the window to say

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_panel")
        keep_readable(self)
        self._document, self._session = document, session
        self._keeper = session.keeper
        self._deleted: list[list[str]] = []  # what can be brought back, the latest last
        self._compared: tuple[RunRecord, ...] = ()
        self._listing: Listing | None = None  # until the runs were read
        self._sweep: SweepPage | None = None
        self.table = RunTable(RunTableModel(self))
        self.overlay: Any = None  # made when first shown: pyqtgraph takes a third of a second to import
        self._make_bar()
        self._make_views()
        self._lay_out()
        self._connect()
        self._on_chosen_changed()

    # ---- making -------------------------------------------------------------------------------------------

    def _make_bar(self) -> None:
        self.filter = QLineEdit(objectName="run_filter", clearButtonEnabled=True)
        self.filter.setPlaceholderText(self.tr("Filter: name, data, note, setting"))
        self.filter.setAccessibleName(self.tr("Filter the runs"))
        self.only_starred = QCheckBox(self.tr("St&arred"), objectName="run_only_starred")
        self.open_button = self._menu_button("run_open", self.tr("&Open"))
        moments: dict[Moment, str] = {
            "last": self.tr("With the &last weights"),
            "best": self.tr("With the &best weights"),
            "start": self.tr("As it &began, to train it again"),
        }
        for moment, text in moments.items():
            action = self.open_button.menu().addAction(text)
            action.triggered.connect(lambda _=False, moment=moment: self.open(moment))
        self.export_button = self._menu_button("run_export", self.tr("E&xport"))
        for export in EXPORTS:
            action = self.export_button.menu().addAction(self.tr(export.text))
            action.triggered.connect(lambda _=False, export=export: self.export(export))
        self.delete_button = QPushButton(self.tr("&Delete"), objectName="run_delete")
        self.status = QLabel(objectName="run_status")
        self.undo_button = QPushButton(self.tr("&Undo"), objectName="run_undo")
        self.free_button = QPushButton(self.tr("Free the &Place"), objectName="run_free")
        self.free_button.setToolTip(self.tr("Remove the deleted runs from the disk for good"))

    def _menu_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, objectName=name)
        button.setMenu(QMenu(button))
        return button

    def _make_views(self) -> None:
        self.views = QTabWidget(objectName="run_views", documentMode=True)
        self.curves_page = QWidget()
        self.sweep_page = QWidget()
        for page in (self.curves_page, self.sweep_page):
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
        self.difference = QTextBrowser(objectName="run_difference")
        self.receipt = QTextBrowser(objectName="run_receipt")
        self.views.addTab(self.curves_page, self.tr("&Curves"))
        self.views.addTab(self.difference, self.tr("D&ifference"))
        self.views.addTab(self.receipt, self.tr("&Receipt"))
        self.views.addTab(self.sweep_page, self.tr("S&weep"))

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.filter, 1)
        for widget in (self.only_starred, self.open_button, self.export_button):
            top.addWidget(widget)
        bottom.addWidget(self.status, 1)
        bottom.addWidget(self.delete_button)  # not above: the filter needs its room in a narrow window
        for button in (self.undo_button, self.free_button):
            bottom.addWidget(button)
            button.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(self.views)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([640, 600])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, 4)
        layout.addWidget(splitter)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        keeper, model = self._keeper, self.table.runs
        keeper.changed.connect(self.refresh)
        keeper.listed.connect(self._on_listed)
        keeper.answered.connect(self._on_answered)
        keeper.failed.connect(self._on_failed)
        self.table.chosen_changed.connect(self._on_chosen_changed)
        self.table.wanted.connect(self._on_wanted)
        model.note_written.connect(lambda id, text: keeper.change(lambda: keeper.archive.annotate(id, text)))
        self.filter.textChanged.connect(self._on_filter_changed)
        self.only_starred.toggled.connect(self._on_filter_changed)
        self.delete_button.clicked.connect(self.delete)
        self.undo_button.clicked.connect(self.undo)
        self.free_button.clicked.connect(self.free)
        self.views.currentChanged.connect(self._on_chosen_changed)

    # ---- showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the runs as they are now; a panel nobody sees waits until it is shown."""
        if self.isVisible():
            self._keeper.list_runs()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        if self._listing is None:
            self._say(self.tr("Reading the runs…"))
            self.table.show_hint(self.status.text())
        else:
            self._show_chosen_soon()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            keep_readable(self)
        super().changeEvent(event)

    def _on_listed(self, listing: Listing) -> None:
        if listing.notice:
            self.refused.emit(listing.notice)
        self.table.show_hint("" if listing.records else self.tr("No runs yet: each training is kept here."))
        with lasting():
            self.table.show_records(listing.records)
        self._listing = listing
        if self._sweep is not None:
            self._sweep.show_records(listing.records)
        self._say_how_many()
        self._show_chosen_soon()

    def _show_chosen_soon(self) -> None:
        """Show what is chosen once the table is painted: it need not wait for the plots, which take their time."""
        if self.overlay is None:
            QTimer.singleShot(0, self, self.need_overlay)
        QTimer.singleShot(0, self, self._on_chosen_changed)

    def _on_failed(self, sentence: str) -> None:
        self._say(translated(sentence), "error")
        self.table.show_hint("")

    def _say_how_many(self) -> None:
        listing = self._listing or Listing()
        if self._deleted:
            number = sum(map(len, self._deleted))
            self._say(self.tr("1 run deleted.") if number == 1 else self.tr("{0} runs deleted.").format(number))
        elif not listing.records:
            self._say(self.tr("No runs yet: each training is kept here."))
        else:
            place = f"{listing.num_bytes / 1e6:,.1f}", f"{listing.most_bytes / 1e9:.1f}"
            number = self.table.runs.rowCount()
            text = self.tr("1 run, {1} MB of {2} GB") if number == 1 else self.tr("{0} runs, {1} MB of {2} GB")
            self._say(text.format(number, *place))
        for button in (self.undo_button, self.free_button):
            button.setVisible(bool(self._deleted))

    def _say(self, text: str, role: str = "") -> None:
        self.status.setText(text)
        self.status.setToolTip(text)
        self.status.setProperty("role", role)
        self.status.style().polish(self.status)

    def _on_filter_changed(self) -> None:
        self.table.runs.look_for(self.filter.text(), self.only_starred.isChecked())
        self._say_how_many()

    def _on_point_clicked(self, id: str) -> None:
        """Choose the run of a point, also where the filter hides it."""
        self.filter.clear()
        self.only_starred.setChecked(False)
        self.table.choose(id)

    def _on_chosen_changed(self) -> None:
        chosen = self.table.chosen
        for widget in (self.open_button, self.export_button, self.delete_button):
            widget.setEnabled(bool(chosen))
        page = self.views.currentWidget()
        if self.overlay is not None:
            self.overlay.bar.setVisible(page is self.curves_page)
        if page is self.curves_page and self.isVisible() and self._listing is not None:
            self.need_overlay().show_runs(chosen)
        elif page is self.difference:
            self._compare(chosen)
        elif page is self.receipt:
            self.receipt.setHtml(receipt_text(chosen[0]) if chosen else self.tr("Choose a run in the table."))
        elif page is self.sweep_page:
            self.sweep.show_chosen({record.id for record in chosen})

    @property
    def sweep(self) -> SweepPage:
        """The page for sweeps; it is made when first needed."""
        if self._sweep is None:
            self._sweep = page = SweepPage(self._document, self._session.sweep)
            page.run_wanted.connect(self._on_point_clicked)
            page.best_wanted.connect(lambda record: self._open(record, "last"))
            page.show_records(self._listing.records if self._listing is not None else ())
            self.sweep_page.layout().addWidget(page)
        return self._sweep

    def need_overlay(self) -> Any:
        """Return the curves; they are made when first needed."""
        if self.overlay is None:
            from designer.panels.run_views.overlay import RunOverlay

            self.overlay = RunOverlay()
            self.overlay.drawn.connect(self.table.runs.mark)
            self.curves_page.layout().addWidget(self.overlay)
            self.views.setCornerWidget(self.overlay.bar)
            self.overlay.bar.show()
        return self.overlay

    def _compare(self, chosen: Sequence[RunRecord]) -> None:
        self._compared = tuple(sorted(chosen, key=lambda run: run.started))
        if len(chosen) != _PAIR:
            self.difference.setPlainText(self.tr("Choose two runs in the table (Ctrl or Shift) to see what differs."))
            return
        pair, archive = self._compared, self._keeper.archive
        self._keeper.ask("compare", lambda: (pair, compare(archive, *pair)))

    # ---- doing --------------------------------------------------------------------------------------------

    def open(self, moment: Moment = "last") -> None:
        """Open the first of the chosen runs as a new document."""
        if chosen := self.table.chosen:
            self._open(chosen[0], moment)

    def _open(self, record: RunRecord, moment: Moment) -> None:
        archive = self._keeper.archive
        self._keeper.ask("open", lambda: archive.open(record, moment))

    def star(self) -> None:
        """Mark the chosen runs, or take the mark away where all have it."""
        chosen, archive = self.table.chosen, self._keeper.archive
        is_starred = not all(record.starred for record in chosen)
        self._keeper.change(lambda: archive.star([record.id for record in chosen], is_starred))

    def delete(self) -> None:
        """Delete the chosen runs; they can be brought back."""
        if ids := [record.id for record in self.table.chosen]:
            archive = self._keeper.archive
            self._deleted.append(ids)
            self._keeper.change(lambda: archive.delete(ids))

    def undo(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted:
            ids, archive = self._deleted.pop(), self._keeper.archive
            self._keeper.change(lambda: archive.restore(ids))
            self.table.setFocus()

    def free(self) -> None:
        """Remove the deleted runs for good."""
        self._deleted.clear()
        self._keeper.change(self._keeper.archive.purge)
        self.table.setFocus()

    def export(self, export: RunExport) -> None:
        """Write the chosen runs to a file, or into a folder, the user chooses."""
        chosen, archive = self.table.chosen, self._keeper.archive
        if path := self.ask_path(export):
            self._keeper.ask("export", lambda: (export.write(archive, chosen, Path(path)), path)[1])

    def ask_path(self, export: RunExport) -> str:
        """Ask where to write; empty if nowhere."""
        title = self.tr("Export the runs")
        if not export.suffix:
            return QFileDialog.getExistingDirectory(self, title)
        patterns = f"{export.suffix.upper()} (*.{export.suffix})"
        return QFileDialog.getSaveFileName(self, title, f"runs.{export.suffix}", patterns)[0]

    def _on_wanted(self, what: str) -> None:
        {"open": self.open, "delete": self.delete, "star": self.star, "undo": self.undo}[what]()

    def _on_answered(self, kind: str, result: Any) -> None:
        if kind == "open":
            self.document_opened.emit(result)
        elif kind == "export":
            self._say(self.tr("Written to {0}").format(result), "success")
        elif kind == "compare" and result[0] == self._compared:
            self.difference.setHtml(difference_text(*result[0], result[1]))
