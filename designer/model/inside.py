"""Inside: a command carried out in a nested model, as a step of the document around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar, cast

from designer.model import weight_keys
from designer.model.change import Change, Edit, Replacement
from designer.model.command import Command
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.inference import Inference
from designer.model.planning import need_layer
from designer.model.settings import TrainingSettings

if TYPE_CHECKING:
    from designer.model.document import Document

T = TypeVar("T")
Output = tuple[str, int]  # a node in a nested model and the port of it that is an output


class Interior:
    """What a command may change in a nested model: graph and notes, and the weights by the keys in there."""

    def __init__(self, layer: LayerSpec, weights: dict[str, Any], inference: Inference) -> None:
        if layer.inner is None:
            raise ValueError(f"'{layer.name}' is no nested model.")
        self.graph, self.notes = layer.inner.copy(), dict(layer.notes)
        self.weights, self.inference = weights, inference
        self.settings, self.data_name = TrainingSettings(), ""  # what only a whole document has goes nowhere


class Inside(Command):
    """Do a command in the nested model of a layer, in all nodes that use it; wires around it follow its ports.

    A nested model is never changed in place: other threads, and steps that can be undone, may hold it.
    """

    def __init__(self, layer_key: str, command: Command) -> None:
        self.layer_key, self.command = layer_key, command
        self._edit: Edit | None = None

    @property
    def text(self) -> str:  # type: ignore[override]
        """The text of the command inside, which may be known only when it is done."""
        return self.command.text

    @property
    def path_of_keys(self) -> tuple[str, ...]:
        return (self.layer_key, *self.command.path_of_keys)

    def do(self, document: Document) -> Change:
        before = need_layer(document.graph, self.layer_key)
        inside = self._carry_out(document, self.command.do)
        if self._edit is None:
            wires = _wires_follow(document.graph, self.layer_key, inside.graph, document.inference)
            after = replace(before, inner=inside.graph, notes=inside.notes)
            self._edit = replace(wires, layers={before.key: (before, after)})
        return self._edit.apply(document.graph)

    def undo(self, document: Document) -> Change:
        assert self._edit is not None, "undo comes after do"
        self._carry_out(document, self.command.undo)
        return self._edit.reverse.apply(document.graph)

    def _carry_out(self, document: Document, act: Callable[[Document], Change]) -> Interior:
        """Do or undo the command on a copy of the nested model; return the copy."""
        layer = need_layer(document.graph, self.layer_key)
        interior = Interior(layer, weight_keys.inside(document.weights, self.layer_key), document.inference)
        keys = set(interior.weights)
        act(cast("Document", interior))
        if interior.weights.keys() != keys:
            document.weights = weight_keys.with_inside(document.weights, self.layer_key, interior.weights)
        return interior

    def merged_with(self, later: Command) -> Command | None:
        if not isinstance(later, Inside) or later.layer_key != self.layer_key:
            return None
        command = self.command.merged_with(later.command)
        assert self._edit is not None and later._edit is not None, "only done commands are merged"
        if command is None or _is_wiring(self._edit) or _is_wiring(later._edit):
            return None
        both = Inside(self.layer_key, command)
        first, second = self._edit.layers[self.layer_key], later._edit.layers[self.layer_key]
        both._edit = Edit(layers={self.layer_key: (first[0], second[1])})
        return both


def _is_wiring(edit: Edit) -> bool:
    return bool(edit.nodes or edit.edges_removed or edit.edges_added)


def _wires_follow(graph: Graph, layer_key: str, after: Graph, inference: Inference) -> Edit:
    """Return what keeps the wires of a nested model at the tensors they had, when its ports come, go or change places.

    A wire whose tensor is gone takes the first port nobody else has; without one it waits behind the last port.
    """
    before, users = graph.layers[layer_key].inner, set(graph.nodes_of(layer_key))
    assert before is not None
    edges = {edge for id in users for edge in (*graph.in_edges(id), *graph.out_edges(id))}
    marked = {port for id in users for port in graph.nodes[id].output_ports}
    entering = {edge.target_port for edge in edges if edge.target in users}
    leaving = {edge.source_port for edge in edges if edge.source in users} | marked
    inputs = _new_ports(entering, before.inputs(), after.inputs())
    outputs = _new_ports(leaving, _outputs(before, inference), _outputs(after, inference))
    moved: dict[Edge, Edge] = {edge: _moved(edge, users, inputs, outputs) for edge in edges}
    nodes: dict[str, Replacement[Node]] = {}
    for id in users:
        node = graph.nodes[id]
        ports = tuple(outputs[port] for port in node.output_ports)
        if ports != node.output_ports:
            nodes[id] = node, replace(node, output_ports=ports)
    gone = frozenset(edge for edge, new in moved.items() if edge != new)
    return Edit(nodes, edges_removed=gone, edges_added=frozenset(moved[edge] for edge in gone))


def _moved(edge: Edge, users: set[str], inputs: dict[int, int], outputs: dict[int, int]) -> Edge:
    source_port = outputs[edge.source_port] if edge.source in users else edge.source_port
    target_port = inputs[edge.target_port] if edge.target in users else edge.target_port
    return Edge(edge.source, source_port, edge.target, target_port)


def _new_ports(used: Iterable[int], before: Sequence[T], after: Sequence[T]) -> dict[int, int]:
    """Return the new number of each port in use."""
    places = {each: port for port, each in enumerate(after)}
    new = {port: places[before[port]] for port in used if port < len(before) and before[port] in places}
    free = (port for port in count() if port not in set(new.values()))
    return new | {port: next(free) for port in sorted(set(used) - new.keys())}


def _outputs(graph: Graph, inference: Inference) -> list[Output]:
    """Return the outputs of a nested model in their order."""
    facts = inference.facts(graph)
    given = ((id, graph.nodes[id].output_ports or range(len(facts[id].output_shapes))) for id in graph.outputs())
    return [(id, port) for id, ports in given for port in ports]
