"""The commands: every change a user can make to a document, each with its exact undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from designer.model import catalog, weight_keys
from designer.model.change import Change, Edit
from designer.model.command import Command, Compound, GraphCommand
from designer.model.graph import Edge, Graph, LayerSpec, Node, unique_name
from designer.model.healing import healed_edges
from designer.model.planning import counted, merged, need_layer, need_nodes, placed
from designer.model.refusal import structural_refusal
from designer.model.settings import TrainingSettings
from nn_core.spec.naming import to_snake_case

if TYPE_CHECKING:
    from designer.model.document import Document

__all__ = [
    "AddLayer",
    "AddNode",
    "Arrange",
    "Command",
    "Compound",
    "Connect",
    "Disconnect",
    "MarkOutputs",
    "MoveNodes",
    "Paste",
    "RemoveNodes",
    "RenameLayer",
    "SetData",
    "SetParameter",
    "SetSettings",
    "ShareLayer",
    "Splice",
    "UnshareLayer",
]


class AddNode(GraphCommand):
    """Put a node on the canvas, with its layer if that is new."""

    def __init__(self, node: Node, layer: LayerSpec | None = None) -> None:
        super().__init__()
        self.node, self.layer = node, layer
        self.text = f"Add {layer.name}" if layer else "Add a node"

    def plan(self, graph: Graph) -> Edit:
        if self.node.id in graph.nodes:
            raise ValueError(f"There already is a node {self.node.id!r}.")
        if self.layer is None and self.node.layer_key not in graph.layers:
            raise ValueError(f"There is no layer {self.node.layer_key!r} for the node {self.node.id!r}.")
        new = {self.layer.key: (graph.layers.get(self.layer.key), self.layer)} if self.layer else {}
        return Edit(nodes={self.node.id: (None, self.node)}, layers=new)


class AddLayer(GraphCommand):
    """Add a new layer of a class, at a place on the canvas.

    Without `node_id` the graph gives one; after `do` it is found in `node_id`. Ask `document.new_node_id()` beforehand
    to wire the node in the same Compound.
    """

    def __init__(
        self,
        class_name: str,
        x: float = 0.0,
        y: float = 0.0,
        arguments: Mapping[str, Any] | None = None,
        name: str | None = None,
        node_id: str | None = None,
    ) -> None:
        super().__init__()
        self.class_name, self.x, self.y = class_name, x, y
        self.arguments, self.name, self.node_id = arguments, name, node_id
        self.text = f"Add {class_name}"

    def plan(self, graph: Graph) -> Edit:
        cls = catalog.layer_class(self.class_name)
        self.text = f"Add {catalog.palette_name(cls)}"
        given = {name: catalog.argument_to_json(cls, name, value) for name, value in (self.arguments or {}).items()}
        arguments = {**catalog.starting_arguments(self.class_name), **given}
        name = graph.unique_layer_name(self.name or to_snake_case(catalog.palette_name(cls)))
        layer = LayerSpec(graph.new_layer_key(), cls.__name__, name, arguments)
        self.node_id = self.node_id or graph.new_node_id()
        node = Node(self.node_id, layer.key, self.x, self.y)
        return Edit(nodes={node.id: (None, node)}, layers={layer.key: (None, layer)})


class RemoveNodes(GraphCommand):
    """Remove nodes with their wires, and layers no node uses any more; `heal` joins the loose ends."""

    def __init__(self, node_ids: Iterable[str], heal: bool = True, edges: Iterable[Edge] = ()) -> None:
        super().__init__()
        self.node_ids, self.heal, self.edges = frozenset(node_ids), heal, frozenset(edges)
        self.text = "Delete"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.node_ids)
        self.text = counted("Delete", graph, self.node_ids) if self.node_ids else "Delete a wire"
        cut = {edge for id in self.node_ids for edge in [*graph.in_edges(id), *graph.out_edges(id)]}
        cut |= {edge for edge in self.edges if graph.has_edge(edge)}
        healed = healed_edges(graph, self.node_ids, self.edges) if self.heal else frozenset()
        left = {node.layer_key for node in graph.nodes.values() if node.id not in self.node_ids}
        gone = {graph.nodes[id].layer_key for id in self.node_ids} - left
        return Edit(
            nodes={id: (graph.nodes[id], None) for id in self.node_ids},
            layers={key: (graph.layers[key], None) for key in gone},
            edges_removed=frozenset(cut),
            edges_added=healed,
        )


class MoveNodes(GraphCommand):
    """Move nodes to new places; moves of the same nodes shortly after one another become one step."""

    def __init__(self, positions: Mapping[str, tuple[float, float]]) -> None:
        super().__init__()
        self.positions = positions
        self.text = "Move"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.positions)
        self.text = counted("Move", graph, self.positions)
        return placed(graph, self.positions)

    def merged_with(self, later: Command) -> Command | None:
        if not isinstance(later, MoveNodes) or later.positions.keys() != self.positions.keys():
            return None
        return merged(MoveNodes(later.positions), self, later)


class Arrange(GraphCommand):
    """Move nodes to the places an arrangement gave them."""

    text = "Arrange"

    def __init__(self, positions: Mapping[str, tuple[float, float]]) -> None:
        super().__init__()
        self.positions = positions

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.positions)
        return placed(graph, self.positions)


class RenameLayer(GraphCommand):
    """Give a layer another name."""

    def __init__(self, layer_key: str, name: str) -> None:
        super().__init__()
        self.layer_key, self.name = layer_key, name.strip()
        self._settings = TrainingSettings()
        self.text = f"Rename to {self.name}"

    def plan(self, graph: Graph) -> Edit:
        layer = need_layer(graph, self.layer_key)
        if not self.name:
            raise ValueError(f"A layer needs a name; '{layer.name}' keeps its own.")
        if "/" in self.name:
            raise ValueError(
                f"The name {self.name!r} contains a '/', which separates layer and weight in files; use '_' instead."
            )
        if any(other.name == self.name for other in graph.layers.values() if other.key != layer.key):
            raise ValueError(
                f"There already is a layer named {self.name!r}; names in a model are unique. Choose another one."
            )
        return Edit(layers={layer.key: (layer, replace(layer, name=self.name))})

    def do(self, document: Document) -> Change:
        before = document.graph.layers.get(self.layer_key)
        change = super().do(document)
        self._settings = document.settings
        if before is not None:  # what was chosen for an output of this name follows it
            document.settings = document.settings.with_output_renamed(before.name, self.name)
        return replace(change, settings_changed=document.settings != self._settings)

    def undo(self, document: Document) -> Change:
        has_changed, document.settings = document.settings != self._settings, self._settings
        return replace(super().undo(document), settings_changed=has_changed)


class SetParameter(GraphCommand):
    """Set one parameter of a layer; a shared layer changes in all its nodes."""

    def __init__(self, layer_key: str, name: str, value: Any) -> None:
        super().__init__()
        self.layer_key, self.name, self.value = layer_key, name, value
        self.text = f"Set {name}"

    def plan(self, graph: Graph) -> Edit:
        layer = need_layer(graph, self.layer_key)
        cls = catalog.layer_class(layer.class_name)
        value = catalog.argument_to_json(cls, self.name, self.value)
        self.text = f"Set {self.name} of {layer.name}"
        arguments = {**layer.arguments, self.name: value}
        if catalog.is_default(cls, self.name, value):
            del arguments[self.name]
        return Edit(layers={layer.key: (layer, replace(layer, arguments=arguments))})

    def merged_with(self, later: Command) -> Command | None:
        if not isinstance(later, SetParameter) or (later.layer_key, later.name) != (self.layer_key, self.name):
            return None
        return merged(SetParameter(self.layer_key, self.name, later.value), self, later)


class Connect(GraphCommand):
    """Draw a wire."""

    text = "Connect"

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.edge = edge

    def plan(self, graph: Graph) -> Edit:
        refusal = structural_refusal(graph, self.edge)
        if refusal:
            raise ValueError(refusal)
        names = graph.layer_of(self.edge.source).name, graph.layer_of(self.edge.target).name
        self.text = f"Connect {names[0]} to {names[1]}"
        return Edit(edges_added=frozenset([self.edge]))


class Disconnect(GraphCommand):
    """Remove a wire."""

    text = "Disconnect"

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.edge = edge

    def plan(self, graph: Graph) -> Edit:
        if not graph.has_edge(self.edge):
            raise ValueError("There is no such wire.")
        return Edit(edges_removed=frozenset([self.edge]))


class Splice(GraphCommand):
    """Put a node into a wire: source → node → target."""

    def __init__(self, node_id: str, edge: Edge) -> None:
        super().__init__()
        self.node_id, self.edge = node_id, edge
        self.text = "Insert"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, [self.node_id])
        name, port = graph.layer_of(self.node_id).name, graph.free_input_port(self.node_id)
        if port is None or not graph.has_edge(self.edge) or self.node_id in (self.edge.source, self.edge.target):
            raise ValueError(f"'{name}' cannot be put into this wire.")
        into = Edge(self.edge.source, self.edge.source_port, self.node_id, port)
        out = Edge(self.node_id, 0, self.edge.target, self.edge.target_port)
        if graph.would_close_cycle(into.source, into.target) or graph.would_close_cycle(out.source, out.target):
            raise ValueError(f"'{name}' cannot be put into this wire: that would close a cycle.")
        self.text = f"Insert {name}"
        return Edit(edges_removed=frozenset([self.edge]), edges_added=frozenset([into, out]))


class ShareLayer(GraphCommand):
    """Use a layer once more: another node with the same weights."""

    def __init__(self, layer_key: str, x: float = 0.0, y: float = 0.0, node_id: str | None = None) -> None:
        super().__init__()
        self.layer_key, self.x, self.y, self.node_id = layer_key, x, y, node_id
        self.text = "Use the layer again"

    def plan(self, graph: Graph) -> Edit:
        layer = need_layer(graph, self.layer_key)
        if layer.is_input:
            raise ValueError(f"'{layer.name}' is an input; wire it to several layers instead of using it twice.")
        self.text = f"Use {layer.name} again"
        self.node_id = self.node_id or graph.new_node_id()
        return Edit(nodes={self.node_id: (None, Node(self.node_id, layer.key, self.x, self.y))})


class UnshareLayer(GraphCommand):
    """Give a node that shares a layer a layer of its own, with a copy of the weights."""

    def __init__(self, node_id: str) -> None:
        super().__init__()
        self.node_id = node_id
        self.text = "Make independent"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, [self.node_id])
        node, layer = graph.nodes[self.node_id], graph.layer_of(self.node_id)
        if len(graph.nodes_of(layer.key)) == 1:
            raise ValueError(f"'{layer.name}' is used once only; there is nothing to separate.")
        own = replace(layer, key=graph.new_layer_key(), name=graph.unique_layer_name(layer.name))
        return Edit(nodes={node.id: (node, replace(node, layer_key=own.key))}, layers={own.key: (None, own)})

    def do(self, document: Document) -> Change:
        shared = document.graph.nodes[self.node_id].layer_key if self.node_id in document.graph.nodes else ""
        change = super().do(document)
        document.weights = weight_keys.copied(document.weights, shared, document.graph.nodes[self.node_id].layer_key)
        return change


class MarkOutputs(GraphCommand):
    """Make ports of a node outputs of the model although the node is wired on."""

    def __init__(self, node_id: str, ports: Iterable[int]) -> None:
        super().__init__()
        self.node_id, self.ports = node_id, tuple(sorted(set(ports)))
        self.text = "Mark as output" if self.ports else "Unmark as output"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, [self.node_id])
        node = graph.nodes[self.node_id]
        return Edit(nodes={node.id: (node, replace(node, output_ports=self.ports))})


class Paste(GraphCommand):
    """Add copies of nodes, layers and the wires between them; ids, keys and names become new ones."""

    def __init__(self, content: Graph, offset: tuple[float, float] = (0.0, 0.0), text: str = "Paste") -> None:
        super().__init__()
        self.content, self.offset = content, offset
        self.node_ids: dict[str, str] = {}  # id in the content -> id in the document
        self.text = text

    def plan(self, graph: Graph) -> Edit:
        layers: dict[str, LayerSpec] = {}
        taken = {layer.name for layer in graph.layers.values()}
        for key, layer in self.content.layers.items():
            name = unique_name(layer.name, taken)
            taken.add(name)
            layers[key] = replace(layer, key=graph.new_layer_key(), name=name)
        self.node_ids = {id: graph.new_node_id() for id in self.content.nodes}
        nodes = [self._placed(node, layers[node.layer_key].key) for node in self.content.nodes.values()]
        edges = (replace(e, source=self.node_ids[e.source], target=self.node_ids[e.target]) for e in self.content.edges)
        return Edit(
            nodes={node.id: (None, node) for node in nodes},
            layers={layer.key: (None, layer) for layer in layers.values()},
            edges_added=frozenset(edges),
        )

    def _placed(self, node: Node, layer_key: str) -> Node:
        x, y = node.x + self.offset[0], node.y + self.offset[1]
        return replace(node, id=self.node_ids[node.id], layer_key=layer_key, x=x, y=y)


class SetSettings(Command):
    """Set how the model is trained."""

    def __init__(self, settings: TrainingSettings, text: str = "Change the training settings") -> None:
        self.settings, self.text = settings, text
        self._before: TrainingSettings | None = None

    def do(self, document: Document) -> Change:
        self._before, document.settings = document.settings, self.settings
        return Change(settings_changed=True)

    def undo(self, document: Document) -> Change:
        assert self._before is not None, "undo comes after do"
        document.settings = self._before
        return Change(settings_changed=True)

    def merged_with(self, later: Command) -> Command | None:
        if not isinstance(later, SetSettings) or later.text != self.text:
            return None
        merged = SetSettings(later.settings, self.text)
        merged._before = self._before
        return merged


class SetData(Command):
    """Choose the data to train on: the name of a bundled set or the path of a file."""

    def __init__(self, data_name: str, text: str = "") -> None:
        self.data_name, self.text = data_name, text or f"Use the data {data_name}"
        self._before = ""

    def do(self, document: Document) -> Change:
        self._before, document.data_name = document.data_name, self.data_name
        return Change(data_changed=True)

    def undo(self, document: Document) -> Change:
        document.data_name = self._before
        return Change(data_changed=True)
