"""Arrange: place the nodes of a graph in layers, with few crossings and short, straight wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import networkx as nx

from designer.model.graph import Graph, id_order
from designer.model.layering import layered
from designer.model.straightening import straightened

Direction = Literal["TB", "LR"]
Sizes = Mapping[str, tuple[float, float]]

DEFAULT_SIZE = (208.0, 64.0)  # of a node on the canvas
GAPS_ALONG = (136.0, 40.0)  # between layers in x and in y, where the wires run; shapes beside them are wide
GAP_ACROSS = 32.0  # between neighbours
GRID = 8.0


def arrange(
    graph: Graph, sizes: Sizes | None = None, direction: Direction = "TB", is_stable: bool = False
) -> dict[str, tuple[float, float]]:
    """Return the top left corner of every node; the same graph always gives the same picture.

    Layers run from top to bottom ("TB") or from left to right ("LR"). Parts that no wire joins stand side by side.
    A stable arrangement keeps neighbours in the order in which they stand now, where that makes no wires cross.
    """
    wanted = {id: (sizes or {}).get(id, DEFAULT_SIZE) for id in graph.nodes}
    turned = {id: (w, h) if direction == "TB" else (h, w) for id, (w, h) in wanted.items()}
    placed: dict[str, tuple[float, float]] = {}
    start = 0.0
    for part in _parts(graph):
        across = _across(graph, part, direction) if is_stable else None
        centres = _arranged_part(graph, part, turned, across, GAPS_ALONG[direction == "TB"])
        left = min(centres[id][0] - turned[id][0] / 2 for id in part)
        for id in part:
            width, height = turned[id]
            placed[id] = centres[id][0] - width / 2 - left + start, centres[id][1] - height / 2
        start = max(placed[id][0] + turned[id][0] for id in part) + 2 * GAP_ACROSS
    return {id: _on_grid(x, y) if direction == "TB" else _on_grid(y, x) for id, (x, y) in placed.items()}


def _parts(graph: Graph) -> list[list[str]]:
    """Return the connected parts, each in topological order, the one with the oldest node first."""
    position = {id: index for index, id in enumerate(graph.topological_order())}
    parts = [sorted(part, key=position.__getitem__) for part in nx.weakly_connected_components(graph.wires)]
    return sorted(parts, key=lambda part: min(map(id_order, part)))


def _across(graph: Graph, part: list[str], direction: Direction) -> dict[str, float]:
    """Return where the nodes stand now, at right angles to the flow."""
    return {id: graph.nodes[id].x if direction == "TB" else graph.nodes[id].y for id in part}


def _arranged_part(
    graph: Graph, part: list[str], sizes: Sizes, across: Mapping[str, float] | None, gap: float
) -> dict[str, tuple[float, float]]:
    """Return the centre of every node of one connected part."""
    layers = layered(graph, part, across)
    x = straightened(layers, {id: sizes[id][0] for id in part}, GAP_ACROSS)
    centres: dict[str, tuple[float, float]] = {}
    top = 0.0
    for layer in layers.order:
        height = max((sizes[id][1] for id in layer if id in sizes), default=0.0)
        centres.update({id: (x[id], top + height / 2) for id in layer if id in sizes})
        top += height + gap
    return centres


def _on_grid(x: float, y: float) -> tuple[float, float]:
    return round(x / GRID) * GRID, round(y / GRID) * GRID
