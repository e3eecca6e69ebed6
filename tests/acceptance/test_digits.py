"""The first lesson: draw a small CNN with the mouse, train it on the digits, save it, open it again."""

import itertools
import re
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from designer.data.sources import load
from designer.model.compiler import compile_graph


def test_a_student_draws_trains_saves_and_reopens_a_cnn(student, tmp_path: Path) -> None:
    layers = ("Input", "Conv2D", "MaxPooling2D", "Flatten", "Dense")
    nodes = [student.drag_from_library(name, -90, 100 * row - 230) for row, name in enumerate(layers)]
    for source, target in itertools.pairwise(nodes):
        student.wire(source, target)
    student.set_text(nodes[0], "shape", "(8, 8, 1)")
    student.set_text(nodes[4], "units", "10")
    student.choose_parameter(nodes[4], "activation", "softmax")
    student.choose(student.see("data_combo"), "Digits (8×8)")
    assert student.document.report.is_valid
    assert [student.document.report.facts[node].output_shapes[0] for node in (nodes[0], nodes[4])] == [
        (None, 8, 8, 1),
        (None, 10),
    ]

    student.window.docks.raise_panel("training")
    student.type_into(student.see("training_seed"), "1")
    student.type_into(student.see("training_learning_rate"), "0.01")
    outcome = student.train()
    assert outcome.kind == "finished"
    assert float(re.search(r"accuracy [\d.]+ \(val ([\d.]+)\)", outcome.text)[1]) >= 0.95

    before = predictions(student.document)
    path = tmp_path / "digits.nnd"
    student.save_as(path)
    student.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not student.document.graph.nodes
    student.open(path)
    np.testing.assert_array_equal(predictions(student.document), before)


def predictions(document):
    x = next(iter(load("digits").inputs.values()))[:50]
    return compile_graph(document).predict(x)
