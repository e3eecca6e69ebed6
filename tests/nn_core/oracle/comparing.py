"""Random models compared with real Keras: draw, hand over, read the answers; also from the command line.

python -m tests.nn_core.oracle.comparing COUNT [FIRST_SEED] [FOLDER]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.saving import model_from_json
from nn_core.spec.defaults import floatx, set_floatx
from tests.nn_core.oracle.drawing import Drawing
from tests.nn_core.oracle.trial import differences, measure, random_directions, random_weights

IN_TORCH = 1e-4  # some of what Keras does on PyTorch is done in float32, whatever comes in
IN_KERAS = Path(__file__).with_name("in_keras.py")


@contextmanager
def double_precision() -> Iterator[None]:
    """Make layers compute in float64."""
    before = floatx()
    set_floatx("float64")
    try:
        yield
    finally:
        set_floatx(before)


def hand_over(seeds: range, folder: Path) -> dict[str, Any]:
    """Draw models and put them into the folder; return what they compute here, by name."""
    found, refused = {}, []
    for seed in seeds:
        drawing = Drawing(seed)
        try:
            found[f"model{seed:05}"] = _hand_over_one(drawing, folder / f"model{seed:05}")
        except Exception as error:  # everything that goes wrong is a result
            found[f"model{seed:05}"] = {"error": f"{type(error).__name__}: {error}"}
        refused += drawing.refused
    (folder / "refused.json").write_text(json.dumps(refused, default=str), encoding="utf-8")
    return found


def _hand_over_one(drawing: Drawing, path: Path) -> dict[str, Any]:
    seed, model = drawing.seed, drawing.model()
    inputs, weights = drawing.values(model), random_weights(model, seed)
    directions = random_directions(model, drawing.batch, seed)
    path.with_suffix(".json").write_text(model.to_json(), encoding="utf-8")
    kinds = {"weight": weights, "input": inputs, "direction": directions}
    arrays = {f"{kind}_{i}": each for kind, several in kinds.items() for i, each in enumerate(several)}
    np.savez(path.with_suffix(".npz"), training=drawing.training, **arrays)
    return measure(model, weights, inputs, directions, drawing.training)


def ask_keras(python: str, folder: Path, timeout: float, names: list[str] | None = None, backend: str = "") -> str:
    """Let real Keras compute the models of the folder, or those named; return what went wrong with all of them."""
    environment = {**os.environ, "KERAS_BACKEND": backend or "tensorflow", "CUDA_VISIBLE_DEVICES": ""}
    command = [python, str(IN_KERAS), str(folder), *(names or [])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
    return done.stderr[-3000:] if done.returncode else ""


def compare_all(python: str, found: dict[str, Any], folder: Path, timeout: float) -> dict[str, list[str]]:
    """Return what differs, by model.

    TensorFlow cannot compute everything on a CPU (channels first, dilated transposed convolutions, pooling of
    volumes in float64), and with the channels first it adds biases along the last axis where that has as many places.
    Where it has no answer, or another one, that of Keras on PyTorch counts, if it is installed.
    """
    failure = ask_keras(python, folder, timeout)
    if failure:
        raise RuntimeError(failure)
    problems = {name: compare(name, ours, folder) for name, ours in found.items()}
    doubtful = [name for name, each in problems.items() if each and "error" not in found[name]]
    if doubtful and not ask_keras(python, folder, timeout, doubtful, "torch"):
        for name in doubtful:
            again = compare(name, found[name], folder, IN_TORCH)
            problems[name] = [] if not again else [*problems[name], *(f"on PyTorch: {each}" for each in again)]
    return problems


def shortened(error: str) -> str:
    """Return the lines of Keras's error that say something, the innermost last."""
    lines = [line.strip() for line in error.splitlines() if line.strip() and not line.startswith("config=")]
    return " | ".join(line for line in lines if "Arguments received" not in line and "•" not in line)[-400:]


def has_no_answer(problems: list[str]) -> bool:
    """Say whether Keras could not compute the model at all."""
    return bool(problems) and all(each.removeprefix("on PyTorch: ").startswith("Keras: ") for each in problems)


def compare(name: str, ours: dict[str, Any], folder: Path, tolerance: float = 0) -> list[str]:
    """Return what differs: between the model here and in Keras, then between both and Keras's JSON opened here."""
    answer = folder / f"{name}.keras.npz"
    theirs = dict(np.load(answer)) if answer.exists() else {}
    if "error" in ours:
        return [] if "error" in theirs else [f"here: {ours['error']}"]  # refused by both
    if "unopened" in theirs:  # a difference, not a want of an answer
        return [f"Keras cannot open it: {shortened(str(theirs['unopened']))}"]
    if "error" in theirs:
        return [f"Keras: {shortened(str(theirs['error']))}"]
    tolerance = tolerance or tolerance_for((folder / f"{name}.json").read_text(encoding="utf-8"))
    found = differences(ours, theirs, tolerance)
    recorded = np.load(folder / f"{name}.npz")
    weights, inputs, directions = (
        [recorded[f"{kind}_{i}"] for i in range(199) if f"{kind}_{i}" in recorded.files]
        for kind in ("weight", "input", "direction")
    )
    try:
        opened = model_from_json((folder / f"{name}.keras.json").read_text(encoding="utf-8"))
        again = measure(opened, weights, inputs, directions, bool(recorded["training"]))
    except Exception as error:  # everything that goes wrong is a result
        return [*found, f"Keras's JSON here: {type(error).__name__}: {error}"]
    return found + [f"Keras's JSON here: {each}" for each in differences(again, theirs, tolerance)]


def tolerance_for(model: str) -> float:
    """Return how far apart numbers may be: Keras's RMSNormalization computes in float32, whatever its input is."""
    return 1e-4 if '"RMSNormalization"' in model else 1e-6


def main(count: int, first: int = 0, folder: str | None = None) -> None:
    """Compare models and print what differs."""
    place = Path(folder or tempfile.mkdtemp())
    place.mkdir(exist_ok=True, parents=True)
    with double_precision():
        found = hand_over(range(first, first + count), place)
        problems = compare_all(os.environ["NN_PEERS_PYTHON"], found, place, 3600)
    for name, each in problems.items():
        if each:
            print(name, *each, sep="\n    ")
    unanswered = sum(has_no_answer(each) for each in problems.values())
    same = sum(not each for each in problems.values())
    print(
        f"{same} of {count} models are the same, {unanswered} Keras cannot compute, {count - same - unanswered} differ"
    )
    for each in json.loads((place / "accepted.json").read_text(encoding="utf-8")):
        print("refused here, accepted by Keras:", each)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0, sys.argv[3] if len(sys.argv) > 3 else None)
