"""Two inputs through one shared layer, and two outputs with losses of their own."""

from pathlib import Path

import numpy as np

from designer.data.sources import load
from designer.model.compiler import compile_graph


def test_a_student_shares_a_layer_and_trains_two_outputs(student, tmp_path: Path) -> None:
    left, right = (student.drag_from_library("Input", x, -250) for x in (-320, 120))
    shared = student.drag_from_library("Dense", -320, -130)
    again = student.use_again(shared, 120, -130)
    joined = student.drag_from_library("Concatenate", -100, 0)
    kind, chance = (student.drag_from_library("Dense", x, 130) for x in (-320, 120))
    wires = ((left, shared, 0), (right, again, 0), (shared, joined, 0), (again, joined, 1), (joined, kind, 0))
    for source, target, port in (*wires, (joined, chance, 0)):
        student.wire(source, target, port)
    for node in (left, right):
        student.set_text(node, "shape", "30")
    for node, name, units, activation in ((kind, "kind", "2", "softmax"), (chance, "chance", "1", "sigmoid")):
        student.rename(node, name)
        student.set_text(node, "units", units)
        student.choose_parameter(node, "activation", activation)
    student.choose_parameter(again, "activation", "relu")
    assert student.document.graph.layer_of(shared).arguments["activation"] == "relu"
    student.choose(student.see("data_combo"), "Breast cancer")
    assert student.document.report.is_valid
    assert student.document.report.facts[joined].output_shapes == ((None, 64),)
    assert student.document.report.total_params == (30 * 32 + 32) + (64 * 2 + 2) + (64 + 1)

    student.window.docks.raise_panel("training")
    losses = {name: student.see(f"training_loss_{name}") for name in ("kind", "chance")}
    assert "sparse_categorical_crossentropy" in losses["kind"].currentText()
    student.choose(losses["chance"], "mean_squared_error")
    outcome = student.train()
    assert outcome.kind == "finished"
    assert dict(student.document.settings.losses)["chance"] == "mean_squared_error"

    before = predictions(student.document)
    assert [y.shape for y in before] == [(50, 2), (50, 1)]
    assert np.mean(before[0].argmax(axis=1) == labels()) > 0.9
    path = tmp_path / "twins.nnd"
    student.save_as(path)
    student.open(path)
    for found, expected in zip(predictions(student.document), before, strict=True):
        np.testing.assert_array_equal(found, expected)


def predictions(document):
    x = next(iter(load("breast_cancer").inputs.values()))[:50]
    return compile_graph(document).predict([x, x])


def labels():
    return next(iter(load("breast_cancer").targets.values()))[:50]
