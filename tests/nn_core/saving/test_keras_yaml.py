"""YAML: the architecture there and back, as Keras 2 wrote it; and a text that asks for more than data."""

import sys
from pathlib import Path

import pytest

import nn_core as keras
from nn_core.saving import ModelFileError, keras_yaml
from tests.nn_core.saving.networks import NETWORKS, mlp

# In the form that Keras 2 gave it: with tuples of Python, and names for what comes twice.
WRITTEN_BY_KERAS_2 = """
backend: tensorflow
class_name: Sequential
config:
  layers:
  - class_name: Conv2D
    config:
      activation: relu
      batch_input_shape: !!python/tuple [null, 8, 8, 1]
      data_format: channels_last
      dilation_rate: &id001 !!python/tuple [1, 1]
      filters: 4
      kernel_size: !!python/tuple
      - 3
      - 3
      name: !!python/unicode 'first'
      strides: *id001
  - class_name: Flatten
    config: {name: flat}
  - class_name: Dense
    config: {name: last, units: !!python/long '3', activation: softmax}
  name: old
keras_version: 2.2.4
"""


@pytest.mark.parametrize("name", NETWORKS)
def test_an_architecture_comes_back(name: str) -> None:
    model = NETWORKS[name]()
    assert keras.models.model_from_yaml(model.to_yaml()).get_config() == model.get_config()


@pytest.mark.parametrize("ending", [".yaml", ".yml"])
def test_a_file_of_yaml_opens_by_its_ending(ending: str, tmp_path: Path) -> None:
    model = mlp()
    model.save(tmp_path / f"model{ending}")
    assert keras.models.load_model(tmp_path / f"model{ending}").get_config() == model.get_config()


def test_what_keras_2_wrote_opens() -> None:
    model = keras.models.model_from_yaml(WRITTEN_BY_KERAS_2)
    assert [layer.name for layer in model.layers] == ["first", "flat", "last"]
    assert model.layers[0].strides == (1, 1)
    assert model.output_shape == (None, 3)


def test_the_text_says_that_it_is_of_keras_2() -> None:
    content = keras_yaml.parse(mlp().to_yaml())
    assert content["class_name"] == "Sequential"
    assert content["keras_version"].startswith("2.")
    assert "python" not in mlp().to_yaml()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no model in it"),
        ("- 1", "no model in it"),
        ("a: [1", "not YAML: .* line"),
        ("a: \0", "not YAML"),
        ("--- 1\n--- 2", "not YAML"),
        ("2011-99-99", "not YAML"),
        ("!!float y", "not YAML"),
        ("!!python/object/apply:os.system [ls]", "object of Python"),
        ("a: !!python/name:os.system ''", "object of Python"),
        ("a: !!python/module:os ''", "object of Python"),
        ("a: !other 3", "not YAML"),
        ("a: &x [*x]", "contains itself"),
        ("[" * 100_000, "nested too deeply"),
        ("- 1\n" * 600_000, "too long"),
        ("\n".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9) if i else 1}]" for i in range(30)), "repeats"),
        ("x" * (keras_yaml._MOST_CHARACTERS + 1), "no model's description is that long"),
    ],
)
def test_a_text_that_is_no_model_is_refused_with_the_reason(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ModelFileError, match=rf"'model\.yaml'.*{reason}"):
        keras.models.load_model(tmp_path / "model.yaml")


def test_without_pyyaml_a_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ModelFileError, match="pip install pyyaml"):
        keras.models.model_from_yaml("a: 1")
