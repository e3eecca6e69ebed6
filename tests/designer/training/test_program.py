"""The program of a document with several outputs weighs their classes as the window does."""

import os
import subprocess

import numpy as np
import pytest

from designer.data.recipe import Reference
from designer.data.sources import load
from designer.data.steps import Split
from designer.formats.python_file import document_of_source
from designer.model.sketching import sketch_of_graph
from designer.training.control import Control
from designer.training.plan import class_weights_of, plan
from designer.training.program import training_sketch
from designer.training.progress import ProgressBox
from designer.training.run import Order, train
from nn_core.saving.source.augmenting import augmenting
from nn_core.saving.source.program import program
from tests.designer.training.documents import chain, twins
from tests.designer.training.test_plan import two_heads
from tests.nn_core.saving.test_python_source import python_with_keras

__all__ = ["python_with_keras"]


def text_of(document, flavour="nn_core"):
    training = training_sketch(document, load(document.data_name))
    return "\n".join(program(sketch_of_graph(document.graph, document.report.facts), training, flavour).lines) + "\n"


def run(document):
    names = {}
    exec(text_of(document), names)
    return names


@pytest.mark.parametrize("share", [0.0, 0.2])
@pytest.mark.parametrize("make", [two_heads, twins], ids=["one input", "two inputs"])
def test_the_program_learns_what_the_window_learns(make, share):
    document = make(class_weight="balanced", validation_split=share)
    names = run(document)
    ours = train(Order.of(document), Control(), ProgressBox())
    history = names["history"].history
    for name, values in ours.curves.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-5, err_msg=name)
    by_name = {document.graph.layers[key].name: arrays for key, arrays in ours.weights.items()}
    for layer in names["model"].layers:
        for one, other in zip(layer.get_weights(), by_name.get(layer.name, []), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


def test_the_program_validates_on_whole_groups_as_the_window_does(tmp_path):
    sizes = [7, 3, 11, 4, 9, 6, 5]
    groups = np.random.default_rng(2).permutation(np.repeat(np.arange(7), sizes))
    np.savez(tmp_path / "a.npz", x=np.eye(7, dtype="float32")[groups], y=np.arange(len(groups)) % 2, groups=groups)
    reference = Reference(str(tmp_path / "a.npz")).with_value(Split, "method", "group")
    layers = [("InputLayer", "x", {"shape": [7]}), ("Dense", "y", {"units": 2, "activation": "softmax"})]
    document = chain(*layers, data_name=str(reference), epochs=2, seed=1, validation_split=0.3)
    names, ours = run(document), train(Order.of(document), Control(), ProgressBox())
    for name, values in ours.curves.items():
        np.testing.assert_allclose(names["history"].history[name], values, rtol=1e-5, err_msg=name)
    share = document_of_source(text_of(document)).settings.validation_split
    num = len(names["x_train"])
    seen, watched = np.split(names["x_train"].argmax(axis=1), [int(num * (1 - share))])
    assert len(watched)
    assert not set(seen) & set(watched)


def test_every_sample_has_the_weight_of_its_class():
    document = two_heads(class_weight="balanced", validation_split=0.0)
    names = run(document)
    prepared = plan(document, load("wine"))
    weights = class_weights_of(prepared.settings, prepared.fit)
    (labels,) = load("wine").targets.values()
    wanted = np.array([weights["a"][int(each)] for each in labels], "float32")
    for found in names["weigh"](names["y_train"]):
        np.testing.assert_array_equal(found, wanted)


def test_one_hot_rows_and_outputs_without_class_weights():
    names = run(two_heads(class_weight="balanced", validation_split=0.0))
    names["class_weights"] = {"a": {0: 2.0, 1: 3.0}}
    found = names["weigh"]({"a": np.eye(2)[[1, 0]], "b": np.zeros((2, 3, 3))})
    np.testing.assert_array_equal(found, [[3, 2], [1, 1]])


def test_without_class_weights_the_program_weighs_nothing():
    assert "weigh" not in text_of(two_heads())


def test_the_program_is_opened_again():
    document = two_heads(class_weight="balanced")
    found = document_of_source(text_of(document))
    assert {each.name for each in found.graph.layers.values()} >= {"a", "b", "wine"}
    assert found.settings.epochs == 1


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("flavour", ["keras", "tf.keras"])
def test_real_keras_trains_with_the_weights(python_with_keras, tmp_path, flavour):
    document = two_heads(class_weight="balanced", validation_split=0.2)
    text = text_of(document, flavour)
    path = tmp_path / "wines.py"
    path.write_text(f'{text}\nnp.savez("found.npz", weigh(y_train))\n', encoding="utf-8")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "tensorflow"}
    done = subprocess.run(
        [python_with_keras, path.name], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    names = run(document)
    with np.load(tmp_path / "found.npz") as found:
        np.testing.assert_array_equal(found["arr_0"], names["weigh"](names["y_train"]))


def test_pictures_that_change_bring_their_weights_along():
    text = "\n".join(augmenting(({"class_name": "RandomFlip", "config": {}},), 4, is_weighed=True).lines)
    names = {}
    exec(f"import nn_core as keras\nimport numpy as np\nfrom nn_core import layers\n{text}", names)
    names["weigh"] = lambda y: [y["a"] * 2.0, y["b"] * 3.0]
    rows = {"a": np.arange(6), "b": np.arange(6)}
    _, targets, weights = names["Augmented"](np.zeros((6, 2, 2, 1)), rows)[0]
    np.testing.assert_array_equal(weights, [targets[0] * 2.0, targets[1] * 3.0])
