"""Keras files: opened as documents with weights, written so that the model predicts the same."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from designer.formats.door import open_document, save_document
from designer.model.commands import SetParameter
from designer.model.compiler import compile_graph
from nn_core.layers import Add, Dense, Input, Lambda
from nn_core.models import Model, Sequential, load_model
from tests.golden import Case, cases


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


LOCKED = [
    (case, kind)
    for case in cases("files")
    if case.meta.get("expect") == "refuse"
    for kind in ("model_h5", "keras", "json")
    if kind in case.meta["files"]
]


@pytest.mark.parametrize(("case", "kind"), LOCKED, ids=str)
def test_a_layer_with_code_is_shown_locked_until_its_expression_is_written(
    case: Case, kind: str, tmp_path: Path
) -> None:
    document = open_document(case.write_files(tmp_path)[kind])
    [problem] = document.report.errors
    assert "never run here" in problem.text
    key = document.graph.nodes[problem.node_ids[0]].layer_key
    document.execute(SetParameter(key, "function", "x * 2 + 1"))
    assert document.report.is_valid
    if kind != "json":
        found = compile_graph(document).predict(case.arrays["in_0"])
        np.testing.assert_allclose(found, case.arrays["out_0"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("is_sequential", [True, False])
def test_the_shape_behind_a_locked_layer_is_taken_from_what_follows(tmp_path: Path, is_sequential: bool) -> None:
    halves = Lambda(lambda x: x[:, :2], name="halves")
    if is_sequential:
        model = Sequential([Input((4,)), halves, Dense(3)])
    else:
        inputs = Input((4,))
        model = Model(inputs, Dense(3)(halves(inputs)))
    model.save(tmp_path / "model.keras")
    content = zipfile.ZipFile(tmp_path / "model.keras")
    parts = {name: content.read(name) for name in content.namelist()}
    config = json.loads(parts["config.json"])
    config["config"]["layers"][2]["build_config"] = {"input_shape": [None, 2]}  # as Keras writes it
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        for name, part in {**parts, "config.json": json.dumps(config).encode()}.items():
            archive.writestr(name, part)
    document = open_document(tmp_path / "model.keras")
    [problem] = document.report.errors
    document.execute(SetParameter(document.graph.nodes[problem.node_ids[0]].layer_key, "function", "x[:, :2]"))
    x = np.ones((1, 4), "float32")
    np.testing.assert_array_equal(compile_graph(document).predict(x), model.predict(x))
