"""ProblemDetail: one problem in full: why it is one, and what would solve it, each with a preview."""

from __future__ import annotations

import html
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from designer import theme
from designer.model.document import Document
from designer.model.repairs import Repair, tries
from designer.model.report import Problem
from designer.panels.repair_text import repair_html, repair_sentence
from designer.translation import translated

SLICE_MS = 8.0  # at a time; the window answers between two slices
_REPAIR = Qt.ItemDataRole.UserRole


class ProblemDetail(QWidget):
    """Looks for repairs while it is seen, a little at a time; one click or Enter applies one."""

    previewed = Signal(object)  # the Repair to be shown on the canvas, or None
    dismissed = Signal(object)  # the Problem not to be told again
    refused = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem_detail")
        self._document = document
        self.problem: Problem | None = None
        self._search: Iterator[Repair | None] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)
        self.text = self._label("problem_text")
        self.why = self._label("problem_why")
        self.why.setProperty("role", "muted")
        self.repairs = QListWidget(self, objectName="repairs_list")
        self.repairs.setAccessibleName(self.tr("Repairs"))
        self.repairs.setWordWrap(True)
        self.repairs.installEventFilter(self)
        self.preview = self._label("repair_preview")
        self.apply_button = QPushButton(self.tr("&Apply"), self, objectName="apply_repair")
        self.dismiss_button = QPushButton(self.tr("&Dismiss"), self, objectName="dismiss_problem")
        self.dismiss_button.setToolTip(self.tr("Do not tell this again in this document"))
        self._lay_out()
        self.repairs.currentItemChanged.connect(self._on_repair_changed)
        self.repairs.itemDoubleClicked.connect(lambda _item: self.apply())
        self.apply_button.clicked.connect(self.apply)
        self.dismiss_button.clicked.connect(lambda: self.dismissed.emit(self.problem))

    def _label(self, name: str) -> QLabel:
        label = QLabel(self, objectName=name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.apply_button)
        buttons.addWidget(self.dismiss_button)
        buttons.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.preview)
        right.addLayout(buttons)
        right.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.repairs, 3)
        row.addLayout(right, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GRID_PX, 0, 0, 0)
        column.addWidget(self.text)
        column.addWidget(self.why)
        column.addLayout(row, 1)

    def show_problem(self, problem: Problem | None) -> None:
        """Show a problem and begin to look for repairs; None shows nothing."""
        self._timer.stop()
        self.problem = problem
        self.repairs.clear()
        self._on_repair_changed(None)
        self.setVisible(problem is not None)
        if problem is None:
            return
        self.text.setText(f"<b>{html.escape(translated(problem.text))}</b>")
        why = f"<b>{self.tr('Why?')}</b> {html.escape(translated(problem.why))}<br>" if problem.why else ""
        self.why.setText(f"{why}<b>{self.tr('What then?')}</b> {html.escape(translated(problem.remedy))}")
        self.dismiss_button.setVisible(problem.about == "design")
        self.repairs.setVisible(False)
        self._search = tries(self._document, problem)
        self._timer.start(0)

    def _on_time(self) -> None:
        """Try candidates for a few milliseconds."""
        end = perf_counter() + SLICE_MS / 1000
        while perf_counter() < end:
            try:
                repair = next(self._search)
            except StopIteration:
                self._timer.stop()
                return
            if repair is not None:
                self._add(repair)

    def _add(self, repair: Repair) -> None:
        """Put a repair behind those that leave as few errors."""
        others = [self.repairs.item(row).data(_REPAIR).num_errors_left for row in range(self.repairs.count())]
        row = sum(left <= repair.num_errors_left for left in others)
        item = QListWidgetItem(translated(repair.text))
        item.setData(_REPAIR, repair)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, repair_sentence(repair))
        self.repairs.insertItem(row, item)
        self.repairs.setVisible(True)
        if self.repairs.count() == 1 or self.repairs.currentRow() > row == 0:
            self.repairs.setCurrentRow(0)

    @property
    def is_searching(self) -> bool:
        """Whether there are candidates left to try."""
        return self._timer.isActive()

    @property
    def repair(self) -> Repair | None:
        """The repair that would be applied now."""
        item = self.repairs.currentItem()
        return item.data(_REPAIR) if item is not None else None

    def apply(self) -> None:
        """Apply the repair on show as one step."""
        repair = self.repair
        if repair is None:
            return
        self._timer.stop()
        self._offer(None)
        try:
            self._document.execute(repair.command)
        except ValueError as error:
            self.refused.emit(str(error))

    def _on_repair_changed(self, *_items: object) -> None:
        repair = self.repair
        self.preview.setText(repair_html(repair) if repair else "")
        self.preview.setVisible(repair is not None)
        self.apply_button.setVisible(repair is not None)
        self._offer(repair)

    def _offer(self, repair: Repair | None) -> None:
        """Let a repair be seen on the canvas as long as it is seen here."""
        if self.isVisible():
            self.previewed.emit(repair)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.previewed.emit(self.repair)
        self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.previewed.emit(None)  # no ghost stays on the canvas
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
            return True
        return super().eventFilter(watched, event)
