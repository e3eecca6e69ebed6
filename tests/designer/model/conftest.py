"""Documents that tests of nested models begin with."""

import pytest

from designer.model.document import Document
from designer.model.level import Level
from tests.designer.model.drawing import add, add_chain, wire
from tests.designer.model.nesting import group


@pytest.fixture
def mlp():
    """Input(4), Dense(8), Dense(5), Dense(3)."""
    document = Document()
    layers = [("Dense", {"units": units}) for units in (8, 5, 3)]
    document.ids = add_chain(document, ("InputLayer", {"shape": (4,)}), *layers)
    return document


@pytest.fixture
def branching():
    """Two branches from one input, added, with a second output of one branch."""
    document = Document()
    a = add(document, "InputLayer", shape=(4,))
    left, right, total, end = (add(document, each, **kwargs) for each, kwargs in (
        ("Dense", {"units": 6}), ("Dense", {"units": 6}), ("Add", {}), ("Dense", {"units": 2})))  # fmt: skip
    wire(document, a, left, total, end)
    wire(document, a, right)
    wire(document, right, total, port=1)
    document.ids = [a, left, right, total, end]
    return document


@pytest.fixture
def opened(mlp):
    """The document with its two inner Dense grouped, and the level inside."""
    return mlp, Level(mlp, group(mlp, *mlp.ids[1:3]))
