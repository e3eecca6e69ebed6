"""Planning: what several commands need to state their edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.model.change import Edit
from designer.model.command import GraphCommand
from designer.model.graph import Graph, LayerSpec


def need_nodes(graph: Graph, node_ids: Iterable[str]) -> None:
    """Raise ValueError if one of the nodes does not exist."""
    for id in node_ids:
        if id not in graph.nodes:
            raise ValueError(f"There is no node {id!r} in this model.")


def need_layer(graph: Graph, key: str) -> LayerSpec:
    """Return the layer; ValueError if it does not exist."""
    if key not in graph.layers:
        raise ValueError(f"There is no layer {key!r} in this model.")
    return graph.layers[key]


def counted(verb: str, graph: Graph, node_ids: Iterable[str]) -> str:
    """Return 'Delete dense' for one node, 'Delete 3 layers' for several."""
    ids = list(node_ids)
    return f"{verb} {graph.layer_of(ids[0]).name}" if len(ids) == 1 else f"{verb} {len(ids)} layers"


def placed(graph: Graph, positions: Mapping[str, tuple[float, float]]) -> Edit:
    """Return the edit that puts nodes to other places."""
    nodes = {
        id: (graph.nodes[id], replace(graph.nodes[id], x=float(x), y=float(y))) for id, (x, y) in positions.items()
    }
    return Edit(nodes=nodes)


def merged(result: GraphCommand, first: GraphCommand, second: GraphCommand) -> GraphCommand:
    """Give `result` the difference that two commands on the same nodes or layers made together."""
    assert first._edit is not None and second._edit is not None, "only done commands are merged"
    a, b = first._edit, second._edit
    nodes = {id: (a.nodes[id][0], b.nodes[id][1]) for id in b.nodes}
    layers = {key: (a.layers[key][0], b.layers[key][1]) for key in b.layers}
    result._edit, result.text = Edit(nodes, layers), second.text
    return result
