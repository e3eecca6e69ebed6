"""Grouping: nodes become a nested model, at the place they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from designer.model import catalog, weight_keys
from designer.model.border import Border, Tensor, border_of, is_model_output, refuse_group
from designer.model.change import Edit
from designer.model.framing import notes_going_in
from designer.model.graph import Edge, Graph, LayerSpec, Node, id_order
from designer.model.outputs import distinct
from designer.model.planning import need_nodes
from designer.model.regrouping import Regrouping
from designer.model.report import Facts

NAME = "block"
INPUT_ABOVE = 128.0  # how far before the first layer the inputs of a nested model stand
INPUT_ASIDE = 232.0  # how far beside one another


class GroupNodes(Regrouping):
    """Turn nodes into a nested model. Inputs of the model stay outside: data enters there.

    Frames around these nodes alone go inside with them, and of the notes those that are chosen, too.
    ValueError says why this cannot be: the group would feed itself, or share a layer with what is outside.
    """

    def __init__(self, node_ids: Iterable[str], name: str = NAME, note_ids: Iterable[str] = ()) -> None:
        super().__init__()
        self.node_ids, self.name, self.note_ids = frozenset(node_ids), name, frozenset(note_ids)
        self.node_id = ""  # of the nested model, after `do`
        self.text = "Group"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.node_ids)
        ids = {id for id in self.node_ids if not graph.layer_of(id).is_input}
        refuse_group(graph, ids)
        facts = self.inference.facts(graph)
        border = border_of(graph, ids, facts)
        inner = _inner_graph(graph, ids, border, facts)
        notes = notes_going_in(self.notes, graph, ids, self.note_ids)
        name = graph.unique_layer_name(self.name)
        layer = LayerSpec(graph.new_layer_key(), catalog.model_class().__name__, name, {}, inner, notes)
        # the place of its first output among those of the model is kept: their order follows the ids
        self.node_id = next((id for id in graph.outputs() if id in ids), "") or graph.new_node_id()
        self.new_keys = {key: weight_keys.joined(layer.key, key) for key in _keys(graph, ids)}
        self.new_outputs = _new_outputs(graph, border, layer.name)
        self.new_notes = dict.fromkeys(notes)
        self.text = f"Group {len(ids)} {'layer' if len(ids) == 1 else 'layers'}"
        return _edit(graph, ids, border, layer, self.node_id)


def _edit(graph: Graph, ids: set[str], border: Border, layer: LayerSpec, node_id: str) -> Edit:
    nodes = {id: (graph.nodes[id], None) for id in sorted(ids, key=id_order)}
    node = _outer_node(graph, ids, border, Node(node_id, layer.key))
    return Edit(
        nodes={**nodes, node_id: (graph.nodes.get(node_id), node)},
        layers={layer.key: (None, layer), **{key: (graph.layers[key], None) for key in _keys(graph, ids)}},
        edges_removed=frozenset(edge for id in ids for edge in (*graph.in_edges(id), *graph.out_edges(id))),
        edges_added=frozenset(_outer_edges(graph, ids, border, node_id)),
    )


def _keys(graph: Graph, ids: Iterable[str]) -> set[str]:
    return {graph.nodes[id].layer_key for id in ids}


def _outer_node(graph: Graph, ids: set[str], border: Border, node: Node) -> Node:
    """Return the node in the middle of those it stands for, marked as an output where wires would hide that it is."""
    xs, ys = ([getattr(graph.nodes[id], axis) for id in ids] for axis in ("x", "y"))
    given = tuple(port for port, tensor in enumerate(border.outputs) if is_model_output(graph, tensor))
    is_wired = any(edge.target not in ids for id in ids for edge in graph.out_edges(id))
    return replace(node, x=_middle(xs), y=_middle(ys), output_ports=given if is_wired else ())


def _middle(places: Sequence[float]) -> float:
    return round((min(places) + max(places)) / 16) * 8.0  # on the canvas's grid


def _outer_edges(graph: Graph, ids: set[str], border: Border, node_id: str) -> Iterable[Edge]:
    for port, (source, source_port) in enumerate(border.inputs):
        yield Edge(source, source_port, node_id, port)
    places = {tensor: port for port, tensor in enumerate(border.outputs)}
    for edge in graph.edges:
        if edge.source in ids and edge.target not in ids:
            yield Edge(node_id, places[edge.source, edge.source_port], edge.target, edge.target_port)


def _new_outputs(graph: Graph, border: Border, name: str) -> list[tuple[str, str]]:
    """Return the old and new names of those outputs of the model that are in the group."""
    ids = [id for id, port in border.outputs if is_model_output(graph, (id, port))]
    return list(zip(distinct([graph.layer_of(id).name for id in ids]), distinct([name] * len(ids)), strict=True))


# ---- the inside -------------------------------------------------------------------------------------------


def _inner_graph(graph: Graph, ids: set[str], border: Border, facts: Mapping[str, Facts]) -> Graph:
    """Return the nested model: the nodes as they are, with an input for each tensor that enters."""
    inner = Graph()
    leaving: dict[str, list[int]] = {}
    for id, port in border.outputs:
        leaving.setdefault(id, []).append(port)
    for key in sorted(_keys(graph, ids), key=id_order):
        inner.put_layer(graph.layers[key])
    for id in sorted(ids, key=id_order):
        ports = leaving.get(id, [])
        is_end = all(edge.target not in ids for edge in graph.out_edges(id))
        follows = is_end and ports == list(range(len(facts[id].output_shapes)))
        inner.put_node(replace(graph.nodes[id], output_ports=() if follows else tuple(ports)))
    entrances = {tensor: _add_input(graph, inner, tensor, facts) for tensor in border.inputs}
    for edge in (edge for id in inner.nodes if id in ids for edge in graph.in_edges(id)):
        entrance = entrances.get((edge.source, edge.source_port))
        inner.add_edge(edge if entrance is None else Edge(entrance, 0, edge.target, edge.target_port))
    _place_inputs(inner, list(entrances.values()))
    return inner


def _add_input(graph: Graph, inner: Graph, tensor: Tensor, facts: Mapping[str, Facts]) -> str:
    """Add the input where a tensor enters; return its node."""
    source, port = tensor
    origin, shapes = graph.layer_of(source), facts[source].output_shapes
    shape = shapes[port] if port < len(shapes) else None
    if shape is None:
        raise ValueError(
            f"It is not known yet what '{origin.name}' gives, so a nested model cannot say what enters it. "
            "Solve the problems before it first."
        )
    cls = catalog.input_class()
    arguments = {"shape": list(shape[1:])}
    if origin.is_input and "dtype" in origin.arguments:
        arguments["dtype"] = origin.arguments["dtype"]
    layer = LayerSpec(inner.new_layer_key(), cls.__name__, inner.unique_layer_name("input"), arguments)
    node = Node(inner.new_node_id(), layer.key)
    inner.put_layer(layer)
    inner.put_node(node)
    return node.id


def _place_inputs(inner: Graph, inputs: Sequence[str]) -> None:
    """Put the inputs above the layers, beside one another, around the middle of what they feed."""
    others = [node for id, node in inner.nodes.items() if id not in inputs]
    y = min(node.y for node in others) - INPUT_ABOVE
    for number, id in enumerate(inputs):
        fed = [inner.nodes[edge.target].x for edge in inner.out_edges(id)]
        x = fed[0] if len(inputs) == 1 else others[0].x + (number - (len(inputs) - 1) / 2) * INPUT_ASIDE
        inner.put_node(replace(inner.nodes[id], x=x, y=y))
