"""ProblemsPanel: what is wrong with the model, each with what would fix it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from designer import icons, theme
from designer.model.document import Document
from designer.model.report import Problem, Report


class ProblemsPanel(QWidget):
    """A list of sentences; choosing one selects the nodes it is about."""

    node_activated = Signal(str)  # node id: the user wants to see it
    place_activated = Signal(tuple)  # the ids that lead to a node inside nested models: it is to be seen
    count_changed = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems_panel")
        self._document = document
        self._problems: tuple[Problem, ...] = ()
        self.list = QListWidget(self, objectName="problems_list")
        self.list.setAccessibleName(self.tr("Problems"))
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(18, 18))
        self.list.setSpacing(1)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.empty = QLabel(self.tr("No problems: the model can be trained."), self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, theme.GRID_PX)
        layout.addWidget(self.list)
        layout.addWidget(self.empty)
        self.setFocusProxy(self.list)
        self.list.itemClicked.connect(self._on_item_chosen)
        self.list.itemActivated.connect(self._on_item_chosen)
        document.checked.connect(self._on_checked)
        self.refresh()

    def refresh(self) -> None:
        """Show the problems of the document's last report."""
        self._show(self._document.report)

    def _on_checked(self, report: Report) -> None:
        if report.problems != self._problems:
            self._show(report)

    def _show(self, report: Report) -> None:
        self._problems = report.problems
        problems = report.problems if report.facts else ()  # an empty canvas is a beginning, no mistake
        self.list.clear()
        for problem in problems:
            item = QListWidgetItem(icons.icon(problem.severity, problem.severity), sentence(problem), self.list)
            item.setData(Qt.ItemDataRole.UserRole, problem)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{problem.severity}: {sentence(problem)}")
        self.list.setVisible(bool(problems))
        self.empty.setVisible(not problems)
        self.empty.setText(
            self.tr("No problems: the model can be trained.")
            if self._document.graph.nodes
            else self.tr("The canvas is empty. Drag layers from the Library, beginning with an Input.")
        )
        self.count_changed.emit(len(problems))

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        problem = item.data(Qt.ItemDataRole.UserRole)
        node_ids = [id for id in problem.node_ids if id in self._document.graph.nodes]
        if node_ids and problem.inside is not None and problem.inside.node_ids:
            self.place_activated.emit(way_to(problem))
        elif node_ids:
            self._document.selection.set(node_ids)
            self.node_activated.emit(node_ids[0])


def way_to(problem: Problem) -> tuple[str, ...]:
    """Return the nodes that lead to where a problem is: nested models, and at last a node inside."""
    inside = way_to(problem.inside) if problem.inside is not None and problem.inside.node_ids else ()
    return (problem.node_ids[0], *inside)


def sentence(problem: Problem) -> str:
    """Return what is wrong and what would fix it."""
    return f"{problem.text} {problem.remedy}".strip()
