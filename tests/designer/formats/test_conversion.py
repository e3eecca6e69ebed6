"""Conversion with projects: to one and from one, by the command line."""

from pathlib import Path

import numpy as np
import pytest

from designer.app import main
from designer.formats.door import open_document
from nn_core.layers import Dense, Input
from nn_core.models import Sequential, load_model


@pytest.fixture
def model(tmp_path: Path) -> Sequential:
    made = Sequential([Input((3,)), Dense(4, activation="relu"), Dense(2)])
    made.save(tmp_path / "model.keras")
    return made


def run(tmp_path: Path, a: str, b: str) -> int:
    return main([str(tmp_path / a), "--convert", str(tmp_path / b)])


def test_a_project_is_written_and_read_back(
    model: Sequential, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "model.keras", "model.nnd") == 0
    assert len(open_document(tmp_path / "model.nnd").graph.nodes) == 3
    assert run(tmp_path, "model.nnd", "again.h5") == 0
    assert "are not kept" in capsys.readouterr().out
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(load_model(tmp_path / "again.h5").predict(x), model.predict(x))


def test_a_script_becomes_a_project(model: Sequential, tmp_path: Path) -> None:
    assert run(tmp_path, "model.keras", "model.py") == 0
    assert run(tmp_path, "model.py", "script.nnd") == 0
    assert open_document(tmp_path / "script.nnd").report.is_valid


def test_what_cannot_be_converted_ends_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "gone.h5", "model.nnd") == 1
    assert "There is no file" in capsys.readouterr().err
    assert main(["--convert", "model.h5"]) == 2
