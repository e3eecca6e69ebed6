"""Beginning: what a training would take over from the one before, in a sentence, weight by weight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from designer.model import weight_keys
from designer.model.document import Document
from designer.model.graph import Graph
from designer.model.report import Facts

if TYPE_CHECKING:
    from designer.training.run import Start

_MOST_NAMED = 4


def possible_start(document: Document, start: Start) -> Start:
    """Return how a training can begin: anew where no weight is left that would fit, whatever was asked for."""
    kept, cut, new = _sorted_out(document)
    return "anew" if not kept and (cut or new) else start


def start_text(document: Document, start: Start) -> str:
    """Say what ▶ goes on from; nothing if nothing was learned yet."""
    if not document.weights:
        return ""
    if start == "anew":
        return "▶ forgets what was learned and begins with fresh weights."
    kept, cut, new = _sorted_out(document)
    parts = [f"▶ keeps the weights of {_count(kept)}" if kept else "▶ keeps no weights"]
    if cut:
        parts.append(f"those of {_names(cut)} have other shapes now and begin anew")
    if new:
        parts.append(f"{_names(new)} {'is' if len(new) == 1 else 'are'} new")
    if deleted := [name for name, _ in _deleted(document)]:
        parts.append(f"the weights of {_names(deleted)}, deleted since, are left out")
    last = document.last_run
    if possible_start(document, start) == "go on" and last is not None:
        how = "adds epochs" if last.is_over else "goes on exactly there"
        parts.append(f"the last training stands {last.place} and {how}")
    return "; ".join(parts) + "."


def start_details(document: Document, start: Start) -> list[str]:
    """Say of every layer whether its weights are kept, with the shapes before and now; nothing if nothing was learned.

    Those deleted since come last: what they learned is there again when the deletion is undone. A layer of which one
    weight has another shape begins anew as a whole.
    """
    if not document.weights or start == "anew":
        return []
    lines = []
    for key, name, shapes in _layers(document.graph, document.report.facts):
        arrays, now = document.weights.get(key), _shapes(shapes)
        if arrays is None:
            lines.append(f"New: {name}, {now}")
        elif [array.shape for array in arrays] == list(shapes):
            lines.append(f"Kept: {name}, {now}")
        else:
            lines.append(f"Begun anew: {name}, {_shapes(array.shape for array in arrays)} → {now}")
    return [*lines, *(f"Left out: {name}, {shapes}, deleted since" for name, shapes in _deleted(document))]


def _shapes(shapes: Iterable[tuple[int, ...]]) -> str:
    return " ".join(str(shape) for shape in shapes)


def _sorted_out(document: Document) -> tuple[list[str], list[str], list[str]]:
    """Return the names of the layers whose weights are kept, those that no longer fit, and those without any."""
    kept, cut, new = [], [], []
    for key, name, shapes in _layers(document.graph, document.report.facts):
        arrays = document.weights.get(key)
        if arrays is None:
            new.append(name)
        elif [array.shape for array in arrays] == list(shapes):
            kept.append(name)
        else:
            cut.append(name)
    return kept, cut, new


def _deleted(document: Document) -> list[tuple[str, str]]:
    """Return names and shapes of the layers that learned something and were deleted since; a nested model is one."""
    found: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for key, arrays in document.weights.items():
        gone = weight_keys.missing_in(document.graph, key)
        if gone is not None and gone[1] and arrays:
            found.setdefault(gone, []).extend(array.shape for array in arrays)
    return [(name, _shapes(shapes)) for (_, name), shapes in found.items()]


def _layers(graph: Graph, facts: dict[str, Facts] | object) -> Iterator[tuple[str, str, tuple[tuple[int, ...], ...]]]:
    """Yield key, name and shapes of the weights of every layer that has any; in nested models too."""
    seen: set[str] = set()
    for id, node in graph.nodes.items():
        spec, known = graph.layers[node.layer_key], facts.get(id)  # type: ignore[attr-defined]
        if known is None or spec.key in seen:
            continue
        seen.add(spec.key)
        if spec.inner is not None and known.inner is not None:
            for key, name, shapes in _layers(spec.inner, known.inner):
                yield weight_keys.joined(spec.key, key), f"{spec.name}/{name}", shapes
        elif known.weight_shapes and sum(map(math.prod, known.weight_shapes)):
            yield spec.key, spec.name, known.weight_shapes


def _count(names: list[str]) -> str:
    return _names(names) if len(names) <= _MOST_NAMED else f"{len(names)} layers"


def _names(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} and {len(names) - _MOST_NAMED} more"
