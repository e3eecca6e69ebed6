"""Port: one end at which a node can be wired."""

from __future__ import annotations

from dataclasses import dataclass

from designer.model.graph import Edge


@dataclass(frozen=True)
class Port:
    """An input or output of a node, by number."""

    node_id: str
    is_input: bool
    number: int


def edge_between(one: Port, other: Port) -> Edge | None:
    """Return the wire between two ports, whichever way it was drawn; None between two of the same side."""
    if one.is_input == other.is_input:
        return None
    source, target = (other, one) if one.is_input else (one, other)
    return Edge(source.node_id, source.number, target.node_id, target.number)
