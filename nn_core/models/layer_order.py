"""The order of a functional model's layers and calls: Keras's own, since files list weights in it."""

from __future__ import annotations

from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor, Node


def layers_by_depth(nodes: list[Node], outputs: list[KerasTensor]) -> list[Layer]:
    """Return the layers, those farthest from the outputs first; among equals, the one met first on the way back.

    Args:
        nodes: the calls of the model, each after those it depends on.
        outputs: the placeholders it gives.
    """
    depths, _ = _depths(nodes)
    met = _first_met(nodes, outputs)
    return sorted(depths, key=lambda layer: (-depths[layer], met.get(layer, -1)))


def calls_by_depth(nodes: list[Node]) -> list[Node]:
    """Return the calls in the order in which Keras makes them; it matters where a call changes a shared layer."""
    _, depths = _depths(nodes)
    inside = {id(node): node for node in nodes}
    return [inside[key] for key in sorted(depths, key=lambda key: -depths[key]) if key in inside]


def _depths(nodes: list[Node]) -> tuple[dict[Layer, int], dict[int, int]]:
    """Return how many calls lie between each layer, and each call, and the outputs at most."""
    of_layers: dict[Layer, int] = {}
    of_nodes: dict[int, int] = {}
    for node in reversed(nodes):
        depth = max(of_nodes.get(id(node), 0), of_layers.get(node.layer, 0))
        of_layers[node.layer] = of_nodes[id(node)] = depth
        for parent in node.parents:
            of_nodes[id(parent)] = max(of_nodes.get(id(parent), 0), depth + 1)
    return of_layers, of_nodes


def _first_met(nodes: list[Node], outputs: list[KerasTensor]) -> dict[Layer, int]:
    """Return when a walk from the outputs back to the inputs first comes to each layer."""
    inside = {id(node) for node in nodes}
    met: dict[Layer, int] = {}
    waiting = [x.node for x in reversed(outputs) if x.node is not None]
    while waiting:
        node = waiting.pop()
        if id(node) in inside:
            inside.remove(id(node))
            met.setdefault(node.layer, len(met))
            waiting.extend(reversed(node.parents))
    return met
