"""JSON: the architecture there and back, and what is wrong with a text."""

import json
from pathlib import Path
from typing import Any

import pytest

import nn_core as keras
from nn_core.saving import ModelFileError
from tests.nn_core.saving.networks import NETWORKS, mlp


@pytest.mark.parametrize("name", NETWORKS)
def test_an_architecture_comes_back(name: str) -> None:
    model = NETWORKS[name]()
    assert keras.models.model_from_json(model.to_json()).get_config() == model.get_config()


def test_the_text_names_the_modules_in_which_keras_looks() -> None:
    assert json.loads(mlp().to_json())["module"] == "keras"
    outer = json.loads(NETWORKS["nested"]().to_json())
    inner = next(each for each in outer["config"]["layers"] if each["name"] == "block")
    assert outer["module"] == inner["module"] == "keras.src.models.functional"


def test_the_text_says_how_the_model_was_compiled() -> None:
    model = mlp()
    model.compile(keras.optimizers.SGD(0.1, momentum=0.5), "mse", metrics=["accuracy"])
    again = keras.models.model_from_json(model.to_json())
    assert again.optimizer.momentum == 0.5
    assert again.loss == "mse"


def test_a_file_of_json_opens_by_its_ending(tmp_path: Path) -> None:
    model = mlp()
    model.save(tmp_path / "model.json")
    assert keras.models.load_model(tmp_path / "model.json").get_config() == model.get_config()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ('{"class_name": "Sequential", ', "not JSON: .* line 1"),
        ("[]", "no model in it"),
        ('{"a": 1}', "no model in it"),
        ('{"class_name": "Sequential", "config": {"layers": [3]}}', "damaged"),
        ('{"class_name": "Funktional", "config": {}}', "Unknown layer 'Funktional'. Did you mean 'Functional'"),
        ('{"class_name": "Sequential", "config": {"layers": [' + ",".join(["{}"] * 10_001) + "]}}", "10,001 layers"),
        ("[" * 2_000_000, "no model's description is like that"),
        ('{"class_name": "Sequential", "config": ' * 5000 + "1" + "}" * 5000, "too deeply"),
    ],
)
def test_a_text_that_is_no_model_is_refused_with_the_reason(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelFileError, match=rf"'model\.json'.*{reason}"):
        keras.models.load_model(tmp_path / "model.json")


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelFileError, match="not a text file"):
        keras.models.load_model(tmp_path / "model.json")


@pytest.mark.parametrize("name", ["Lambda", "__lambda__"])
def test_python_code_in_a_text_is_refused(name: str) -> None:
    content: Any = json.loads(mlp().to_json())
    content["config"]["layers"][1]["config"]["activation"] = {"class_name": name, "config": {"code": "..."}}
    with pytest.raises(ModelFileError, match=r"Python code.*never run|Lambda layer.*never run"):
        keras.models.model_from_json(json.dumps(content))
