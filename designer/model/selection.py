"""The selection: which nodes, wires and notes are selected, in all views at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from psygnal import Signal

from designer.model.graph import Edge

T = TypeVar("T")
Selected = tuple[tuple[str, ...], tuple[Edge, ...], tuple[str, ...]]  # nodes, wires, notes


class Selection:
    """The selected nodes, wires and notes. It is no part of the model; to select is no step of the history."""

    changed = Signal()

    def __init__(self) -> None:
        self._nodes: tuple[str, ...] = ()
        self._edges: tuple[Edge, ...] = ()
        self._notes: tuple[str, ...] = ()

    @property
    def nodes(self) -> frozenset[str]:
        """The ids of the selected nodes."""
        return frozenset(self._nodes)

    @property
    def edges(self) -> frozenset[Edge]:
        """The selected wires."""
        return frozenset(self._edges)

    @property
    def notes(self) -> frozenset[str]:
        """The ids of the selected notes."""
        return frozenset(self._notes)

    @property
    def nodes_in_order(self) -> tuple[str, ...]:
        """The ids of the selected nodes, in the order in which they were selected."""
        return self._nodes

    @property
    def all(self) -> Selected:
        """The selected nodes, wires and notes, each in the order in which they were selected."""
        return self._nodes, self._edges, self._notes

    def set(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = (), notes: Iterable[str] = ()) -> None:
        """Select these and nothing else."""
        new = tuple(dict.fromkeys(nodes)), tuple(dict.fromkeys(edges)), tuple(dict.fromkeys(notes))
        if new != (self._nodes, self._edges, self._notes):
            self._nodes, self._edges, self._notes = new
            self.changed.emit()

    def add(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = (), notes: Iterable[str] = ()) -> None:
        """Select these as well."""
        self.set([*self._nodes, *nodes], [*self._edges, *edges], [*self._notes, *notes])

    def toggle(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = (), notes: Iterable[str] = ()) -> None:
        """Select those that are not, and the other way round."""
        self.set(_toggled(self._nodes, nodes), _toggled(self._edges, edges), _toggled(self._notes, notes))

    def discard(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = (), notes: Iterable[str] = ()) -> None:
        """Select these no longer."""
        self.set(_without(self._nodes, nodes), _without(self._edges, edges), _without(self._notes, notes))

    def clear(self) -> None:
        """Select nothing."""
        self.set()


def _without(old: Iterable[T], gone: Iterable[T]) -> list[T]:
    dropped = set(gone)
    return [each for each in old if each not in dropped]


def _toggled(old: Iterable[T], new: Iterable[T]) -> list[T]:
    before, switched = list(old), list(new)
    return [each for each in before if each not in switched] + [each for each in switched if each not in before]
