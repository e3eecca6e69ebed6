"""The docks around the canvas: of each its name, title and place, and how its panel is made for a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from designer.model.document import Document
from designer.training.session import TrainingSession

Area = Qt.DockWidgetArea
MakePanel = Callable[[Document, TrainingSession], QWidget]


@dataclass(frozen=True)
class DockSpec:
    """One dock. Its panel is made when the dock is first seen, unless it has something to do before."""

    name: str
    title: str
    area: Qt.DockWidgetArea
    make: MakePanel
    follows_level: bool = False  # it shows the nested model on the canvas rather than the whole document
    works_unseen: bool = False  # as the review, which the canvas shows, too
    needed_at: str = ""  # the signal of the session from which on the panel has to listen, seen or not


def _inspector(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.inspector import InspectorPanel

    return InspectorPanel(document, session)


def _problems(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.problems import ProblemsPanel

    return ProblemsPanel(document)


def _summary(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.summary import SummaryPanel

    return SummaryPanel(document)


def _code(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.code import CodePanel

    return CodePanel(document, session)


def _diagram(document: Document, session: TrainingSession) -> QWidget:
    from designer.diagram.panel import DiagramPanel

    return DiagramPanel(document)


def _data(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.data import DataPanel

    return DataPanel(document, session)


def _training(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.training import TrainingPanel

    return TrainingPanel(document, session)


def _evaluate(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.evaluate import EvaluatePanel

    return EvaluatePanel(document, session)


def _runs(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.runs import RunsPanel

    return RunsPanel(document, session)


def _outline(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.outline import OutlinePanel

    return OutlinePanel(document)


def _history(document: Document, session: TrainingSession) -> QWidget:
    from designer.panels.history import HistoryPanel

    return HistoryPanel(document)


SPECS = (
    DockSpec("outline", "Outline", Area.LeftDockWidgetArea, _outline, follows_level=True),
    DockSpec("inspector", "Inspector", Area.RightDockWidgetArea, _inspector, follows_level=True),
    DockSpec("history", "History", Area.RightDockWidgetArea, _history),
    DockSpec(
        "problems", "Problems", Area.BottomDockWidgetArea, _problems, works_unseen=True
    ),  # reviews the model for the canvas
    DockSpec("summary", "Summary", Area.BottomDockWidgetArea, _summary),
    DockSpec("code", "Code", Area.BottomDockWidgetArea, _code),
    DockSpec("diagram", "Diagram", Area.BottomDockWidgetArea, _diagram),
    DockSpec("data", "Data", Area.BottomDockWidgetArea, _data),
    DockSpec("training", "Training", Area.BottomDockWidgetArea, _training, needed_at="started"),
    DockSpec("evaluate", "Evaluate", Area.BottomDockWidgetArea, _evaluate),
    DockSpec("runs", "Runs", Area.BottomDockWidgetArea, _runs),
)
