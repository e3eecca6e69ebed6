"""The document: a graph with its history, selection, settings, data and weights, and what is known about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from psygnal import Signal

from designer.model.change import Change
from designer.model.command import Command
from designer.model.data_facts import DataFacts
from designer.model.graph import Graph
from designer.model.history import History
from designer.model.inference import Inference, totals_of
from designer.model.last_run import LastRun
from designer.model.notes import Note
from designer.model.report import Facts, Problem, Report
from designer.model.selection import Selected, Selection
from designer.model.settings import TrainingSettings
from designer.model.validation import find_problems

Weights = dict[str, list[NDArray[Any]]]
Curves = dict[str, list[float]]  # by name (loss, accuracy, val_loss): one value for each epoch of the last training
DataRule = Callable[["Document"], tuple[Problem, ...]]


class Document:
    """What one window shows and one file holds. Views read it, commands change it, signals tell."""

    changed = Signal(Change)  # after each command: done, undone, redone; `report` is up to date already
    checked = Signal(Report)  # after shapes and problems were worked out again
    reviewed = Signal()  # there are other weak spots than before
    settings_changed = Signal()
    data_changed = Signal()
    notes_changed = Signal()
    weights_changed = Signal()
    title_changed = Signal()

    def __init__(
        self,
        graph: Graph | None = None,
        settings: TrainingSettings | None = None,
        data_name: str = "",
        weights: Weights | None = None,
        path: Path | None = None,
        title: str = "",
    ) -> None:
        self.graph = graph if graph is not None else Graph()
        self.settings = settings or TrainingSettings()
        self.data_name = data_name
        self.weights: Weights = weights or {}
        self.curves: Curves = {}
        self.last_run: LastRun | None = None  # where the last training stands, for the next to go on
        self.notes: dict[str, Note] = {}
        self.dismissed: frozenset[str] = frozenset()  # what of the review the user does not want to hear again
        self.remarks: tuple[str, ...] = ()  # what of its file it could not take over, in sentences
        self.selection = Selection()
        self.history = History(self)
        self.stamp: tuple[int, int] | None = None  # size and time of the file when it was last read or written
        self._path, self._title = path, title
        self._has_new_weights = False
        self.inference = Inference()
        self.data_facts: Callable[[Document], DataFacts | None] = lambda _: None  # what is known about the chosen data
        self._data_rule: DataRule | None = None  # whoever can load data says whether they fit
        self.report = self._check()
        self.review: tuple[Problem, ...] = ()  # what could be better; worked out when there is time for it

    # ---- levels -------------------------------------------------------------------------------------------

    @property
    def root(self) -> Document:
        """The whole document; a nested model opened in it has another answer."""
        return self

    @property
    def levels(self) -> tuple[Document, ...]:
        """The levels from the whole document to here."""
        return (self,)

    @property
    def path_of_keys(self) -> tuple[str, ...]:
        """The keys of the layers that lead here; none for the whole document."""
        return ()

    @property
    def way(self) -> tuple[str, ...]:
        """The nodes that lead here; none for the whole document."""
        return ()

    # ---- changing -----------------------------------------------------------------------------------------

    def execute(self, command: Command, selected: Selected | None = None) -> None:
        """Do a command as a step of the history; ValueError, and nothing changed, if it cannot be done."""
        self.history.execute(command, selected)

    def undo(self) -> None:
        """Take the last step back."""
        self.history.undo(self)

    def redo(self) -> None:
        """Do the step last taken back again."""
        self.history.redo(self)

    def select(self, selected: Selected) -> None:
        """Select what was selected once, as far as it is there."""
        nodes, edges, notes = selected
        self.selection.set(
            [node for node in nodes if node in self.graph.nodes],
            [edge for edge in edges if self.graph.has_edge(edge)],
            [note for note in notes if note in self.notes],
        )

    def apply(self, change: Change) -> None:
        """Bring everything up to date after a command and tell the views (the history calls this)."""
        gone = self.selection.notes - self.notes.keys()
        self.selection.discard(change.nodes_removed, change.edges_removed, gone)
        before = self.report
        if change.touches_model:
            self.report = self._check()
        elif change.data_changed or change.settings_changed:
            self.report = self._with_data_problems(self.report)
        self.changed.emit(change)
        if change.touches_model or self.report.problems != before.problems:
            self.checked.emit(self.report)
        if change.settings_changed:
            self.settings_changed.emit()
        if change.data_changed:
            self.data_changed.emit()
        if change.notes_changed:
            self.notes_changed.emit()

    def set_weights(self, weights: Weights, curves: Curves | None = None, last_run: LastRun | None = None) -> None:
        """Keep trained weights and how they came about; they belong to the file but are no step of the history."""
        self.weights = {**self.weights, **weights}
        self.curves = self.curves if curves is None else curves
        self.last_run = last_run
        self._has_new_weights = True
        self.weights_changed.emit()
        self.history.changed.emit()

    def silence(self) -> None:
        """Let nobody listen any more: the document was closed."""
        for owner in (self, self.selection, self.history):
            for name, signal in vars(type(owner)).items():
                if isinstance(signal, Signal):
                    getattr(owner, name).disconnect()

    def new_node_id(self) -> str:
        """Return an id for a node to be added."""
        return self.graph.new_node_id()

    # ---- file ---------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The file the document was opened from or saved to."""
        return self._path

    @path.setter
    def path(self, path: Path | None) -> None:
        self._path, self._title = path, ""
        self.title_changed.emit()

    @property
    def title(self) -> str:
        """The name to show: that of the file, or the one given, or Untitled."""
        return self._title or (self._path.stem if self._path else "Untitled")

    @title.setter
    def title(self, title: str) -> None:
        self._title = title
        self.title_changed.emit()

    @property
    def is_modified(self) -> bool:
        """Whether there is anything the file does not hold."""
        return self._has_new_weights or not self.history.is_clean

    def mark_saved(self, path: Path | None = None) -> None:
        """Remember that the file holds the present state."""
        self._has_new_weights = False
        if path is not None:
            self.path = path
        self.history.mark_saved()

    def mark_unsaved(self) -> None:
        """Remember that no file holds the present state, nor any that can be reached by undoing."""
        self.history.mark_unsaved()

    # ---- checking -----------------------------------------------------------------------------------------

    def set_data_rule(self, rule: DataRule | None) -> None:
        """Let a function say what keeps the model from being trained with the chosen data."""
        self._data_rule = rule
        self.check_data()

    def check_data(self) -> None:
        """Ask the data rule again, for the data have arrived."""
        before = self.report
        self.report = self._with_data_problems(before)
        if self.report.problems != before.problems:
            self.checked.emit(self.report)

    def set_review(self, found: tuple[Problem, ...]) -> None:
        """Keep what a review found."""
        if found != self.review:
            self.review = found
            self.reviewed.emit()

    def tried(self, command: Command) -> Document:
        """Return a document as this one would be after a command; ValueError if it cannot be done. This one stays."""
        other = Document(None, self.settings, self.data_name)
        other.graph, other.inference = self.graph.copy(), self.inference
        other._data_rule, other.data_facts = self._data_rule, self.data_facts
        other.dismissed = self.dismissed
        command.do(other)
        other.report = other._check()
        return other

    def _check(self) -> Report:
        facts = self._facts()
        totals = totals_of(self.graph, facts)
        problems = self._problems(facts)
        report = Report(facts, problems, totals.params, totals.trainable, totals.macs, totals.is_complete)
        return self._with_data_problems(report)

    def _facts(self) -> dict[str, Facts]:
        return self.inference.facts(self.graph)

    def _problems(self, facts: dict[str, Facts]) -> tuple[Problem, ...]:
        return find_problems(self.graph, facts)

    def _with_data_problems(self, report: Report) -> Report:
        """Return the report with what the data rule finds; it is asked only about a sound model."""
        own = tuple(problem for problem in report.problems if problem.about == "model")
        self.report = replace(report, problems=own)  # the rule reads it
        found = self._data_rule(self) if self._data_rule is not None and self.report.is_valid else ()
        problems = sorted((*found, *own), key=lambda problem: problem.severity != "error")
        return replace(report, problems=tuple(problems))
