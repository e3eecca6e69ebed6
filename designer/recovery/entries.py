"""Entries: the steps of a document as plain data, and a description brought up to date by them.

Entries are played on plain data, not on a document, so that those of an earlier version can be played before the
description is brought to the present version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from designer.model.change import Change
from designer.model.dismissing import dismissed_to_json
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.graph_json import edge_to_json, layer_to_json, node_to_json
from designer.model.notes import notes_to_json

Entry = dict[str, Any]


def entry_of(document: Document, change: Change) -> Entry:
    """Return what a change left: the new state of what it touched, nothing of the rest."""
    entry = _graph_entry(document, change)
    if change.settings_changed:
        entry["settings"] = document.settings.to_json()
    if change.data_changed:
        entry["data"] = document.data_name
    if change.notes_changed:
        entry["notes"] = notes_to_json(document.notes)
    if change.review_changed:
        entry["dismissed"] = dismissed_to_json(document.dismissed)
    return entry


def _graph_entry(document: Document, change: Change) -> Entry:
    graph = document.graph
    touched = change.nodes_added | change.nodes_moved | change.layers_changed
    keys = {graph.nodes[id].layer_key for id in change.nodes_added | change.layers_changed}
    parts: Entry = {
        "layers": [layer_to_json(graph.layers[key]) for key in sorted(keys)],
        "nodes": [node_to_json(graph.nodes[id]) for id in sorted(touched)],
        "nodes_removed": sorted(change.nodes_removed),
        "edges": _edges(change.edges_added),
        "edges_removed": _edges(change.edges_removed),
    }
    return {name: part for name, part in parts.items() if part}


def _edges(edges: Iterable[Edge]) -> list[list[Any]]:
    return [edge_to_json(edge) for edge in sorted(edges)]


def replayed(description: dict[str, Any], entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the description after the steps."""
    graph = description["graph"]
    layers = {layer["key"]: layer for layer in graph["layers"]}
    nodes = {node["id"]: node for node in graph["nodes"]}
    edges = {tuple(edge): edge for edge in graph["edges"]}
    others = dict(description)
    for entry in entries:
        for edge in entry.get("edges_removed", []):
            edges.pop(tuple(edge), None)
        layers |= {layer["key"]: layer for layer in entry.get("layers", [])}
        nodes |= {node["id"]: node for node in entry.get("nodes", [])}
        for id in entry.get("nodes_removed", []):
            nodes.pop(id, None)
        edges |= {tuple(edge): edge for edge in entry.get("edges", [])}
        others |= {name: entry[name] for name in ("settings", "data", "notes", "dismissed") if name in entry}
    used = {node["layer"] for node in nodes.values()}
    kept = [layer for key, layer in layers.items() if key in used]
    return {**others, "graph": {"layers": kept, "nodes": [*nodes.values()], "edges": [*edges.values()]}}
