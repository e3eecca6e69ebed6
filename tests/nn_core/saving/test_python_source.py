"""Code written for a model gives that model again: run as a program, and read without running it."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nn_core.saving import model_to_dict, read_source, write_source
from nn_core.saving.python_source import Flavour
from tests.nn_core.saving.source_models import MAKERS, fresh

ROOT = Path(__file__).resolve().parents[3]
every_model = pytest.mark.parametrize("name", MAKERS)


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    """What every program gives when it is run, in a Python of its own."""
    sources = {name: write_source(fresh(name), "nn_core") for name in MAKERS}
    runner = Path(__file__).with_name("run_sources.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(runner), "nn_core"],
        input=json.dumps(sources),
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@every_model
def test_the_code_of_a_model_makes_the_same_model_when_it_is_run(name: str, run: dict[str, Any]) -> None:
    assert run[name] == without_expressions(json.loads(json.dumps(model_to_dict(fresh(name)))))


def without_expressions(entry: Any) -> Any:
    """Return the description as it is after a Python function took the place of an expression."""
    if isinstance(entry, list):
        return [without_expressions(each) for each in entry]
    if not isinstance(entry, dict):
        return entry
    if entry.get("class_name") == "Lambda":
        function = {"class_name": "__lambda__", "config": {}}
        return {**entry, "config": {**entry["config"], "function": function, "arguments": {}}}
    return {key: without_expressions(each) for key, each in entry.items()}


@every_model
def test_the_code_of_a_model_gives_the_same_model_when_it_is_read(name: str) -> None:
    model = fresh(name)
    found = read_source(write_source(model))
    assert found.notes == ()
    assert found.config == model_to_dict(model)


@pytest.mark.parametrize("name", ["cnn", "nested", "operations"])
@pytest.mark.parametrize("flavour", ["tf.keras", "nn_core"])
def test_the_code_is_read_whatever_its_import_lines(name: str, flavour: Flavour) -> None:
    model = fresh(name)
    assert read_source(write_source(model, flavour)).config == model_to_dict(model)


# ---- real Keras --------------------------------------------------------------------------------------------

# Layers that Keras 3 does not have any more, and one that it cannot call on a placeholder.
OF_OURS_ALONE = {
    "Highway",
    "LocallyConnected1D",
    "LocallyConnected2D",
    "MaxoutDense",
    "ThresholdedReLU",
    "Equalization",
}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("flavour", ["keras", "tf.keras"])
def test_real_keras_runs_the_code_and_makes_the_same_model(flavour: Flavour, python_with_keras: str) -> None:
    names = [name for name in MAKERS if name not in OF_OURS_ALONE]
    sources = {name: write_source(fresh(name), flavour) for name in names}
    runner = Path(__file__).with_name("run_sources.py")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [python_with_keras, str(runner), "keras"],
        input=json.dumps(sources),
        env=environment,
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert {name: each for name, each in found.items() if isinstance(each, str)} == {}
    different = {name for name in names if _outline(found[name]) != _outline(model_to_dict(fresh(name)))}
    assert different == set()


def _outline(entry: Any) -> list[Any]:
    """Return the classes and names of all layers, nested ones too, and how they are connected."""
    entry = json.loads(json.dumps(entry).replace("TrueDivide", "Divide").replace("true_divide", "divide"))
    layers = entry["config"].get("layers", [])
    return [
        (each["class_name"], each["config"].get("name"), _sources(each.get("inbound_nodes")), _outline(each))
        for each in layers
    ]


def _sources(calls: Any) -> list[Any]:
    """Return the tensors that go into a layer."""
    if isinstance(calls, dict) and calls.get("class_name") == "__keras_tensor__":
        return [tuple(calls["config"]["keras_history"])]
    inside = calls.values() if isinstance(calls, dict) else calls if isinstance(calls, list) else ()
    return [tensor for each in inside for tensor in _sources(each)]


@pytest.fixture(scope="module")
def python_with_keras() -> str:
    """The interpreter that has real Keras: this one, or the one named by NN_PEERS_PYTHON."""
    named = os.environ.get("NN_PEERS_PYTHON")
    if named:
        return named
    if importlib.util.find_spec("keras") is None:
        pytest.skip("real Keras is not installed (the extra 'peers'); NN_PEERS_PYTHON can name a Python that has it")
    return sys.executable
