"""What the tests of nested models share."""

import numpy as np

from designer.model.compiler import compile_graph, store_weights
from designer.model.grouping import GroupNodes


def predictions(document, shape=(4,)):
    x = np.random.default_rng(3).normal(size=(5, *shape)).astype("float32")
    given = compile_graph(document).predict(x, verbose=0)
    return [np.asarray(each) for each in (given if isinstance(given, list) else [given])]


def trained(document):
    """Give every layer weights that are its own and known."""
    store_weights(document, compile_graph(document))
    return document


def group(document, *node_ids, name="block"):
    command = GroupNodes(node_ids, name)
    document.execute(command)
    return command.node_id


def same(a, b):
    assert len(a) == len(b)
    for x, y in zip(a, b, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-6, atol=1e-6)
