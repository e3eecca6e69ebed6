"""The selection: which nodes and wires are selected, in all views at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from psygnal import Signal

from designer.model.graph import Edge

T = TypeVar("T")


class Selection:
    """The selected nodes and wires. It is no part of the model and not undone."""

    changed = Signal()

    def __init__(self) -> None:
        self._nodes: tuple[str, ...] = ()
        self._edges: tuple[Edge, ...] = ()

    @property
    def nodes(self) -> frozenset[str]:
        """The ids of the selected nodes."""
        return frozenset(self._nodes)

    @property
    def edges(self) -> frozenset[Edge]:
        """The selected wires."""
        return frozenset(self._edges)

    @property
    def nodes_in_order(self) -> tuple[str, ...]:
        """The ids of the selected nodes, in the order in which they were selected."""
        return self._nodes

    def set(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        """Select these and nothing else."""
        new = tuple(dict.fromkeys(nodes)), tuple(dict.fromkeys(edges))
        if new != (self._nodes, self._edges):
            self._nodes, self._edges = new
            self.changed.emit()

    def add(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        """Select these as well."""
        self.set([*self._nodes, *nodes], [*self._edges, *edges])

    def toggle(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        """Select those that are not, and the other way round."""
        self.set(_toggled(self._nodes, nodes), _toggled(self._edges, edges))

    def discard(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        """Select these no longer."""
        gone_nodes, gone_edges = set(nodes), set(edges)
        self.set(
            [id for id in self._nodes if id not in gone_nodes],
            [edge for edge in self._edges if edge not in gone_edges],
        )

    def clear(self) -> None:
        """Select nothing."""
        self.set()


def _toggled(old: Iterable[T], new: Iterable[T]) -> list[T]:
    before, switched = list(old), list(new)
    return [each for each in before if each not in switched] + [each for each in switched if each not in before]
