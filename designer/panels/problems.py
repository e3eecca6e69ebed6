"""ProblemsPanel: what is wrong with the model, what could be better, and what would help."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from designer import icons, theme
from designer.model.change import Change
from designer.model.dismissing import SetDismissed
from designer.model.document import Document
from designer.model.report import Problem, Report
from designer.model.review.reviewing import dismissal_key, in_order, review_steps
from designer.panels.problem_detail import SLICE_MS, ProblemDetail
from designer.translation import translated_together

REVIEW_DELAY_MS = 150  # after the last edit: nobody reads a review while typing
_PROBLEM = Qt.ItemDataRole.UserRole
_ROLES = {"error": "error", "warning": "warning", "hint": "accent"}
_ICONS = {"error": "error", "warning": "warning", "hint": "help"}


class ProblemsPanel(QWidget):
    """A list of sentences; choosing one selects the nodes it is about and shows what would solve it."""

    node_activated = Signal(str)  # node id: the user wants to see it
    place_activated = Signal(tuple)  # the ids that lead to a node inside nested models: it is to be seen
    repair_previewed = Signal(object)  # a Repair to be shown on the canvas, or None
    refused = Signal(str)
    count_changed = Signal(int)
    reviewed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems_panel")
        self._document = document
        self._problems: tuple[Problem, ...] = ()
        self._remarks: tuple[Problem, ...] = ()
        self._make_list()
        self.detail = ProblemDetail(document, self)
        self.detail.hide()
        self.forgotten = QPushButton(self, objectName="show_dismissed")
        self.forgotten.setFlat(True)
        self.empty = QLabel(self.tr("No problems: the model can be trained."), self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self._review_timer = QTimer(self, singleShot=True, interval=REVIEW_DELAY_MS)
        self._step_timer = QTimer(self)
        self._steps: Iterator[list[Problem]] = iter(())
        self._found: list[Problem] = []
        self._lay_out()
        self._connect()
        self.refresh()

    def _make_list(self) -> None:
        self.list = QListWidget(self, objectName="problems_list")
        self.list.setAccessibleName(self.tr("Problems"))
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(18, 18))
        self.list.setSpacing(1)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.installEventFilter(self)

    def _lay_out(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(self.detail)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([480, 640])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, theme.GRID_PX)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.itemPressed.connect(self._on_item_chosen)  # by the release, the detail may have moved the rows
        self.list.itemActivated.connect(self._on_item_chosen)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.detail.previewed.connect(self.repair_previewed)
        self.detail.refused.connect(self.refused)
        self.detail.dismissed.connect(self._on_dismissed)
        self.forgotten.clicked.connect(self._on_forgotten_wanted)
        self._review_timer.timeout.connect(self._begin_review)
        self._step_timer.timeout.connect(self._on_step)
        document = self._document
        document.checked.connect(self._on_checked)
        document.changed.connect(self._on_changed)

    def show_problem_of(self, node_ids: Collection[str], is_remark: bool = False, way: Collection[str] = ()) -> None:
        """Show the first problem, or else remark of the review, about some nodes; the first of all if there is none.

        Args:
            way: the nodes that lead to the nested model these nodes are in.
        """
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(_PROBLEM) is not None]
        found = {row: self.list.item(row).data(_PROBLEM) for row in rows}
        seen = {row: _seen_from(way, found[row]) for row in rows}
        about = [row for row, each in seen.items() if each is not None and set(each.node_ids) & set(node_ids)]
        wanted = [row for row in about if found[row].about == "design" or not is_remark]
        if rows:
            self.list.setCurrentRow((wanted or about or rows)[0])

    # ---- following the document ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the problems of the document's last report, in the colours of the theme in use."""
        self._show(self._document.report)
        self._review_timer.start()

    def _on_checked(self, report: Report) -> None:
        self._step_timer.stop()  # the rules were reading another model
        if report.problems != self._problems or self.detail.problem is not None:
            self._show(report)
        self._review_timer.start()

    def _on_changed(self, change: Change) -> None:
        if change.settings_changed or change.data_changed or change.review_changed:
            self._review_timer.start()

    def review_now(self) -> None:
        """Ask all rules of the review."""
        self._begin_review()
        self._end_review([problem for found in self._steps for problem in found])

    def _begin_review(self) -> None:
        self._review_timer.stop()
        self._step_timer.stop()
        self._steps, self._found = review_steps(self._document), []
        self._step_timer.start(0)  # seen or not: the canvas marks the layers, too

    def _on_step(self) -> None:
        """Ask rules for a few milliseconds."""
        end = perf_counter() + SLICE_MS / 1000
        while perf_counter() < end:
            found = next(self._steps, None)
            if found is None:
                self._end_review(self._found)
                return
            self._found += found

    def _end_review(self, problems: list[Problem]) -> None:
        self._step_timer.stop()
        found = in_order(self._document, problems)
        count = len(self._document.root.dismissed)
        self.forgotten.setText(self.tr("{0} dismissed – show again").format(count))
        self.forgotten.setVisible(bool(count))
        if found != self._remarks:
            self._remarks = found
            self._show(self._document.report)
        self._document.set_review(found)
        self.reviewed.emit()

    # ---- showing ------------------------------------------------------------------------------------------

    def _show(self, report: Report) -> None:
        shown = _identity(self.detail.problem)
        self._problems = report.problems
        problems = report.problems if report.facts else ()  # an empty canvas is a beginning, no mistake
        remarks = [each for each in self._remarks if set(each.node_ids) <= report.facts.keys() and report.facts]
        self.list.blockSignals(True)
        self.list.clear()
        for problem in problems:
            self._add(problem)
        if remarks:
            self._add_heading(self.tr("Review: what could be better"))
        for problem in remarks:
            self._add(problem)
        self.list.blockSignals(False)
        self._splitter.setVisible(bool(problems or remarks))
        self.list.setVisible(bool(problems or remarks))
        self.empty.setVisible(not problems and not remarks)
        self.empty.setText(
            self.tr("No problems: the model can be trained.")
            if self._document.graph.nodes
            else self.tr("The canvas is empty. Drag layers from the Library, beginning with an Input.")
        )
        self.forgotten.setVisible(bool(self._document.root.dismissed))
        self.count_changed.emit(len(problems))
        self._select(shown)

    def _add(self, problem: Problem) -> None:
        severity = {"error": self.tr("error"), "warning": self.tr("warning"), "hint": self.tr("hint")}[problem.severity]
        drawing = "mark_remark" if problem.about == "design" else _ICONS[problem.severity]  # as on the canvas
        picture = icons.icon(drawing, _ROLES[problem.severity], in_list=True)
        item = QListWidgetItem(picture, sentence(problem), self.list)
        item.setData(_PROBLEM, problem)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{severity}: {sentence(problem)}")

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.font("small", bold=True))
        item.setForeground(theme.current().colour("muted"))  # not as pale as what is out of use

    def _select(self, shown: object) -> None:
        """Keep the problem on show, if it is still there."""
        for row in range(self.list.count()):
            problem = self.list.item(row).data(_PROBLEM)
            if shown is not None and _identity(problem) == shown:
                self.list.blockSignals(True)
                self.list.setCurrentRow(row)
                self.list.blockSignals(False)
                self.detail.show_problem(problem)
                return
        self.detail.show_problem(None)

    # ---- choosing -----------------------------------------------------------------------------------------

    def _on_current_changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self.detail.show_problem(item.data(_PROBLEM) if item is not None else None)

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        problem = item.data(_PROBLEM)
        if problem is None:
            return
        if self.detail.problem is not problem:
            self.detail.show_problem(problem)
        node_ids = [id for id in problem.node_ids if id in self._document.graph.nodes]
        if node_ids and problem.inside is not None and problem.inside.node_ids:
            self.place_activated.emit(way_to(problem))
        elif node_ids:
            self._document.selection.set(node_ids)
            self.node_activated.emit(node_ids[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.detail.apply()
                return True
            if event.key() == Qt.Key.Key_Right and self.detail.repair is not None:
                self.detail.repairs.setFocus()
                return True
            if event.key() == Qt.Key.Key_Delete and self.detail.problem is not None:
                self._on_dismissed(self.detail.problem)
                return True
        return super().eventFilter(watched, event)

    # ---- dismissing ---------------------------------------------------------------------------------------

    def _on_dismissed(self, problem: Problem) -> None:
        if problem.about == "design":
            root, key = self._document.root, dismissal_key(self._document, problem)
            root.execute(SetDismissed(root.dismissed | {key}, self.tr("Dismiss a hint")))
            self.review_now()

    def _on_forgotten_wanted(self) -> None:
        self._document.root.execute(SetDismissed(frozenset(), self.tr("Show dismissed hints")))
        self.review_now()


def _identity(problem: Problem | None) -> object:
    return None if problem is None else (problem.rule, problem.about, problem.node_ids, _identity(problem.inside))


def _seen_from(way: Collection[str], problem: Problem | None) -> Problem | None:
    """Return a problem as it is seen in a nested model; None if it is not in there."""
    for node_id in way:
        if problem is None or node_id not in problem.node_ids:
            return None
        problem = problem.inside
    return problem


def way_to(problem: Problem) -> tuple[str, ...]:
    """Return the nodes that lead to where a problem is: nested models, and at last a node inside."""
    inside = way_to(problem.inside) if problem.inside is not None and problem.inside.node_ids else ()
    return (problem.node_ids[0], *inside)


def sentence(problem: Problem) -> str:
    """Return what is wrong and what would fix it."""
    return translated_together(problem.text, problem.remedy)
