"""What a new input starts with: the shape of the chosen data, so that nobody has to type what the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from designer.model import catalog
from nn_core.layers.layer import Layer
from nn_core.spec.kinds import Optional, Shape

if TYPE_CHECKING:
    from designer.model.document import Document


def arguments_from_data(document: Document, class_name: str) -> dict[str, Any]:
    """Return the arguments with which a new input takes the next array of the data; none for any other layer."""
    cls, data = catalog.layer_class(class_name), document.data_facts(document)
    if cls.max_inputs != 0 or data is None or document.root is not document:
        return {}
    taken = len(document.graph.inputs())
    return {name: list(each.shape) for each in data.inputs[taken : taken + 1] for name in shape_parameters(cls)}


def shape_parameters(cls: type[Layer]) -> Iterator[str]:
    """Yield the names of the parameters of a layer that are shapes."""
    for each in cls.parameters.values():
        kind = each.kind.kind if isinstance(each.kind, Optional) else each.kind
        if isinstance(kind, Shape):
            yield each.name
