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

IN_KERAS = Path(__file__).with_name("in_keras.py")
# What TensorFlow cannot compute on a CPU, or Keras cannot do with models that it accepts; nothing to compare with.
NO_ANSWER = (
    "NCHW", "channels_first", "Unimplemented", "current implementation does not yet support",
)


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


def ask_keras(python: str, folder: Path, timeout: float) -> None:
    """Let real Keras compute all models of the folder."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [python, str(IN_KERAS), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])


def compare(name: str, ours: dict[str, Any], folder: Path) -> list[str]:
    """Return what differs: between the model here and in Keras, then between both and Keras's JSON opened here."""
    if "error" in ours:
        return [f"here: {ours['error']}"]
    theirs = dict(np.load(folder / f"{name}.keras.npz"))
    if "error" in theirs:
        return [f"Keras: {theirs['error']}"]
    found = differences(ours, theirs)
    recorded = np.load(folder / f"{name}.npz")
    weights, inputs, directions = ([recorded[f"{kind}_{i}"] for i in range(199) if f"{kind}_{i}" in recorded.files]
                                   for kind in ("weight", "input", "direction"))
    try:
        opened = model_from_json((folder / f"{name}.keras.json").read_text(encoding="utf-8"))
        again = measure(opened, weights, inputs, directions, bool(recorded["training"]))
    except Exception as error:  # everything that goes wrong is a result
        return [*found, f"Keras's JSON here: {type(error).__name__}: {error}"]
    return found + [f"Keras's JSON here: {each}" for each in differences(again, theirs)]


def is_no_answer(problems: list[str]) -> bool:
    """Say whether Keras could not compute the model at all, for reasons of its own."""
    return len(problems) == 1 and problems[0].startswith("Keras: ") and any(each in problems[0] for each in NO_ANSWER)


def main(count: int, first: int = 0, folder: str | None = None) -> None:
    """Compare models and print what differs."""
    place = Path(folder or tempfile.mkdtemp())
    place.mkdir(exist_ok=True, parents=True)
    with double_precision():
        found = hand_over(range(first, first + count), place)
        ask_keras(os.environ["NN_PEERS_PYTHON"], place, 3600)
        problems = {name: compare(name, ours, place) for name, ours in found.items()}
    for name, each in problems.items():
        if each:
            print(name, *each, sep="\n    ")
    unanswered = sum(is_no_answer(each) for each in problems.values())
    same = sum(not each for each in problems.values())
    print(f"{same} of {count} models are the same, {unanswered} Keras cannot compute, {count - same - unanswered} differ")
    for each in json.loads((place / "accepted.json").read_text(encoding="utf-8")):
        print("refused here, accepted by Keras:", each)


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:4])
