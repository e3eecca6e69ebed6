"""Keras files: opened as documents with weights, written so that the model predicts the same."""

from pathlib import Path

import numpy as np
import pytest

from designer.formats.door import open_document, save_document
from designer.model.compiler import compile_graph
from nn_core.layers import Add, Dense, Input
from nn_core.models import Model, load_model


@pytest.fixture
def model() -> Model:
    a, b = Input((3,), name="a"), Input((3,), name="b")
    shared = Dense(4, name="shared")
    return Model([a, b], Dense(2, name="out")(Add(name="sum")([shared(a), shared(b)])))


@pytest.mark.parametrize("ending", [".keras", ".h5", ".json", ".yaml", ".yml"])
def test_a_model_is_opened_drawn_and_written_again(tmp_path: Path, model: Model, ending: str) -> None:
    first, second = tmp_path / f"first{ending}", tmp_path / f"second{ending}"
    model.save(first)
    document = open_document(first)
    assert document.report.is_valid
    assert len(document.graph.nodes) == len(document.graph.layers) + 1  # one layer is used twice
    save_document(document, second)
    x = [np.ones((2, 3), "float32"), np.zeros((2, 3), "float32")]
    if ending in (".keras", ".h5"):
        np.testing.assert_array_equal(load_model(second).predict(x), model.predict(x))
        np.testing.assert_array_equal(compile_graph(document).predict(x), model.predict(x))
    else:
        assert load_model(second).count_params() == model.count_params()
