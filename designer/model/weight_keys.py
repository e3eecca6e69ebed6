"""Keys of weights: a layer's own key, or the path to it through the nested models it is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from designer.model.graph import Graph

if TYPE_CHECKING:
    from designer.model.document import Weights

T = TypeVar("T")
_BETWEEN = "."  # not "/": files take that for a folder


def joined(outer: str, inner: str) -> str:
    """Return the key of a layer inside a nested model."""
    return f"{outer}{_BETWEEN}{inner}"


def of_graph(weights: Weights, graph: Graph) -> Weights:
    """Return the weights of those layers that are in a graph."""
    return {key: arrays for key, arrays in weights.items() if missing_in(graph, key) is None}


def missing_in(graph: Graph, key: str) -> tuple[str, str] | None:
    """Return key and name of the layer on the way to a weight that was removed from a graph; None if all are there."""
    if key in graph.layers:
        return None
    outer, _, inner = key.partition(_BETWEEN)
    layer = graph.layers.get(outer)
    if layer is None or layer.inner is None:
        return outer, graph.name_of(outer)
    found = missing_in(layer.inner, inner)
    return found and (joined(outer, found[0]), f"{layer.name}/{found[1]}")


def inside(by_key: Mapping[str, T], outer: str) -> dict[str, T]:
    """Return what belongs to the layers in a nested model, by their keys there."""
    start = joined(outer, "")
    return {key.removeprefix(start): each for key, each in by_key.items() if key.startswith(start)}


def with_inside(by_key: Mapping[str, T], outer: str, inner: Mapping[str, T]) -> dict[str, T]:
    """Return the same with other content for the layers in a nested model."""
    others = {key: each for key, each in by_key.items() if not key.startswith(joined(outer, ""))}
    return {**others, **{joined(outer, key): each for key, each in inner.items()}}


def renamed(by_key: Mapping[str, T], new_keys: Mapping[str, str]) -> dict[str, T]:
    """Return the same after layers got other keys; what is inside them moves along."""
    return {_renamed(key, new_keys): each for key, each in by_key.items()}


def copied(by_key: Mapping[str, list[T]], old: str, new: str) -> dict[str, list[T]]:
    """Return the same with lists of a layer, and of all that is inside it, once more under another key."""
    copies = {_renamed(key, {old: new}): list(each) for key, each in by_key.items()}
    return {**copies, **by_key}


def _renamed(key: str, new_keys: Mapping[str, str]) -> str:
    start = key
    while start not in new_keys and _BETWEEN in start:
        start = start.rpartition(_BETWEEN)[0]
    return new_keys[start] + key[len(start) :] if start in new_keys else key
