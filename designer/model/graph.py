"""The graph: layers, the nodes that use them, and the wires between nodes."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

import networkx as nx

from designer.model import catalog

if TYPE_CHECKING:
    from designer.model.notes import Note


@dataclass(frozen=True)
class LayerSpec:
    """A layer as it is written down: class, name, arguments. A nested model has its graph, and notes beside it."""

    key: str
    class_name: str
    name: str
    arguments: dict[str, Any] = field(default_factory=dict, hash=False)
    inner: Graph | None = field(default=None, hash=False)
    notes: Mapping[str, Note] = field(default_factory=dict, hash=False)  # on the canvas of the nested model

    @property
    def input_range(self) -> tuple[int, int | None]:
        """The smallest and the largest number of tensors it takes; (0, None) when the class is unknown."""
        if self.inner is not None:
            num_inputs = len(self.inner.inputs())
            return num_inputs, num_inputs
        cls = catalog.find_layer_class(self.class_name)
        return (0, None) if cls is None else (cls.min_inputs, cls.max_inputs)

    @property
    def is_input(self) -> bool:
        """Whether tensors enter the model here: the layer takes none."""
        return self.inner is None and self.input_range[1] == 0

    @cached_property
    def fingerprint(self) -> str:
        """Equal for layers that compute the same shapes, whatever their names (but for one no layer may have)."""
        refused = self.name if "/" in self.name else ""
        inner = self.inner and self.inner.to_json()
        return json.dumps([self.class_name, refused, self.arguments, inner], sort_keys=True)


@dataclass(frozen=True)
class Node:
    """One use of a layer, at a place on the canvas. Several nodes with one `layer_key` share a layer."""

    id: str
    layer_key: str
    x: float = 0.0
    y: float = 0.0
    output_ports: tuple[int, ...] = ()  # ports that are outputs of the model although the node is wired on


@dataclass(frozen=True, order=True)
class Edge:
    """A wire from an output port to an input port."""

    source: str
    source_port: int
    target: str
    target_port: int


class Graph:
    """Layers, nodes and wires. Commands change it; everything else reads it."""

    def __init__(self) -> None:
        self.layers: dict[str, LayerSpec] = {}
        self.nodes: dict[str, Node] = {}
        self.wires: Any = nx.MultiDiGraph()  # for the algorithms of networkx; keys are (source port, target port)
        self._incoming: dict[str, set[Edge]] = {}  # the same wires by their ends: asked for in every check
        self._outgoing: dict[str, set[Edge]] = {}
        self._users: dict[str, set[str]] = {}  # layer key -> ids of the nodes that use it
        self._numbers = Numbers()
        self._names: dict[str, str] = {}  # of all layers there ever were: weights of those deleted are still known

    # ---- reading ------------------------------------------------------------------------------------------

    @property
    def edges(self) -> list[Edge]:
        """All wires, in a fixed order."""
        return sorted((edge for edges in self._outgoing.values() for edge in edges), key=_edge_order)

    def layer_of(self, node_id: str) -> LayerSpec:
        """Return the layer a node uses."""
        return self.layers[self.nodes[node_id].layer_key]

    def nodes_of(self, layer_key: str) -> list[str]:
        """Return the nodes that use a layer, in the order in which they were made."""
        return sorted(self._users.get(layer_key, ()), key=id_order)

    def in_edges(self, node_id: str) -> list[Edge]:
        """Return the wires into a node, by port."""
        edges = self._incoming[node_id]
        return sorted(edges, key=_port_order) if len(edges) > 1 else list(edges)

    def out_edges(self, node_id: str) -> list[Edge]:
        """Return the wires out of a node, by port."""
        edges = self._outgoing[node_id]
        return sorted(edges, key=_edge_order) if len(edges) > 1 else list(edges)

    def has_edge(self, edge: Edge) -> bool:
        """Say whether there is this very wire."""
        return edge in self._outgoing.get(edge.source, ())

    def inputs(self) -> list[str]:
        """Return the nodes where tensors enter the model, in the order of its inputs."""
        return sorted((id for id in self.nodes if self.layer_of(id).is_input), key=id_order)

    def used_inputs(self) -> dict[int, str]:
        """Return those inputs that lead somewhere, by their number: a model is made without the others."""
        return {number: id for number, id in enumerate(self.inputs()) if self._outgoing[id]}

    def outputs(self) -> list[str]:
        """Return the nodes whose tensors the model gives, in order: those not wired on, and those marked."""
        ends = (id for id, node in self.nodes.items() if node.output_ports or not self._outgoing[id])
        return sorted((id for id in ends if not self.layer_of(id).is_input), key=id_order)

    def num_input_ports(self, node_id: str) -> int:
        """Return how many input ports to show: a merging layer always has a free one."""
        fewest, most = self.layer_of(node_id).input_range
        if most is not None:
            return most
        used = [edge.target_port for edge in self._incoming[node_id]]
        return max(fewest, len(used) + 1, max(used, default=-1) + 1)

    def free_input_port(self, node_id: str) -> int | None:
        """Return the first input port without a wire, or None."""
        used = {edge.target_port for edge in self.in_edges(node_id)}
        return next((port for port in range(self.num_input_ports(node_id)) if port not in used), None)

    def would_close_cycle(self, source: str, target: str) -> bool:
        """Say whether a wire from `source` to `target` would lead back to its own beginning."""
        return source == target or bool(nx.has_path(self.wires, target, source))

    def upstream(self, node_id: str) -> set[str]:
        """Return the nodes that lead to this one."""
        return set(nx.ancestors(self.wires, node_id))

    def downstream(self, node_id: str) -> set[str]:
        """Return the nodes this one leads to."""
        return set(nx.descendants(self.wires, node_id))

    def has_cycle(self) -> bool:
        """Say whether some wires lead back to where they come from."""
        return len(self._acyclic_order()) < len(self.nodes)

    def topological_order(self) -> list[str]:
        """Return all nodes, sources first; what hangs in or behind a cycle comes last."""
        order = self._acyclic_order()
        if len(order) == len(self.nodes):
            return list(order)
        return [*order, *sorted((id for id in self.nodes if id not in order), key=id_order)]

    def _acyclic_order(self) -> dict[str, None]:
        """Return the nodes before any cycle, sources first."""
        waiting = {id: len(edges) for id, edges in self._incoming.items()}
        ready = deque(sorted((id for id, count in waiting.items() if count == 0), key=id_order))
        order: dict[str, None] = {}
        while ready:
            order[id := ready.popleft()] = None
            for edge in self.out_edges(id):
                waiting[edge.target] -= 1
                if waiting[edge.target] == 0:
                    ready.append(edge.target)
        return order

    # ---- names --------------------------------------------------------------------------------------------

    def new_number(self) -> int:
        """Return a number no node or layer of this graph ever had: weights kept by key stay unambiguous."""
        return self._numbers.next()

    def new_node_id(self) -> str:
        """Return an id for a new node."""
        return f"n{self.new_number()}"

    def new_layer_key(self) -> str:
        """Return a key for a new layer."""
        return f"layer{self.new_number()}"

    def name_of(self, layer_key: str) -> str:
        """Return the name of a layer, the last it had if it was removed; nothing if there never was one."""
        return self._names.get(layer_key, "")

    def unique_layer_name(self, wanted: str) -> str:
        """Return `wanted` or, if it is taken, the first free of `wanted_1`, `wanted_2` and so on."""
        return unique_name(wanted, {layer.name for layer in self.layers.values()})

    # ---- changing (by commands only) ----------------------------------------------------------------------

    def put_layer(self, layer: LayerSpec) -> None:
        """Add a layer or replace the one with its key."""
        self.layers[layer.key] = layer
        self._names[layer.key] = layer.name
        self._numbers.skip(_number_in(layer.key))

    def put_node(self, node: Node) -> None:
        """Add a node or replace the one with its id; its wires stay."""
        if node.id in self.nodes:
            self._users[self.nodes[node.id].layer_key].discard(node.id)
        self._users.setdefault(node.layer_key, set()).add(node.id)
        self.nodes[node.id] = node
        self.wires.add_node(node.id)
        self._incoming.setdefault(node.id, set())
        self._outgoing.setdefault(node.id, set())
        self._numbers.skip(_number_in(node.id))

    def drop_layer(self, key: str) -> None:
        """Remove a layer that no node uses."""
        del self.layers[key]
        self._users.pop(key, None)

    def drop_node(self, node_id: str) -> None:
        """Remove a node without wires."""
        self._users[self.nodes.pop(node_id).layer_key].discard(node_id)
        self.wires.remove_node(node_id)
        del self._incoming[node_id], self._outgoing[node_id]

    def add_edge(self, edge: Edge) -> None:
        """Add a wire between nodes that exist."""
        self.wires.add_edge(edge.source, edge.target, (edge.source_port, edge.target_port))
        self._incoming[edge.target].add(edge)
        self._outgoing[edge.source].add(edge)

    def drop_edge(self, edge: Edge) -> None:
        """Remove a wire."""
        self.wires.remove_edge(edge.source, edge.target, (edge.source_port, edge.target_port))
        self._incoming[edge.target].remove(edge)
        self._outgoing[edge.source].remove(edge)

    # ---- JSON ---------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Return the graph as plain data; equal graphs give equal data, in the same order."""
        from designer.model.graph_json import graph_to_json

        return graph_to_json(self)

    @classmethod
    def from_json(cls, content: Any) -> Graph:
        """Make a graph from what `to_json` gave; ValueError in a sentence for anything else."""
        from designer.model.graph_json import graph_from_json

        return graph_from_json(content)

    def copy(self) -> Graph:
        """Return a graph of the same layers, nodes and wires that can be changed on its own."""
        other = Graph()
        other.layers, other.nodes, other.wires = dict(self.layers), dict(self.nodes), self.wires.copy()
        other._users = {key: set(ids) for key, ids in self._users.items()}
        other._incoming = {id: set(edges) for id, edges in self._incoming.items()}
        other._outgoing = {id: set(edges) for id, edges in self._outgoing.items()}
        other._names = dict(self._names)
        other._numbers = self._numbers  # shared: a nested model lives on in copies, and none may use a number again
        return other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Graph with {len(self.nodes)} nodes and {self.wires.number_of_edges()} wires>"


class Numbers:
    """Gives numbers nobody had before."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return a new number."""
        self._last += 1
        return self._last

    def skip(self, number: int) -> None:
        """Give only numbers above this one from now on."""
        self._last = max(self._last, number)


def id_order(id: str) -> tuple[int, str]:
    """Order ids by the number in them: n2 before n10."""
    return len(id), id


def _port_order(edge: Edge) -> tuple[Any, ...]:
    return edge.target_port, id_order(edge.source), edge.source_port


def _edge_order(edge: Edge) -> tuple[Any, ...]:
    return id_order(edge.source), edge.source_port, id_order(edge.target), edge.target_port


def _number_in(id: str) -> int:
    digits = re.sub("[^0-9]", "", id)
    return int(digits) if digits and len(digits) < 10 else 0


def unique_name(wanted: str, taken: Container[str]) -> str:
    """Return `wanted` or, if it is taken, the same with the first free number: dense, dense_1, dense_2."""
    base = re.sub(r"_\d+$", "", wanted)
    return wanted if wanted not in taken else next(name for n in count(1) if (name := f"{base}_{n}") not in taken)
