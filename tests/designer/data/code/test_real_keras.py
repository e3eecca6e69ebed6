"""Real Keras runs the programs for own data, and makes the arrays of the window."""

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from designer.data.recipe import Reference
from designer.data.sources import load
from designer.data.steps import Columns, Split
from designer.formats.python_file import document_of_source
from designer.model.commands import SetData
from designer.model.document import Document
from designer.model.sketching import sketch_of_graph
from designer.training.program import training_sketch
from nn_core.saving.source.program import program
from tests.designer.data.code.test_snippets import MODEL, picture_model, pictures, plants
from tests.nn_core.saving.test_python_source import python_with_keras

__all__ = ["picture_model", "pictures", "plants", "python_with_keras"]


def run_by_keras(python: str, document: Document, folder: Path, flavour: str, kept: tuple[str, ...]) -> dict[str, Any]:
    """Let real Keras run the program of a document; return the arrays that it made."""
    training = training_sketch(document, load(document.data_name), folder)
    sketch = sketch_of_graph(document.graph, document.report.facts)
    text = "\n".join(program(sketch, training, flavour).lines)
    arrays = ", ".join(f"{name}={name}" for name in kept)
    (folder / "program.py").write_text(f'{text}\nnp.savez("found.npz", {arrays})\n', encoding="utf-8")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [python, "program.py"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with np.load(folder / "found.npz") as found:
        return dict(found)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("flavour", ["keras", "tf.keras"])
def test_real_keras_runs_the_program_on_the_same_arrays(picture_model, python_with_keras, tmp_path, flavour):
    dataset = load(picture_model.data_name)
    kept = "x_train", "x_test", "y_test"
    found = run_by_keras(python_with_keras, picture_model, tmp_path, flavour, kept)
    np.testing.assert_allclose(found["x_test"], dataset.test_inputs["x"], atol=1e-6)
    np.testing.assert_allclose(found["x_train"], dataset.inputs["x"][: len(found["x_train"])], atol=1e-6)
    assert (found["y_test"].argmax(axis=1) == dataset.test_targets["class"]).all()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("flavour", ["keras", "tf.keras"])
def test_real_keras_runs_the_program_that_reads_sheets_and_parquet_files(plants, python_with_keras, tmp_path, flavour):
    package = "openpyxl" if plants.suffix == ".xlsx" else "pyarrow"
    if subprocess.run([python_with_keras, "-c", f"import {package}"], capture_output=True, check=False).returncode:
        pytest.skip(f"{package} is not installed beside real Keras")
    roles = {"height": "target", "species": "input", "notes": "ignored"}
    reference = Reference(str(plants)).with_value(Columns, "roles", roles).with_value(Split, "validation", 0.2)
    dataset = load(str(reference))
    (width,) = next(iter(dataset.inputs.values())).shape[1:]
    document = document_of_source(MODEL % f"({width},)" + "model.fit(x, y, epochs=1)\n")
    document.execute(SetData(str(reference)))
    kept = "x_train", "x_val", "x_test", "y_train", "y_val", "y_test"
    found = run_by_keras(python_with_keras, document, tmp_path, flavour, kept)
    parts = {"train": (dataset.inputs, dataset.targets), "test": (dataset.test_inputs, dataset.test_targets)}
    parts["val"] = dataset.validation_inputs, dataset.validation_targets
    for part, arrays in parts.items():
        for letter, named in zip("xy", arrays, strict=True):
            (array,) = named.values()
            np.testing.assert_allclose(found[f"{letter}_{part}"], array[:], rtol=2e-5, atol=2e-5)
