"""Real Keras opens what we write: it predicts the same and takes the same next step."""

import importlib.util
import os
import subprocess
import sys
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
    """Every network, trained a little and saved; beside it what we predict and what our next epoch gives."""
    found = tmp_path_factory.mktemp("ours")
    for name, make in NETWORKS.items():
        model = make()
        compile_for_training(model)
        x, y = inputs_for(model), targets_for(model)
        model.fit(single(x), single(y), batch_size=4, epochs=2, verbose=0)
        model.save(found / f"{name}.h5")
        model.save(found / f"{name}.json")
        predicted = model.predict(single(x))
        arrays = {f"in_{i}": each for i, each in enumerate(x)} | {f"y_{i}": each for i, each in enumerate(y)}
        arrays |= {f"out_{i}": each for i, each in enumerate(predicted if isinstance(predicted, list) else [predicted])}
        if not _has_chance(model):
            model.fit(single(x), single(y), batch_size=4, epochs=1, shuffle=False, verbose=0)
            arrays |= {f"after_{i}": each for i, each in enumerate(model.get_weights())}
        np.savez(found / f"{name}.npz", **arrays)
    return found


def _has_chance(model: Any) -> bool:
    return any(type(layer).__name__ == "Dropout" for layer in model.layers)


@pytest.fixture(scope="module", params=["keras", "tf_keras"])
def opened(request: pytest.FixtureRequest, python_with_keras: str, folder: Path) -> str:
    """Every file opened by one of the two lines of Keras."""
    command = [python_with_keras, str(OPENER), request.param, str(folder)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=550, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return str(request.param)


@pytest.mark.parametrize("name", NETWORKS)
def test_keras_predicts_the_same_from_our_files(name: str, opened: str, folder: Path) -> None:
    ours, theirs = np.load(folder / f"{name}.npz"), np.load(folder / f"{name}.{opened}.npz")
    assert "error" not in theirs.files, str(theirs["error"])
    for kind in ("h5", "json") if opened == "keras" else ("h5",):
        for i in (key.removeprefix("out_") for key in ours.files if key.startswith("out_")):
            np.testing.assert_allclose(theirs[f"{kind}_{i}"], ours[f"out_{i}"], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_keras_3_goes_on_training_where_we_stopped(name: str, opened: str, folder: Path) -> None:
    ours, theirs = np.load(folder / f"{name}.npz"), np.load(folder / f"{name}.{opened}.npz")
    after = [key for key in ours.files if key.startswith("after_")]
    if opened != "keras" or not after:
        pytest.skip("tf_keras keeps the state of optimizers in another order; dropout is chance")
    for key in after:
        np.testing.assert_allclose(theirs[key], ours[key], rtol=2e-3, atol=2e-4)
