"""Small tools beside a model: its graph as text, where a tensor comes from, settings by name."""

import json

import numpy as np
import pytest

from nn_core import config, initializers, layers, utils
from nn_core.models import Model, Sequential, model_from_config


def two_inputs():
    a, b = layers.Input((3,), name="a"), layers.Input((3,), name="b")
    return Model([a, b], layers.Dense(2, activation="relu", name="out")(layers.Add(name="sum")([a, b])))


def test_a_model_as_dot_text_has_its_layers_and_wires(tmp_path):
    dot = utils.model_to_dot(two_inputs(), show_shapes=True, show_dtype=True, show_layer_activations=True)
    text = dot.to_string()
    assert text.startswith("digraph")
    assert text.count("->") == 3
    assert 'label="out: Dense|relu|float32|(None, 3) to (None, 2)"' in text
    dot.write(tmp_path / "model.dot")
    assert (tmp_path / "model.dot").read_text(encoding="utf-8") == str(dot)
    with pytest.raises(ValueError, match="plot_model"):
        dot.write(tmp_path / "model.png", format="png")


def test_nested_models_are_opened_on_demand():
    inner = Sequential([layers.Input((3,)), layers.Dense(2)], name="inner")
    outer = Sequential([layers.Input((3,)), inner])
    assert "cluster" not in utils.model_to_dot(outer).to_string()
    assert 'label="inner";' in utils.model_to_dot(outer, expand_nested=True).to_string()


def test_a_tensor_knows_the_placeholders_it_comes_from():
    model = two_inputs()
    found = utils.get_source_inputs(model.output)
    assert [x is y for x, y in zip(found, model.inputs, strict=True)] == [True, True]


def test_numbers_in_weights_are_counted_and_summaries_printed(capsys):
    model = two_inputs()
    assert utils.count_params(model.weights) == 8
    utils.print_summary(model)
    assert "out (Dense)" in capsys.readouterr().out
    with pytest.warns(UserWarning, match="returns the model as it is"):
        assert utils.multi_gpu_model(model, gpus=2) is model


def test_ordered_classes_become_rows_of_ones():
    """Recorded with tf_keras 2.21."""
    assert utils.to_ordinal([0, 1, 2, 3], 4).tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_settings_are_read_by_name_and_kept_when_frozen():
    settings = utils.Config(rate=0.1)
    settings.size, settings["steps"] = 3, 4
    assert (settings.rate, settings["size"], "steps" in settings, len(settings)) == (0.1, 3, True, 3)
    assert json.loads(settings.to_json()) == settings.as_dict()
    settings.freeze()
    with pytest.raises(ValueError, match="frozen"):
        settings.rate = 1
    settings.unfreeze()
    settings.update({"rate": 1}, size=5)
    assert (settings.rate, settings.size) == (1, 5)
    with pytest.raises(AttributeError, match="no value called 'speed'"):
        settings.speed  # noqa: B018 - looking at it is the point


def test_classes_of_ones_own_are_found_by_name():
    class Mine:
        pass

    utils.register_keras_serializable("tests", "own")(Mine)
    try:
        assert utils.get_registered_object("tests>own") is Mine
        assert utils.get_registered_name(Mine) == "tests>own"
        assert utils.get_registered_name(layers.Dense) == "Dense"
    finally:
        for name in ("own", "tests>own"):
            del utils.get_custom_objects()[name]
    assert utils.get_registered_object("tests>own") is None


def test_a_model_is_made_from_its_configuration():
    model = two_inputs()
    made = model_from_config({"class_name": "Functional", "config": model.get_config()})
    assert [each.name for each in made.layers] == [each.name for each in model.layers]


def test_progress_may_go_to_the_log(caplog, capsys):
    model = Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    utils.disable_interactive_logging()
    try:
        assert not utils.is_interactive_logging_enabled()
        with caplog.at_level("INFO", "nn_core"):
            model.fit(np.ones((4, 2)), np.ones(4), verbose=2)
    finally:
        utils.enable_interactive_logging()
    assert capsys.readouterr().out == ""
    assert any("loss" in each.message for each in caplog.records)
    caplog.clear()


def test_what_cannot_be_switched_on_says_why():
    with pytest.raises(ValueError, match="never run here"):
        config.enable_unsafe_deserialization()
    with pytest.raises(ValueError, match="there is no 'jax'"):
        config.set_backend("jax")


def test_kernels_of_a_fourier_transform():
    """Recorded with Keras 3.15."""
    half = 0.5**0.5
    found = initializers.STFT()((4, 1, 3))[:, 0]
    np.testing.assert_allclose(found, [[0, 0, 0], [half, 0, -half], [half, -half, half], [0, 0, 0]], atol=1e-6)
    found = initializers.get({"class_name": "STFT", "config": {"side": "imag", "window": None}})((4, 1, 3))[:, 0]
    np.testing.assert_allclose(found, [[0, 0, 0], [0, -1, 0], [0, 0, 0], [0, 1, 0]], atol=1e-6)
    found = initializers.STFTInitializer("imag", "hamming", "spectrum", True)((4, 1, 3))[:, 0]
    np.testing.assert_allclose(found, [[0, 0, 0], [0, -0.25, 0], [0, 0, 0], [0, 0.25, 0]], atol=1e-6)
    with pytest.raises(ValueError, match="side must be 'real' or 'imag'"):
        initializers.STFT("left")
