"""What a command did: Change says it to the views, Edit can be applied and turned back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from designer.model.graph import Edge, Graph, LayerSpec, Node

T = TypeVar("T")
Replacement = tuple[T | None, T | None]  # before and after; None where there is nothing


@dataclass(frozen=True)
class Change:
    """What is different after a command. The node ids in `layers_changed` have a layer with new arguments or name."""

    nodes_added: frozenset[str] = frozenset()
    nodes_removed: frozenset[str] = frozenset()
    nodes_moved: frozenset[str] = frozenset()
    layers_changed: frozenset[str] = frozenset()
    edges_added: frozenset[Edge] = frozenset()
    edges_removed: frozenset[Edge] = frozenset()
    settings_changed: bool = False
    data_changed: bool = False
    notes_changed: bool = False
    review_changed: bool = False

    @property
    def touches_model(self) -> bool:
        """Whether shapes and problems may be different now."""
        nodes = self.nodes_added or self.nodes_removed or self.layers_changed
        return bool(nodes or self.edges_added or self.edges_removed)

    def then(self, later: Change) -> Change:
        """Return both changes as one."""
        returned = self.nodes_removed & later.nodes_added  # gone and back again: perhaps elsewhere and different
        vanished = self.nodes_added & later.nodes_removed
        removed = (self.nodes_removed | later.nodes_removed) - returned - vanished
        added = (self.nodes_added | later.nodes_added) - returned - vanished
        same = added | removed | vanished
        return Change(
            added,
            removed,
            (self.nodes_moved | later.nodes_moved | returned) - same,
            (self.layers_changed | later.layers_changed | returned) - same,
            (self.edges_added - later.edges_removed) | (later.edges_added - self.edges_removed),
            (self.edges_removed - later.edges_added) | (later.edges_removed - self.edges_added),
            self.settings_changed or later.settings_changed,
            self.data_changed or later.data_changed,
            self.notes_changed or later.notes_changed,
            self.review_changed or later.review_changed,
        )


@dataclass(frozen=True)
class Edit:
    """An exact difference between two graphs."""

    nodes: Mapping[str, Replacement[Node]] = field(default_factory=dict)
    layers: Mapping[str, Replacement[LayerSpec]] = field(default_factory=dict)
    edges_removed: frozenset[Edge] = frozenset()
    edges_added: frozenset[Edge] = frozenset()

    @property
    def reverse(self) -> Edit:
        """The edit that takes this one back."""
        nodes = {id: (after, before) for id, (before, after) in self.nodes.items()}
        layers = {key: (after, before) for key, (before, after) in self.layers.items()}
        return Edit(nodes, layers, self.edges_added, self.edges_removed)

    def apply(self, graph: Graph) -> Change:
        """Change the graph and say what is different."""
        for edge in self.edges_removed:
            graph.drop_edge(edge)
        for layer in _present(self.layers):
            graph.put_layer(layer)
        for node in _present(self.nodes):
            graph.put_node(node)
        for id in _gone(self.nodes):
            graph.drop_node(id)
        for key in _gone(self.layers):
            graph.drop_layer(key)
        for edge in self.edges_added:
            graph.add_edge(edge)
        return self._change(graph)

    def _change(self, graph: Graph) -> Change:
        added = frozenset(id for id, (before, after) in self.nodes.items() if before is None and after is not None)
        kept = {id: (before, after) for id, (before, after) in self.nodes.items() if before and after}
        moved = frozenset(id for id, (before, after) in kept.items() if (before.x, before.y) != (after.x, after.y))
        changed = {key for key, (before, after) in self.layers.items() if before and after}
        users = frozenset(id for key in changed for id in graph.nodes_of(key))
        rerouted = frozenset(
            id
            for id, (before, after) in kept.items()
            if (before.layer_key, before.output_ports) != (after.layer_key, after.output_ports)
        )
        removed = frozenset(_gone(self.nodes))
        return Change(added, removed, moved, (users | rerouted) - added, self.edges_added, self.edges_removed)


def _present(replacements: Mapping[str, Replacement[T]]) -> list[T]:
    return [after for _, after in replacements.values() if after is not None]


def _gone(replacements: Mapping[str, Replacement[T]]) -> list[str]:
    return [id for id, (before, after) in replacements.items() if after is None and before is not None]
