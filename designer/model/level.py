"""Level: a nested model, seen and edited as if it were a document of its own."""

from __future__ import annotations

from dataclasses import replace

from psygnal import Signal

from designer.model.change import Change
from designer.model.command import Command
from designer.model.document import Document
from designer.model.freezing import frozen_around
from designer.model.graph import Graph
from designer.model.inside import Inside
from designer.model.report import Facts, Problem, Report
from designer.model.selection import Selected


class Level(Document):
    """The inside of a node. Its history is that of the document around it; what is done here is a step there.

    `parent` is the document or the level the node is in. After `closed` there is nothing left to show.
    """

    closed = Signal()

    def __init__(self, parent: Document, node_id: str) -> None:
        self.parent, self.node_id = parent, node_id
        self.layer_key = parent.graph.nodes[node_id].layer_key
        super().__init__(_inner_of(parent, node_id), title=parent.graph.layer_of(node_id).name)
        self.history = parent.history
        self.notes = dict(parent.graph.layers[self.layer_key].notes)
        self.is_open = True
        self._on_parent_reviewed()
        parent.changed.connect(self._on_parent_changed)
        parent.reviewed.connect(self._on_parent_reviewed)
        if isinstance(parent, Level):
            parent.closed.connect(self._close)

    def execute(self, command: Command, selected: Selected | None = None) -> None:
        """Do a command in here as a step of the whole document; ValueError, and nothing changed, if it cannot be."""
        self.parent.execute(Inside(self.layer_key, command), self.selection.all if selected is None else selected)

    @property
    def root(self) -> Document:
        """The whole document."""
        return self.parent.root

    @property
    def levels(self) -> tuple[Document, ...]:
        """The document and the levels that lead here, this one included."""
        return (*self.parent.levels, self)

    @property
    def path_of_keys(self) -> tuple[str, ...]:
        """The keys of the layers that lead here."""
        return (*self.parent.path_of_keys, self.layer_key)

    @property
    def way(self) -> tuple[str, ...]:
        """The nodes that lead here."""
        return (*self.parent.way, self.node_id)

    @property
    def is_modified(self) -> bool:
        """Whether the document has anything its file does not hold."""
        return self.parent.is_modified

    def _check(self) -> Report:
        """Return the report; nothing in here is learned where the model around is frozen."""
        report = super()._check()
        return replace(report, total_trainable=0) if frozen_around(self) else report

    def _facts(self) -> dict[str, Facts]:
        """Return what the level around knows already."""
        found = self.parent.report.facts[self.node_id].inner
        return dict(found) if found is not None else super()._facts()

    def _problems(self, facts: dict[str, Facts]) -> tuple[Problem, ...]:
        """Return what the level around found in here already."""
        known = self.parent.report.problems_of(self.node_id)
        return tuple(problem.inside for problem in known if problem.inside is not None)

    def _on_parent_changed(self, change: Change) -> None:
        if not self.is_open:
            return
        if (graph := self._present_graph()) is None:
            self._close()
            return
        before, self.graph = self.graph, graph
        layer = self.parent.graph.layers[self.layer_key]
        if layer.name != self.title:
            self.title = layer.name
        inner_change = replace(difference(before, graph), notes_changed=layer.notes != self.notes)
        self.notes = dict(layer.notes)
        if change.touches_model and not inner_change.touches_model:  # what enters here may have another shape
            self.report = self._check()
            self.checked.emit(self.report)
        self.apply(inner_change)

    def _on_parent_reviewed(self) -> None:
        """Take over what the review of the whole document says of what is in here."""
        if self.is_open:
            found = [problem for problem in self.parent.review if self.node_id in problem.node_ids]
            self.set_review(tuple(problem.inside for problem in found if problem.inside is not None))

    def _present_graph(self) -> Graph | None:
        """Return the nested model as it is now; where the node is gone, that of another node with the same layer."""
        nodes = self.parent.graph.nodes
        if self.node_id not in nodes:
            twins = self.parent.graph.nodes_of(self.layer_key)
            if not twins:
                return None
            self.node_id = twins[0]
        self.layer_key = nodes[self.node_id].layer_key
        return self.parent.graph.layers[self.layer_key].inner

    def _close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.closed.emit()


def _inner_of(parent: Document, node_id: str) -> Graph:
    layer = parent.graph.layer_of(node_id)
    if layer.inner is None:
        raise ValueError(f"'{layer.name}' is no nested model; there is nothing to open.")
    return layer.inner


def difference(before: Graph, after: Graph) -> Change:
    """Return what is different between two graphs."""
    if before is after:
        return Change()
    kept = before.nodes.keys() & after.nodes.keys()
    pairs = [(before.nodes[id], after.nodes[id]) for id in kept if before.nodes[id] is not after.nodes[id]]
    layers = {key for key, layer in after.layers.items() if before.layers.get(key) is not layer}
    rewired = {a.id for a, b in pairs if (a.layer_key, a.output_ports) != (b.layer_key, b.output_ports)}
    old, new = set(before.edges), set(after.edges)
    return Change(
        nodes_added=frozenset(after.nodes.keys() - kept),
        nodes_removed=frozenset(before.nodes.keys() - kept),
        nodes_moved=frozenset(a.id for a, b in pairs if (a.x, a.y) != (b.x, b.y)),
        layers_changed=frozenset(rewired | {id for key in layers for id in after.nodes_of(key) if id in kept}),
        edges_added=frozenset(new - old),
        edges_removed=frozenset(old - new),
    )
