"""A graph to plain JSON data and back, checked on the way in."""

from __future__ import annotations

import math
from typing import Any

from designer.model.graph import Edge, Graph, LayerSpec, Node, id_order

MAX_DEPTH = 20  # of models nested in models


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """Return the graph as lists and dicts in a fixed order."""
    return {
        "layers": [layer_to_json(graph.layers[key]) for key in sorted(graph.layers, key=id_order)],
        "nodes": [node_to_json(graph.nodes[id]) for id in sorted(graph.nodes, key=id_order)],
        "edges": [edge_to_json(edge) for edge in graph.edges],
    }


def graph_from_json(content: Any, depth: int = 0) -> Graph:
    """Make the graph; ValueError says what is wrong with the content."""
    if depth > MAX_DEPTH:
        raise ValueError(f"The models are nested more than {MAX_DEPTH} deep; that is not a model this program wrote.")
    graph = Graph()
    for entry in _list(content, "layers"):
        _enter_layer(graph, entry, depth)
    for entry in _list(content, "nodes"):
        _enter_node(graph, entry)
    for entry in _list(content, "edges"):
        _enter_edge(graph, entry)
    unused = graph.layers.keys() - {node.layer_key for node in graph.nodes.values()}
    if unused:
        raise ValueError(f"No node uses the layer {graph.layers[min(unused)].name!r}.")
    return graph


def placed(coordinate: float) -> float:
    """Return a coordinate as it is written down: a hundredth of a pixel is nothing, and noise in comparisons."""
    return round(coordinate, 2) + 0.0  # + 0.0: never -0.0


def layer_to_json(layer: LayerSpec) -> dict[str, Any]:
    """Return a layer as plain data."""
    from designer.model.notes import notes_to_json

    entry: dict[str, Any] = {"key": layer.key, "class_name": layer.class_name, "name": layer.name}
    entry["arguments"] = layer.arguments
    if layer.inner is not None:
        entry["inner"] = graph_to_json(layer.inner)
    if layer.notes:
        entry["notes"] = notes_to_json(layer.notes)
    return entry


def node_to_json(node: Node) -> dict[str, Any]:
    """Return a node as plain data."""
    entry: dict[str, Any] = {"id": node.id, "layer": node.layer_key, "x": placed(node.x), "y": placed(node.y)}
    if node.output_ports:
        entry["output_ports"] = list(node.output_ports)
    return entry


def edge_to_json(edge: Edge) -> list[Any]:
    """Return a wire as plain data."""
    return [edge.source, edge.source_port, edge.target, edge.target_port]


def _enter_layer(graph: Graph, entry: Any, depth: int) -> None:
    from designer.model.notes import notes_from_json

    key, class_name, name = (_field(entry, each, str, "layer") for each in ("key", "class_name", "name"))
    if key in graph.layers:
        raise ValueError(f"Two layers have the key {key!r}.")
    inner = None if entry.get("inner") is None else graph_from_json(entry["inner"], depth + 1)
    arguments, notes = _field(entry, "arguments", dict, "layer"), notes_from_json(entry.get("notes", []))
    graph.put_layer(LayerSpec(key, class_name, name, arguments, inner, notes))


def _enter_node(graph: Graph, entry: Any) -> None:
    id, layer_key = (_field(entry, each, str, "node") for each in ("id", "layer"))
    if id in graph.nodes:
        raise ValueError(f"Two nodes have the id {id!r}.")
    if layer_key not in graph.layers:
        raise ValueError(f"Node {id!r} uses the layer {layer_key!r}, which does not exist.")
    x, y = (_coordinate(entry, each) for each in ("x", "y"))
    ports = entry.get("output_ports", [])
    if not isinstance(ports, list) or not all(_is_port(port) for port in ports):
        raise ValueError(f"Node {id!r}: 'output_ports' must be a list of whole numbers, not {ports!r}.")
    graph.put_node(Node(id, layer_key, x, y, tuple(ports)))


def _enter_edge(graph: Graph, entry: Any) -> None:
    if not isinstance(entry, list) or len(entry) != 4 or not (_is_port(entry[1]) and _is_port(entry[3])):
        raise ValueError(f"A wire must be [source, port, target, port], not {str(entry)[:80]}.")
    for end in (entry[0], entry[2]):
        if not isinstance(end, str) or end not in graph.nodes:
            raise ValueError(f"A wire refers to the node {str(end)[:80]!r}, which does not exist.")
    graph.add_edge(Edge(*entry))


def _list(content: Any, name: str) -> list[Any]:
    found = content.get(name) if isinstance(content, dict) else None
    if not isinstance(found, list):
        raise ValueError(
            f"A graph needs a list of {name}; found {type(found).__name__ if found is not None else 'none'}."
        )
    return found


def _field(entry: Any, name: str, kind: type, what: str) -> Any:
    value = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f"A {what} needs {name!r}; found {str(value)[:80]!r} in {str(entry)[:80]}.")
    return value


def _coordinate(entry: dict[str, Any], name: str) -> float:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"A node needs a finite number {name!r}, not {str(value)[:80]!r}.")
    return float(value)


def _is_port(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000
