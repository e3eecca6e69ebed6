"""Layering: which layer of the picture a node belongs to, and its place there that makes few wires cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from designer.model.graph import Graph

MAX_SWEEPS = 24
PATIENCE = 4  # sweeps without improvement

Neighbours = dict[str, list[str]]


@dataclass
class Layers:
    """Layers from top to bottom, each from left to right. A wire over several layers has a stand-in in each between."""

    order: list[list[str]]
    above: Neighbours
    below: Neighbours

    def num_crossings(self) -> int:
        """Count the pairs of wires that cross."""
        return sum(_crossings(upper, lower, self.below) for upper, lower in pairwise(self.order))


def layered(graph: Graph, part: Sequence[str], across: Mapping[str, float] | None = None) -> Layers:
    """Return the layers of a connected part given in topological order.

    `across` says where the nodes stand now: an order as good as any that keeps them so is preferred.
    """
    wires = _forward_wires(graph, part)
    ranks = _ranks(part, wires)
    fresh = _with_stand_ins(ranks, wires)
    _reduce_crossings(fresh)
    if across is None:
        return fresh
    kept = _with_stand_ins(ranks, wires)
    _sort_as_now(kept, across)
    _reduce_crossings(kept)
    return kept if kept.num_crossings() <= fresh.num_crossings() else fresh


def _sort_as_now(layers: Layers, across: Mapping[str, float]) -> None:
    """Put every layer into the order in which it stands; stand-ins stand in line with the end of their wire."""
    place = dict(across)
    for layer in layers.order:
        for id in layer:
            if id not in across:
                place[id] = place[layers.above[id][0]]
        layer.sort(key=place.__getitem__)


def _forward_wires(graph: Graph, part: Sequence[str]) -> list[tuple[str, str]]:
    """Return the connected pairs, without those that lead back (there are some if the graph has a cycle)."""
    position = {id: index for index, id in enumerate(part)}
    pairs = dict.fromkeys((edge.source, edge.target) for id in part for edge in graph.in_edges(id))
    return [(a, b) for a, b in pairs if position[a] < position[b]]


def _ranks(part: Sequence[str], wires: list[tuple[str, str]]) -> dict[str, int]:
    """Return the layer of every node: the longest way from a start; starts stand just above what they feed."""
    above, below = _neighbours(part, wires)
    rank: dict[str, int] = {}
    for id in part:
        rank[id] = max((rank[each] + 1 for each in above[id]), default=0)
    for id in reversed(part):
        if not above[id] and below[id]:
            rank[id] = min(rank[each] for each in below[id]) - 1
    return rank


def _with_stand_ins(rank: Mapping[str, int], wires: list[tuple[str, str]]) -> Layers:
    order: list[list[str]] = [[] for _ in range(max(rank.values()) + 1)]
    for id, number in rank.items():
        order[number].append(id)
    short: list[tuple[str, str]] = []
    for a, b in wires:
        chain = [a, *(f"{a} > {b} @ {number}" for number in range(rank[a] + 1, rank[b])), b]
        for number, stand_in in enumerate(chain[1:-1], rank[a] + 1):
            order[number].append(stand_in)
        short += pairwise(chain)
    above, below = _neighbours([id for layer in order for id in layer], short)
    return Layers(order, above, below)


def _neighbours(nodes: Sequence[str], wires: Sequence[tuple[str, str]]) -> tuple[Neighbours, Neighbours]:
    above: Neighbours = {id: [] for id in nodes}
    below: Neighbours = {id: [] for id in nodes}
    for a, b in wires:
        above[b].append(a)
        below[a].append(b)
    return above, below


def _reduce_crossings(layers: Layers) -> None:
    """Sort every layer by where its neighbours are, down and up again, and keep the best order seen."""
    best, fewest, idle = [list(layer) for layer in layers.order], layers.num_crossings(), 0
    for sweep in range(MAX_SWEEPS):
        if fewest == 0 or idle == PATIENCE:
            break
        _sweep(layers, is_down=sweep % 2 == 0)
        count = layers.num_crossings()
        idle = 0 if count < fewest else idle + 1
        if count < fewest:
            best, fewest = [list(layer) for layer in layers.order], count
    layers.order = best


def _sweep(layers: Layers, is_down: bool) -> None:
    order = layers.order if is_down else layers.order[::-1]
    neighbours = layers.above if is_down else layers.below
    for fixed, layer in pairwise(order):
        place = {id: index for index, id in enumerate(fixed)}
        wish = {id: _mean([place[each] for each in neighbours[id]]) for id in layer}
        free = [index for index, id in enumerate(layer) if wish[id] is None]
        moving = sorted((id for id in layer if wish[id] is not None), key=lambda id: wish[id] or 0.0)
        for index in free:  # what has no neighbour there keeps its place
            moving.insert(index, layer[index])
        layer[:] = moving


def _mean(places: list[int]) -> float | None:
    return sum(places) / len(places) if places else None


def _crossings(upper: Sequence[str], lower: Sequence[str], below: Neighbours) -> int:
    """Count inversions: wires taken from left to right whose lower ends are not."""
    place = {id: index for index, id in enumerate(lower)}
    seen: list[int] = []
    count = 0
    for id in upper:
        ends = sorted(place[each] for each in below[id])
        for end in ends:
            count += len(seen) - bisect_right(seen, end)
        for end in ends:
            insort(seen, end)
    return count
