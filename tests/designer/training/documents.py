"""Small documents to train."""

from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.settings import TrainingSettings


def chain(*layers, data_name="iris", **settings):
    """Return a document whose layers, given as (class name, name, arguments), follow one another."""
    graph = Graph()
    for number, (class_name, name, arguments) in enumerate(layers):
        graph.put_layer(LayerSpec(f"layer{number}", class_name, name, arguments))
        graph.put_node(Node(f"n{number}", f"layer{number}"))
        if number:
            graph.add_edge(Edge(f"n{number - 1}", 0, f"n{number}", 0))
    return Document(graph, TrainingSettings(**settings), data_name)


def flowers(**settings):
    """A classifier for iris; learns in a moment."""
    hidden = ("Dense", "hidden", {"units": 8, "activation": "relu"})
    end = ("Dense", "species", {"units": 3, "activation": "softmax"})
    return chain(("InputLayer", "flower", {"shape": [4]}), hidden, end, **{"epochs": 2, "seed": 1, **settings})


def patients(**settings):
    """A regression on diabetes."""
    hidden, end = ("Dense", "hidden", {"units": 8, "activation": "relu"}), ("Dense", "progression", {"units": 1})
    start = ("InputLayer", "patient", {"shape": [10]})
    return chain(start, hidden, end, data_name="diabetes", **{"epochs": 2, "seed": 1, **settings})


def twins(**settings):
    """Two inputs through a shared layer into two outputs with different losses."""
    graph = Graph()
    layers = {
        "left": ("InputLayer", "sepal", {"shape": [2]}),
        "right": ("InputLayer", "petal", {"shape": [2]}),
        "shared": ("Dense", "shared", {"units": 8, "activation": "relu"}),
        "join": ("Concatenate", "join", {}),
        "a": ("Dense", "species", {"units": 3, "activation": "softmax"}),
        "b": ("Dense", "again", {"units": 3, "activation": "softmax"}),
    }
    for key, (class_name, name, arguments) in layers.items():
        graph.put_layer(LayerSpec(key, class_name, name, arguments))
    keys = ["left", "right", "shared", "shared", "join", "a", "b"]
    for number, key in enumerate(keys):
        graph.put_node(Node(f"n{number}", key))
    for source, target, port in ((0, 2, 0), (1, 3, 0), (2, 4, 0), (3, 4, 1), (4, 5, 0), (4, 6, 0)):
        graph.add_edge(Edge(f"n{source}", 0, f"n{target}", port))
    losses = {"species": "sparse_categorical_crossentropy", "again": "categorical_crossentropy"}
    return Document(graph, TrainingSettings(**{"epochs": 2, "seed": 1, "losses": losses, **settings}), "iris")
