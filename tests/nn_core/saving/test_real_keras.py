"""Real Keras opens what we write: it predicts the same and takes the same next step."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.nn_core.saving.networks import NETWORKS, compile_for_training, inputs_for, single, targets_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
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
        _record(name, make(), found)
    return found


def _record(name: str, model: Any, folder: Path) -> None:
    compile_for_training(model)
    x, y = inputs_for(model), targets_for(model)
    model.fit(single(x), single(y), batch_size=4, epochs=2, verbose=0)
    predicted = model.predict(single(x))
    arrays = {f"in_{i}": each for i, each in enumerate(x)} | {f"y_{i}": each for i, each in enumerate(y)}
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


@pytest.fixture(scope="module", params=[("keras", 3), ("tf_keras", 2)], ids=["keras", "tf_keras"])
def opened(request: pytest.FixtureRequest, python_with_keras: str, folder: Path) -> Callable[[str], tuple[Any, Any]]:
    """Every file opened by one of the two lines of Keras; gives (what we found, what it found) by name."""
    package, version = request.param
    results = folder / package
    results.mkdir()
    command = [python_with_keras, str(OPENER), package, str(folder / str(version)), str(results)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=550, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return lambda name: (np.load(folder / str(version) / f"{name}.npz"), np.load(results / f"{name}.npz"))


@pytest.mark.parametrize("name", NETWORKS)
def test_real_keras_predicts_the_same_from_our_files(name: str, opened: Callable[[str], tuple[Any, Any]]) -> None:
    ours, theirs = opened(name)
    assert "error" not in theirs.files, str(theirs["error"])
    for key in (key for key in ours.files if key.startswith("out_")):
        for kind in ("h5", "json", "zip"):
            found = key.replace("out", kind)
            if found in theirs.files:
                np.testing.assert_allclose(theirs[found], ours[key], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_real_keras_takes_the_same_next_steps(name: str, opened: Callable[[str], tuple[Any, Any]]) -> None:
    ours, theirs = opened(name)
    for key in (key for key in ours.files if key.startswith("after_")):
        for kind in ("h5", "zip"):
            found = key.replace("after", f"after_{kind}")
            if found in theirs.files:
                np.testing.assert_allclose(theirs[found], ours[key], rtol=2e-3, atol=2e-4)
