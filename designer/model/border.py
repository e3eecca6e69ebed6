"""Border: what enters and leaves a group of nodes, and why a group cannot be one model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.model.graph import Graph, id_order
from designer.model.report import Facts

Tensor = tuple[str, int]  # the node that gives it, and the port


@dataclass(frozen=True)
class Border:
    """The tensors that cross the border of a group, in the order of the ports the nested model will have."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


def border_of(graph: Graph, ids: set[str], facts: Mapping[str, Facts]) -> Border:
    """Return what crosses the border of a group."""
    order = [id for id in graph.topological_order() if id in ids]
    entering = ((e.source, e.source_port) for id in order for e in graph.in_edges(id) if e.source not in ids)
    leaving = ((id, port) for id in sorted(ids, key=id_order) for port in _ports_leaving(graph, ids, id, facts))
    return Border(tuple(dict.fromkeys(entering)), tuple(leaving))


def is_model_output(graph: Graph, tensor: Tensor) -> bool:
    """Say whether a tensor is one of those the model gives."""
    id, port = tensor
    marked = graph.nodes[id].output_ports
    return port in marked if marked else not graph.out_edges(id)


def _ports_leaving(graph: Graph, ids: set[str], id: str, facts: Mapping[str, Facts]) -> list[int]:
    """Return the ports of a node whose tensors leave the group: those the model gives, then those wired on."""
    own = [port for port in range(_num_outputs(facts[id])) if is_model_output(graph, (id, port))]
    given = list(graph.nodes[id].output_ports) or own
    wired = sorted({edge.source_port for edge in graph.out_edges(id) if edge.target not in ids})
    return [*given, *(port for port in wired if port not in given)]


def _num_outputs(facts: Facts) -> int:
    return len(facts.output_shapes)


def refuse_group(graph: Graph, ids: set[str]) -> None:
    """Raise ValueError if these nodes cannot become one model."""
    if not ids:
        raise ValueError("Select the layers that are to become a nested model; inputs stay outside of it.")
    for id in sorted(ids, key=id_order):
        layer = graph.layer_of(id)
        if not ids.issuperset(graph.nodes_of(layer.key)):
            raise ValueError(
                f"'{layer.name}' is shared with a node outside of the selection. Select all its nodes, "
                "or make it independent first."
            )
    between = sorted(_between(graph, ids), key=id_order)
    if between:
        names = ", ".join(f"'{graph.layer_of(id).name}'" for id in between[:4])
        more = f" and {len(between) - 4} more" if len(between) > 4 else ""
        raise ValueError(
            f"This nested model would close a cycle: it feeds {names}{more}, which lead back into it. "
            "Select them as well, or fewer layers."
        )


def _between(graph: Graph, ids: set[str]) -> set[str]:
    """Return what is fed by the group and feeds it."""
    fed = _reached(ids, lambda id: [edge.target for edge in graph.out_edges(id)])
    feeding = _reached(ids, lambda id: [edge.source for edge in graph.in_edges(id)])
    return (fed & feeding) - ids


def _reached(ids: set[str], neighbours: Callable[[str], list[str]]) -> set[str]:
    """Return the nodes one comes to from some others, these included."""
    found, waiting = set(ids), list(ids)
    while waiting:
        new = set(neighbours(waiting.pop())) - found
        found |= new
        waiting += new
    return found
