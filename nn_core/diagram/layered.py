"""A layered arrangement: nodes in ranks along the flow, few crossings, short and straight wires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nn_core.diagram.drawing import Point

Key = Any  # whatever the caller calls its nodes, or a _Bend
Size = tuple[float, float]
Wires = Sequence[tuple[Key, Key]]

RANK_GAP = 36.0
NODE_GAP = 24.0
_SWEEPS = 8


@dataclass(frozen=True)
class Layout:
    """The middle of every node, the points every wire passes, and the size of it all."""

    centers: dict[Key, Point]
    routes: dict[tuple[Key, Key], list[Point]]
    width: float
    height: float


@dataclass(frozen=True)
class _Bend:
    """A place in a rank through which a long wire passes."""

    wire: tuple[Key, Key]
    rank: int


def arrange(sizes: Mapping[Key, Size], wires: Wires) -> Layout:
    """Arrange nodes from top to bottom.

    Args:
        sizes: width and height of every node, each after those it depends on.
        wires: from and to, without cycles.
    """
    ranks = _ranks(list(sizes), wires)
    chains = {(a, b): _chain(a, b, ranks) for a, b in wires}
    segments = [pair for chain in chains.values() for pair in pairwise(chain)]
    rows = _rows(list(sizes), ranks, chains)
    below, above = _neighbours(segments)
    rows = _with_few_crossings(rows, below, above)
    widths = {node: sizes[node][0] if node in sizes else 0.0 for row in rows for node in row}
    x = _places(rows, widths, below, above)
    right = max((x[node] + widths[node] / 2 for node in x), default=0.0)
    bands = _bands(rows, sizes)
    centers = {node: (x[node], sum(bands[ranks[node]]) / 2) for node in sizes}
    routes = {wire: _route(chain, x, centers, bands) for wire, chain in chains.items()}
    return Layout(centers, routes, right, bands[-1][1] if bands else 0.0)


# ---- ranks ------------------------------------------------------------------------------------------------------


def _ranks(nodes: list[Key], wires: Wires) -> dict[Key, int]:
    """Return how far down each node stands: below all it depends on; a source stands just above its first reader."""
    sources: dict[Key, list[Key]] = {node: [] for node in nodes}
    targets: dict[Key, list[Key]] = {node: [] for node in nodes}
    for a, b in wires:
        sources[b].append(a)
        targets[a].append(b)
    ranks: dict[Key, int] = {}
    for node in nodes:
        ranks[node] = 1 + max((ranks[source] for source in sources[node]), default=-1)
    for node in nodes:
        if not sources[node] and targets[node]:
            ranks[node] = min(ranks[target] for target in targets[node]) - 1
    return ranks


def _chain(a: Key, b: Key, ranks: dict[Key, int]) -> list[Key]:
    """Return both ends of a wire and the bends between them, one for every rank it crosses."""
    return [a, *(_Bend((a, b), rank) for rank in range(ranks[a] + 1, ranks[b])), b]


def _rows(nodes: list[Key], ranks: dict[Key, int], chains: dict[tuple[Key, Key], list[Key]]) -> list[list[Key]]:
    rows: list[list[Key]] = [[] for _ in range(1 + max(ranks.values(), default=-1))]
    for node in nodes:
        rows[ranks[node]].append(node)
    for chain in chains.values():
        for bend in chain[1:-1]:
            assert isinstance(bend, _Bend)
            rows[bend.rank].append(bend)
    return rows


Neighbours = dict[Key, list[Key]]


def _neighbours(segments: list[tuple[Key, Key]]) -> tuple[Neighbours, Neighbours]:
    """Return what every node leads to in the rank below, and what leads to it from the rank above."""
    below: Neighbours = {}
    above: Neighbours = {}
    for a, b in segments:
        below.setdefault(a, []).append(b)
        above.setdefault(b, []).append(a)
    return below, above


# ---- order within the ranks --------------------------------------------------------------------------------------


def _with_few_crossings(rows: list[list[Key]], below: Neighbours, above: Neighbours) -> list[list[Key]]:
    """Sort every rank by the mean place of its neighbours, downwards and upwards in turn; keep the best."""
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        downwards = sweep % 2 == 0
        order = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for rank in order:
            beside = rows[rank - 1 if downwards else rank + 1]
            rows[rank] = _sorted_by_neighbours(rows[rank], beside, above if downwards else below)
        count = _crossings(rows, below)
        if count < fewest:
            best, fewest = [list(row) for row in rows], count
    return best


def _sorted_by_neighbours(row: list[Key], beside: list[Key], neighbours: Neighbours) -> list[Key]:
    place = {node: i for i, node in enumerate(beside)}
    own = {node: i for i, node in enumerate(row)}

    def mean(node: Key) -> float:
        places = [place[each] for each in neighbours.get(node, [])]
        return sum(places) / len(places) if places else float(own[node])

    return sorted(row, key=lambda node: (mean(node), own[node]))


def _crossings(rows: list[list[Key]], below: Neighbours) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        place = {node: i for i, node in enumerate(lower)}
        ends = [end for node in upper for end in sorted(place[each] for each in below.get(node, []))]
        total += sum(a > b for i, b in enumerate(ends) for a in ends[:i])
    return total


# ---- coordinates ------------------------------------------------------------------------------------------------


def _places(rows: list[list[Key]], widths: dict[Key, float], below: Neighbours, above: Neighbours) -> dict[Key, float]:
    """Return x for every node: as near to its neighbours as the order and the widths allow."""
    x: dict[Key, float] = {}
    for row in rows:
        x.update(zip(row, _spread(row, [0.0] * len(row), widths), strict=True))
    for sweep in range(4 * _SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_wanted(node, x, above if sweep % 2 == 0 else below) for node in row]
            x.update(zip(row, _spread(row, wanted, widths), strict=True))
    left = min((x[node] - widths[node] / 2 for node in x), default=0.0)
    return {node: each - left for node, each in x.items()}


def _wanted(node: Key, x: dict[Key, float], neighbours: Neighbours) -> float:
    near = [x[each] for each in neighbours.get(node, [])]
    return sum(near) / len(near) if near else x[node]


def _spread(row: list[Key], wanted: list[float], widths: dict[Key, float]) -> list[float]:
    """Return places in the given order and far enough apart, with the least squares of the distances to those wanted.

    Nodes pushed against one another form a block that moves as one; its place is the mean of what its nodes want.
    """
    offsets = [0.0]
    for a, b in pairwise(row):
        offsets.append(offsets[-1] + (widths[a] + widths[b]) / 2 + NODE_GAP)
    blocks: list[tuple[float, float, int]] = []  # place, weight, number of nodes
    for node, place, offset in zip(row, wanted, offsets, strict=True):
        start, weight, count = place - offset, 4.0 if isinstance(node, _Bend) else 1.0, 1
        while blocks and blocks[-1][0] > start:
            before, heft, number = blocks.pop()
            start = (start * weight + before * heft) / (weight + heft)
            weight, count = weight + heft, count + number
        blocks.append((start, weight, count))
    starts = [start for start, _, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _bands(rows: list[list[Key]], sizes: Mapping[Key, Size]) -> list[tuple[float, float]]:
    """Return the top and the bottom of every rank."""
    bands: list[tuple[float, float]] = []
    for row in rows:
        top = bands[-1][1] + RANK_GAP if bands else 0.0
        bands.append((top, top + max((sizes[node][1] for node in row if node in sizes), default=0.0)))
    return bands


def _route(
    chain: list[Key], x: dict[Key, float], centers: dict[Key, Point], bands: list[tuple[float, float]]
) -> list[Point]:
    """Return the points a wire passes: straight down beside the nodes of a rank, so that it hides behind none."""
    beside = [(x[bend], y) for bend in chain[1:-1] if isinstance(bend, _Bend) for y in bands[bend.rank]]
    return [centers[chain[0]], *beside, centers[chain[-1]]]
