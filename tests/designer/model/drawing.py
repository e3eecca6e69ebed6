"""What the tests of the document draw with: short words for graphs, and layers of their own."""

import contextlib
from collections.abc import Iterator
from itertools import pairwise

from designer.model.commands import AddLayer, Connect
from designer.model.document import Document
from designer.model.graph import Edge
from nn_core.layers.layer import Layer
from nn_core.spec import registry
from nn_core.spec.params import param


class PictureOnly(Layer):
    """Takes four axes and nothing else."""

    input_ndim = 4

    def compute_output_shape(self, input_shape):
        return input_shape


class Halves(Layer):
    """Gives two tensors."""

    def compute_output_shape(self, input_shape):
        *rest, size = input_shape
        return [(*rest, size // 2), (*rest, size - size // 2)]

    def call(self, inputs):
        size = inputs.shape[-1] // 2
        return [inputs[..., :size], inputs[..., size:]]


class Wrong(Layer):
    """Has a mistake in its code."""

    depth: int = param(default=1, help="Of no use.")

    def compute_output_shape(self, input_shape):
        return {}["nothing"]


@contextlib.contextmanager
def registered(*classes: type[Layer]) -> Iterator[None]:
    """Enter layers into the registry for a while."""
    families, spellings = registry._families["layer"], registry._spellings["layer"]
    before = dict(families), dict(spellings)
    for cls in classes:
        registry.register("layer")(cls)
    try:
        yield
    finally:
        for table, content in zip((families, spellings), before, strict=True):
            table.clear()
            table.update(content)


def add(document: Document, class_name: str, name: str | None = None, **arguments: object) -> str:
    """Add a layer and return the id of its node."""
    command = AddLayer(class_name, arguments=arguments, name=name)
    document.execute(command)
    assert command.node_id is not None
    return command.node_id


def wire(document: Document, *node_ids: str, port: int = 0) -> None:
    """Connect the nodes one after another."""
    for source, target in pairwise(node_ids):
        document.execute(Connect(Edge(source, 0, target, port)))


def add_chain(document: Document, *layers: tuple[str, dict[str, object]] | str) -> list[str]:
    """Add layers, each fed by the one before; return the ids of their nodes."""
    given = [(each, {}) if isinstance(each, str) else each for each in layers]
    ids = [add(document, class_name, **arguments) for class_name, arguments in given]
    wire(document, *ids)
    return ids


def layer_key(document: Document, node_id: str) -> str:
    return document.graph.nodes[node_id].layer_key
