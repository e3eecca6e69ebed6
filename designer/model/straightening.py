"""Straightening: where across its layer each node stands, so that wires run as straight as they can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from designer.model.layering import Layers

NUM_SWEEPS = 8
STAND_IN_WEIGHT = 64.0  # a long wire should be straight before a node is centred
STAND_IN_WIDTH = 16.0


def straightened(layers: Layers, widths: Mapping[str, float], gap: float) -> dict[str, float]:
    """Return the centre of every node (and stand-in) across the layers, in the order the layers have."""
    width = {id: widths.get(id, STAND_IN_WIDTH) for layer in layers.order for id in layer}
    weight = {id: 1.0 if id in widths else STAND_IN_WEIGHT for id in width}
    x: dict[str, float] = {}
    for layer in layers.order:
        x.update(
            zip(layer, _placed([0.0] * len(layer), [1.0] * len(layer), [width[id] for id in layer], gap), strict=True)
        )
    for sweep in range(NUM_SWEEPS):
        is_down = sweep % 2 == 0
        near, far = (layers.above, layers.below) if is_down else (layers.below, layers.above)
        for layer in layers.order if is_down else reversed(layers.order):
            wishes = [_median([x[each] for each in _guides(near[id] or far[id], widths)], x[id]) for id in layer]
            places = _placed(wishes, [weight[id] for id in layer], [width[id] for id in layer], gap)
            x.update(zip(layer, places, strict=True))
    return x


def _guides(neighbours: Sequence[str], nodes: Mapping[str, float]) -> Sequence[str]:
    """Return what a node should stand in line with: the stand-ins of its long wires, if any.

    A long wire is drawn as one curve. It passes the nodes beside it, not behind them, if both its ends are in line.
    """
    return [each for each in neighbours if each not in nodes] or neighbours


def _median(places: list[float], otherwise: float) -> float:
    if not places:
        return otherwise
    places.sort()
    return (places[(len(places) - 1) // 2] + places[len(places) // 2]) / 2


def _placed(wishes: Sequence[float], weights: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """Return the centres nearest to the wishes (least squares) that keep the order and the gaps.

    With the gaps subtracted the places must only not decrease; so neighbours that would overlap are pooled at
    their weighted mean until none do.
    """
    offsets = [0.0]
    for left, right in pairwise(widths):
        offsets.append(offsets[-1] + (left + right) / 2 + gap)
    pools: list[tuple[float, float, int]] = []  # mean, weight, number of members
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        mean, total, count = wish - offset, weight, 1
        while pools and pools[-1][0] > mean:
            other, other_total, other_count = pools.pop()
            mean = (mean * total + other * other_total) / (total + other_total)
            total, count = total + other_total, count + other_count
        pools.append((mean, total, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
