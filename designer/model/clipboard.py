"""The clipboard: nodes as JSON text that can be pasted into any document, or sent by mail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from designer.model.commands import Paste
from designer.model.document import Document
from designer.model.graph import Graph

FORMAT = "nn-designer layers"
MAX_LENGTH = 20_000_000


def copy(document: Document, node_ids: Iterable[str]) -> str:
    """Return the nodes, their layers and the wires between them as text."""
    content = subgraph(document.graph, set(node_ids))
    return json.dumps({"format": FORMAT, "version": 1, "graph": content.to_json()}, indent=1)


def paste_command(text: str, position: tuple[float, float] | None = None) -> Paste:
    """Return the command that pastes the text; the top left corner goes to `position`, or a little aside.

    ValueError says why if the text is not what `copy` gave.
    """
    content = _read(text)
    left = min(node.x for node in content.nodes.values())
    top = min(node.y for node in content.nodes.values())
    offset = (position[0] - left, position[1] - top) if position is not None else (32.0, 32.0)
    return Paste(content, offset)


def is_pasteable(text: str) -> bool:
    """Say whether the text looks like copied layers, without reading all of it."""
    return FORMAT in text[:200]


def looks_like_code(text: str) -> bool:
    """Say whether the text may be Python that makes layers: some name that is called."""
    return re.search(r"\w\(|^\s*(import|from)\s", text[:MAX_LENGTH]) is not None and not text.lstrip().startswith("{")


def subgraph(graph: Graph, node_ids: set[str]) -> Graph:
    """Return these nodes with their layers and the wires between them."""
    part = Graph()
    for key in {graph.nodes[id].layer_key: None for id in graph.nodes if id in node_ids}:
        part.put_layer(graph.layers[key])
    for id, node in graph.nodes.items():
        if id in node_ids:
            part.put_node(node)
    for edge in graph.edges:
        if edge.source in node_ids and edge.target in node_ids:
            part.add_edge(edge)
    return part


def _read(text: str) -> Graph:
    if len(text) > MAX_LENGTH:
        raise ValueError(f"The clipboard holds {len(text):,} characters; that is too much to be layers.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("The clipboard does not hold layers copied from a canvas.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("The clipboard does not hold layers copied from a canvas.")
    graph = Graph.from_json(content.get("graph"))
    if not graph.nodes:
        raise ValueError("The copied text holds no layer.")
    return graph
