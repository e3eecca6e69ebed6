"""Files that Keras 2 and Keras 3 wrote: they open, predict what was recorded, and training goes on where it stopped."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_core as keras
from nn_core.saving import ModelFileError, hdf5_guard
from nn_core.spec.structure import flatten
from tests.golden import Case, cases, differences


@pytest.fixture(autouse=True)
def _files_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """These files are ours and sound (test_hdf5_guard looks); a process for each would make the tests slow."""
    monkeypatch.setattr(hdf5_guard, "check", lambda path, member="": None)


ALL = cases("files")
WITH_CODE = [case for case in ALL if case.meta.get("expect") == "refuse"]
FILES = [case for case in ALL if case not in WITH_CODE]
# Recorded in the middle of training, with what the next epoch gave.
STOPPED = [
    (case, kind)
    for case in FILES
    for kind in ("model_h5", "keras")
    if "continue" in case.meta and kind in case.meta["files"]
]


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


@pytest.mark.parametrize("case", [case for case in FILES if "keras" in case.meta["files"]], ids=str)
def test_a_zip_of_keras_3_opens_and_predicts_the_same(case: Case, tmp_path: Path) -> None:
    model = keras.models.load_model(case.write_files(tmp_path)["keras"])
    assert model.compiled == case.meta.get("compiled", False)
    assert_is_as_recorded(model, case)


@pytest.mark.parametrize("case", FILES, ids=str)
def test_json_and_weights_together_are_the_model(case: Case, tmp_path: Path) -> None:
    paths = case.write_files(tmp_path)
    model = keras.models.model_from_json(paths["json"].read_text(encoding="utf-8"))
    model.load_weights(paths["weights_h5"])
    assert_is_as_recorded(model, case)


@pytest.mark.parametrize(("case", "kind"), STOPPED, ids=str)
def test_training_goes_on_where_it_stopped(case: Case, kind: str, tmp_path: Path) -> None:
    model = keras.models.load_model(case.write_files(tmp_path)[kind])
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
    for name, version in (("again.h5", 2), ("again.h5", 3), ("again.keras", 3)):
        model.save(tmp_path / name, keras_version=version)
        again = keras.models.load_model(tmp_path / name)
        assert again.get_config() == model.get_config()
        assert_is_as_recorded(again, case)


KINDS_WITH_CODE = [
    (case, kind) for case in WITH_CODE for kind in ("model_h5", "keras", "json") if kind in case.meta["files"]
]


@pytest.mark.parametrize(("case", "kind"), KINDS_WITH_CODE, ids=str)
def test_a_model_with_code_opens_only_with_the_function_itself(case: Case, kind: str, tmp_path: Path) -> None:
    paths = case.write_files(tmp_path)
    with pytest.raises(ModelFileError, match=r"never run here.*custom_objects=\{'lambda': function\}"):
        keras.models.load_model(paths[kind])
    model = keras.models.load_model(paths[kind], custom_objects={"lambda": lambda x: x * 2 + 1})
    if kind == "json":
        model.load_weights(paths["weights_h5"])
    assert_is_as_recorded(model, case)


@pytest.mark.filterwarnings("ignore:The saved state of the optimizer")
def test_every_recorded_file_opens_or_says_why_not(shared: Path) -> None:
    opened: list[str] = []
    for path in sorted((shared / "golden" / "files").glob("*/*.*")):
        if path.suffix not in (".h5", ".keras", ".json") or path.name.endswith("weights.h5"):
            continue
        try:
            keras.models.load_model(path)
            opened.append(path.name)
        except ModelFileError as error:
            assert f"'{path.name}'" in str(error)
    assert len(opened) >= 50
    assert not any(name.startswith("lambda") for name in opened)
