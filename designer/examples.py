"""Examples: the model that is there when the program starts."""

from __future__ import annotations

from designer.model.arrange import arrange
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.paths import resource

READY = "examples/digits_cnn.nnd"
# What the file holds, for an installation that lost it.
_LAYERS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("InputLayer", "input", {"shape": [8, 8, 1]}),
    ("Conv2D", "conv2d", {"filters": 32, "kernel_size": [3, 3], "activation": "relu"}),
    ("MaxPooling2D", "max_pooling2d", {}),
    ("Flatten", "flatten", {}),
    ("Dense", "dense", {"units": 10, "activation": "softmax"}),
)


def ready_example() -> Document:
    """Return the ready example as an untitled document, so that saving it asks for a place."""
    path = resource(READY)
    if not path.is_file():
        return _built()
    from designer.formats.door import open_document

    document = open_document(path)
    document.path = None
    document.title = "Digits CNN"
    return document


def _built() -> Document:
    graph = Graph()
    for number, (class_name, name, arguments) in enumerate(_LAYERS):
        graph.put_layer(LayerSpec(f"layer{number}", class_name, name, arguments))
        graph.put_node(Node(f"n{number}", f"layer{number}"))
    for number in range(1, len(_LAYERS)):
        graph.add_edge(Edge(f"n{number - 1}", 0, f"n{number}", 0))
    for node_id, (x, y) in arrange(graph).items():
        graph.put_node(Node(node_id, graph.nodes[node_id].layer_key, x, y))
    return Document(graph, data_name="digits", title="Digits CNN")
