"""Real Keras opens what we write: it predicts the same and takes the same next step."""

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn_core.spec import registry
from tests.nn_core.saving import layer_networks
from tests.nn_core.saving.networks import NETWORKS, compile_for_training, inputs_for, single, targets_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
ALL = [*NETWORKS, *(f"layer_{name}" for name in layer_networks.NAMES)]
BY_CHANCE = {f"layer_{name}" for name in layer_networks.BY_CHANCE}
# What came before both lines, or ended with Keras 2.
NOT_IN_KERAS_3 = {
    f"layer_{name}"
    for name in ("LocallyConnected1D", "LocallyConnected2D", "ThresholdedReLU", "Highway", "MaxoutDense")
}
# What Keras 2 does not open, not even its own: it wants the function passed, does not know its own class when it reads
# a file, gives another shape.
CLOSED_IN_KERAS_2 = {"layer_Lambda", "layer_SpectralNormalization", "layer_Discretization"}
OPENER = Path(__file__).with_name("open_in_keras.py")


@pytest.fixture(scope="module")
def python_with_keras() -> str:
    """The interpreter that has keras, tensorflow and tf_keras: this one, or the one named by NN_PEERS_PYTHON."""
    named = os.environ.get("NN_PEERS_PYTHON")
    if named:
        return named
    if importlib.util.find_spec("keras") is None or importlib.util.find_spec("tf_keras") is None:
        pytest.skip("real Keras is not installed (the extra 'peers'); NN_PEERS_PYTHON can name a Python that has it")
    return sys.executable


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every network, trained a little and saved for both lines; what we predict and what our next epoch gives."""
    found = tmp_path_factory.mktemp("ours")
    for version in (2, 3):
        (found / str(version)).mkdir()
    for name, make in NETWORKS.items():
        model = make()
        compile_for_training(model)
        _record(name, model, inputs_for(model), found)
    for name in layer_networks.NAMES:
        model = layer_networks.network(name)
        _record(f"layer_{name}", model, layer_networks.inputs_for(name), found, layer=np.array(_name_in_keras(name)))
    return found


def _name_in_keras(name: str) -> str:
    return getattr(registry.get("layer", name), "api_name", "") or name


def _record(name: str, model: Any, x: list[Any], folder: Path, **more: Any) -> None:
    y = targets_for(model)
    model.fit(single(x), single(y), batch_size=4, epochs=2, verbose=0)
    predicted = model.predict(single(x))
    arrays = more | {f"in_{i}": each for i, each in enumerate(x)} | {f"y_{i}": each for i, each in enumerate(y)}
    arrays |= {f"out_{i}": each for i, each in enumerate(predicted if isinstance(predicted, list) else [predicted])}
    for version in (2, 3):
        model.save(folder / str(version) / f"{name}.h5", keras_version=version)
        model.save(folder / str(version) / f"{name}.json")
        model.save(folder / str(version) / f"{name}.keras")
        model.save_weights(folder / str(version) / f"{name}.weights.h5")
    model.fit(single(x), single(y), batch_size=4, epochs=1, shuffle=False, verbose=0)
    arrays |= {f"after_{i}": each for i, each in enumerate(model.get_weights())}
    for version in (2, 3):
        np.savez(folder / str(version) / f"{name}.npz", **arrays)


@dataclass(frozen=True)
class Opened:
    """What we wrote down of every network, and what one of the two lines of Keras found in our files."""

    package: str
    ours: Path
    theirs: Path

    def __call__(self, name: str) -> tuple[Any, Any]:
        return np.load(self.ours / f"{name}.npz"), np.load(self.theirs / f"{name}.npz")

    def is_closed(self, name: str, theirs: Any) -> bool:
        """Say whether this Keras has no such layer, or does not open it for a reason of its own."""
        is_absent = "absent" in theirs.files and (self.package == "tf_keras" or name in NOT_IN_KERAS_3)
        return is_absent or (self.package == "tf_keras" and name in CLOSED_IN_KERAS_2)


@pytest.fixture(scope="module", params=[("keras", 3), ("tf_keras", 2)], ids=["keras", "tf_keras"])
def opened(request: pytest.FixtureRequest, python_with_keras: str, folder: Path) -> Opened:
    """Every file opened by one of the two lines of Keras; gives (what we found, what it found) by name."""
    package, version = request.param
    results = folder / package
    results.mkdir()
    command = [python_with_keras, str(OPENER), package, str(folder / str(version)), str(results)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1100, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return Opened(package, folder / str(version), results)


@pytest.mark.parametrize("name", ALL)
def test_real_keras_predicts_the_same_from_our_files(name: str, opened: Opened) -> None:
    ours, theirs = opened(name)
    if opened.is_closed(name, theirs):
        return
    assert "error" not in theirs.files, str(theirs["error"])
    for key in (key for key in ours.files if key.startswith("out_")):
        for kind in ("h5", "json", "zip"):
            found = key.replace("out", kind)
            if found in theirs.files:
                largest = max(1.0, float(np.abs(ours[key]).max()))  # what cancels leaves rounding
                np.testing.assert_allclose(theirs[found], ours[key], rtol=1e-5, atol=1e-5 * largest)


@pytest.mark.parametrize("name", [name for name in ALL if name not in BY_CHANCE])
def test_real_keras_takes_the_same_next_steps(name: str, opened: Opened) -> None:
    ours, theirs = opened(name)
    if opened.is_closed(name, theirs):
        return
    assert any(key.startswith("after_") for key in theirs.files)
    for key in (key for key in ours.files if key.startswith("after_")):
        for kind in ("h5", "zip"):
            found = key.replace("after", f"after_{kind}")
            if found in theirs.files:
                np.testing.assert_allclose(theirs[found], ours[key], rtol=2e-3, atol=2e-4)
