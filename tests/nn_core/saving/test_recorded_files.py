"""Files that Keras 2 and Keras 3 wrote: they open, predict what was recorded, and training goes on where it stopped."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_core as keras
from nn_core.spec import registry
from nn_core.spec.structure import flatten
from tests.golden import Case, cases, differences

FILES = cases("files")


def predicted(model: Any, case: Case) -> dict[str, Any]:
    """Return the predictions under the names in the recording."""
    named = {key.removeprefix("in_"): case.arrays[key] for key in case.arrays if key.startswith("in_")}
    is_numbered = all(name.isdigit() for name in named)
    inputs = [named[name] for name in sorted(named, key=int)] if is_numbered else named
    found = model.predict(inputs[0] if is_numbered and len(inputs) == 1 else inputs)
    if isinstance(found, dict):
        return {f"out_{name}": each for name, each in found.items()}
    return {f"out_{i}": each for i, each in enumerate(flatten(found))}


def assert_is_as_recorded(model: Any, case: Case) -> None:
    for ours, recorded in zip(model.get_weights(), case.listed("w"), strict=True):
        np.testing.assert_array_equal(ours, recorded)
    assert differences(predicted(model, case), case, prefix="out_") == []


@pytest.mark.parametrize("case", FILES, ids=str)
def test_a_complete_model_opens_and_predicts_the_same(case: Case, tmp_path: Path) -> None:
    model = keras.models.load_model(case.write_files(tmp_path)["model_h5"])
    assert model.compiled == case.meta.get("compiled", False)
    assert_is_as_recorded(model, case)


@pytest.mark.parametrize("case", FILES, ids=str)
def test_json_and_weights_together_are_the_model(case: Case, tmp_path: Path) -> None:
    paths = case.write_files(tmp_path)
    model = keras.models.model_from_json(paths["json"].read_text(encoding="utf-8"))
    is_keras_2 = "keras2" in case.name
    model.load_weights(paths["weights_h5" if is_keras_2 else "model_h5"])
    assert_is_as_recorded(model, case)


@pytest.mark.parametrize("case", [case for case in FILES if "continue" in case.meta], ids=str)
def test_training_goes_on_where_it_stopped(case: Case, tmp_path: Path) -> None:
    model = keras.models.load_model(case.write_files(tmp_path)["model_h5"])
    assert int(model.optimizer.iterations) == case.meta["iterations"]
    how, x, y = case.meta["continue"], case.listed("in"), case.listed("y")
    model.fit(
        x[0] if len(x) == 1 else x,
        y[0] if len(y) == 1 else y,
        batch_size=how["batch_size"],
        epochs=how["epochs"],
        shuffle=how["shuffle"],
        verbose=0,
    )
    after = {f"after_{i}": each for i, each in enumerate(model.get_weights())}
    assert differences(after, case, how["rtol"], how["atol"], prefix="after_") == []


@pytest.mark.parametrize("case", FILES, ids=str)
def test_what_was_opened_is_saved_and_opened_again_without_a_difference(case: Case, tmp_path: Path) -> None:
    model = keras.models.load_model(case.write_files(tmp_path)["model_h5"])
    for version in (2, 3):
        model.save(tmp_path / "again.h5", keras_version=version)
        again = keras.models.load_model(tmp_path / "again.h5")
        assert again.get_config() == model.get_config()
        assert_is_as_recorded(again, case)


def test_every_recorded_file_opens_or_its_missing_layer_is_named(shared: Path) -> None:
    known = {name for name, _ in registry.entries("layer")} | {"Sequential", "Functional", "Model"}
    opened = 0
    for path in sorted((shared / "golden" / "files").glob("*/*.h5")):
        if path.name.endswith(("_weights.h5", ".weights.h5")):
            continue
        missing = _layers_in(path.with_suffix(".json")) - known
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            if not missing:
                keras.models.load_model(path)
                opened += 1
                continue
            with pytest.raises(ValueError, match="|".join(sorted(missing)) + "|Lambda|optimizer"):
                keras.models.load_model(path)
    assert opened >= 20


def _layers_in(path: Path) -> set[str]:
    names: set[str] = set()

    def visit(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("class_name"), str) and str(value.get("module")).startswith(
                ("keras.layers", "keras.src.m")
            ):
                names.add(value["class_name"])
            value = list(value.values())
        for each in value if isinstance(value, list) else ():
            visit(each)

    visit(json.loads(path.read_text(encoding="utf-8")))
    return names
