"""What `from nn_core.layers import *` gives: all a tutorial uses."""

import pytest

from nn_core import layers
from nn_core.spec import registry


def test_a_star_import_brings_every_layer_and_function():
    names: dict[str, object] = {}
    exec("from nn_core.layers import *", names)
    assert {"Dense", "LSTM", "Input", "MultiHeadAttention", "GroupQueryAttention", "add", "concatenate"} <= names.keys()
    offered = {name for name, cls in registry.entries("layer") if cls.category}
    assert offered <= names.keys()


def test_a_misspelt_layer_names_the_nearest():
    with pytest.raises(AttributeError, match="Did you mean 'MultiHeadAttention'"):
        layers.MultiHeadAtention  # noqa: B018 - looking at it is the point
