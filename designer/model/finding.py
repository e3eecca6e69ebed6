"""Finding: which nodes a few typed words mean."""

from __future__ import annotations

from typing import Any

from designer.model import catalog
from designer.model.graph import Graph, LayerSpec


def find_nodes(graph: Graph, text: str) -> list[str]:
    """Return the nodes that match, in the order of the graph: by name, by class, or by a parameter (units=128)."""
    words = [word for word in text.lower().replace(" =", "=").replace("= ", "=").split() if word]
    return [id for id in graph.topological_order() if words and _matches(graph.layer_of(id), words)]


def _matches(layer: LayerSpec, words: list[str]) -> bool:
    cls = catalog.find_layer_class(layer.class_name)
    names = f"{layer.name} {layer.class_name} {catalog.palette_name(cls) if cls else ''}".lower()
    return all(_has_value(layer, word) if "=" in word else word in names for word in words)


def _has_value(layer: LayerSpec, word: str) -> bool:
    """Say whether a parameter has the value that is asked for: 'kernel_size=3' finds (3, 3) too."""
    name, _, wanted = word.partition("=")
    cls = catalog.find_layer_class(layer.class_name)
    declared = cls.parameters if cls else {}
    for key in {*layer.arguments, *declared}:
        if key.lower() == name:
            value = layer.arguments[key] if key in layer.arguments else declared[key].default
            return _text(wanted) in ("", *_texts(value))
    return False


def _texts(value: Any) -> set[str]:
    """Return how one may write a value."""
    texts = {_text(str(value))}
    if isinstance(value, list | tuple) and len(set(map(str, value))) == 1:
        texts.add(_text(str(value[0])))
    if isinstance(value, dict):
        texts.add(_text(str(value.get("class_name", ""))))
    return texts


def _text(words: str) -> str:
    return "".join(char for char in words.lower() if char not in "()[] '\"")
