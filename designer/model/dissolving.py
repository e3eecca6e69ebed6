"""Dissolving: what is in a nested model takes the place of its node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.model import weight_keys
from designer.model.border import Tensor, is_model_output
from designer.model.change import Edit
from designer.model.framing import notes_coming_out
from designer.model.graph import Edge, Graph, LayerSpec, Node, id_order, unique_name
from designer.model.outputs import distinct
from designer.model.planning import need_nodes
from designer.model.regrouping import Regrouping
from designer.model.report import Facts


class DissolveModel(Regrouping):
    """Put the layers and notes of a nested model where its node is; nodes of a shared one are dissolved together."""

    def __init__(self, node_ids: Iterable[str]) -> None:
        super().__init__()
        self.node_ids = frozenset(node_ids)
        self.new_ids: tuple[str, ...] = ()  # of the nodes that came out, after `do`
        self.text = "Dissolve"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.node_ids)
        layer = _the_model(graph, self.node_ids)
        self.text = f"Dissolve {layer.name}"
        opened = _Opened(graph, layer, sorted(self.node_ids, key=id_order), self.inference.facts(graph))
        self.new_keys = {weight_keys.joined(layer.key, old): new.key for old, new in opened.layers.items()}
        self.new_outputs = opened.new_outputs()
        ways = [opened.way(id) for id in opened.node_ids]
        self.new_notes = {**notes_coming_out(self.notes, layer.notes, ways)}
        nodes = opened.nodes()
        self.new_ids = tuple(node.id for node in nodes)
        gone = {id: (graph.nodes[id], None) for id in self.node_ids}
        return Edit(
            nodes={**gone, **{node.id: (graph.nodes.get(node.id), node) for node in nodes}},
            layers={layer.key: (layer, None), **{each.key: (None, each) for each in opened.layers.values()}},
            edges_removed=frozenset(e for id in self.node_ids for e in (*graph.in_edges(id), *graph.out_edges(id))),
            edges_added=frozenset(opened.edges),
        )


def _the_model(graph: Graph, node_ids: frozenset[str]) -> LayerSpec:
    keys = {graph.nodes[id].layer_key for id in node_ids}
    layer = graph.layers[next(iter(keys))] if keys else None
    if layer is None or layer.inner is None or len(keys) > 1:
        raise ValueError("Select a nested model to dissolve it.")
    others = len(graph.nodes_of(layer.key)) - len(node_ids)
    if others:
        raise ValueError(
            f"'{layer.name}' is shared with {others} other {'node' if others == 1 else 'nodes'}. "
            "Select all its nodes, or make this one independent first."
        )
    return layer


class _Opened:
    """What the nodes of one nested model become: new layers, and for each node new ids and wires."""

    def __init__(self, graph: Graph, layer: LayerSpec, node_ids: list[str], facts: Mapping[str, Facts]) -> None:
        assert layer.inner is not None
        self.graph, self.layer, self.inner = graph, layer, layer.inner
        self.node_ids, self.inputs = node_ids, layer.inner.inputs()
        self.layers = self._new_layers()
        self.facts: dict[str, dict[str, Facts]] = {id: dict(facts[id].inner or {}) for id in node_ids}
        self.outputs: list[Tensor] = self._outputs(self.facts[node_ids[0]])
        self.ids = {id: self._new_ids(id) for id in node_ids}
        self.edges = {edge for id in node_ids for edge in (*self._edges_inside(id), *self._edges_out(id))}
        self._sources = {edge.source for edge in self.edges}

    def _new_layers(self) -> dict[str, LayerSpec]:
        taken = {each.name for each in self.graph.layers.values() if each is not self.layer}
        frozen = {} if self.layer.arguments.get("trainable", True) else {"trainable": False}
        layers: dict[str, LayerSpec] = {}
        for key, each in self.inner.layers.items():
            if not each.is_input:
                name = unique_name(each.name, taken)
                taken.add(name)
                arguments = {**each.arguments, **frozen}
                layers[key] = replace(each, key=self.graph.new_layer_key(), name=name, arguments=arguments)
        return layers

    def _outputs(self, facts: dict[str, Facts]) -> list[Tensor]:
        ids = self.inner.outputs()
        ports = {id: self.inner.nodes[id].output_ports or range(len(facts[id].output_shapes)) for id in ids}
        return [(id, port) for id in ids for port in ports[id]]

    def _new_ids(self, node_id: str) -> dict[str, str]:
        """Return the new id of each node inside; an output of the model keeps its place among the outputs."""
        first = next((id for id, _ in self._given(node_id)), "")
        inside = sorted(set(self.inner.nodes) - set(self.inputs), key=id_order)
        return {id: node_id if id == first else self.graph.new_node_id() for id in inside}

    def _edges_inside(self, node_id: str) -> Iterable[Edge]:
        feeds = {edge.target_port: (edge.source, edge.source_port) for edge in self.graph.in_edges(node_id)}
        ids = self.ids[node_id]
        for edge in self.inner.edges:
            if edge.source in ids:
                yield replace(edge, source=ids[edge.source], target=ids[edge.target])
            elif (feed := self._resolved(feeds.get(self.inputs.index(edge.source)))) is not None:
                yield Edge(*feed, ids[edge.target], edge.target_port)

    def _edges_out(self, node_id: str) -> Iterable[Edge]:
        for edge in self.graph.out_edges(node_id):
            source = self._resolved((edge.source, edge.source_port))
            if edge.target not in self.ids and source is not None:
                yield Edge(*source, edge.target, edge.target_port)

    def _resolved(self, tensor: Tensor | None) -> Tensor | None:
        """Return a tensor as it is found when the nodes are opened; None if there is none."""
        if tensor is None or tensor[0] not in self.ids:
            return tensor
        id, port = self.outputs[tensor[1]] if tensor[1] < len(self.outputs) else ("", 0)
        return (self.ids[tensor[0]][id], port) if id else None

    # ---- nodes --------------------------------------------------------------------------------------------

    def nodes(self) -> list[Node]:
        """Return the new nodes, around the place of the old ones."""
        return [self._node(node_id, id) for node_id in self.node_ids for id in self.ids[node_id]]

    def _node(self, node_id: str, id: str) -> Node:
        node, (x, y) = self.inner.nodes[id], self.way(node_id)
        new_id, key = self.ids[node_id][id], self.layers[node.layer_key].key
        return Node(new_id, key, node.x + x, node.y + y, self._ports_given(node_id, id))

    def way(self, node_id: str) -> tuple[float, float]:
        """Return how far the nodes inside have to go, so that their middle is where the node was."""
        outer, inside = self.graph.nodes[node_id], [self.inner.nodes[id] for id in self.ids[node_id]]
        xs, ys = [node.x for node in inside], [node.y for node in inside]
        return outer.x - round((min(xs) + max(xs)) / 16) * 8.0, outer.y - round((min(ys) + max(ys)) / 16) * 8.0

    def _ports_given(self, node_id: str, id: str) -> tuple[int, ...]:
        """Return what to mark so that the same tensors are outputs of the model as before."""
        ports = tuple(port for inside, port in self._given(node_id) if inside == id)
        is_end = self.ids[node_id][id] not in self._sources
        follows = is_end and ports == tuple(range(len(self.facts[node_id][id].output_shapes)))
        return () if follows else ports

    def _given(self, node_id: str) -> list[Tensor]:
        """Return the tensors of a node that the model gives, as they are known inside."""
        ports = self.graph.nodes[node_id].output_ports or range(len(self.outputs))
        known = [port for port in ports if port < len(self.outputs)]  # a node of a file may be marked at more
        return [self.outputs[port] for port in known if is_model_output(self.graph, (node_id, port))]

    def new_outputs(self) -> list[tuple[str, str]]:
        """Return old and new names of the outputs of the model."""
        given = [id for node_id in self.node_ids for id, _ in self._given(node_id)]
        names = [self.layers[self.inner.nodes[id].layer_key].name for id in given]
        return list(zip(distinct([self.layer.name] * len(given)), distinct(names), strict=True))
