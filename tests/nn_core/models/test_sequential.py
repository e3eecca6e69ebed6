"""Sequential models: built at once, or when data comes."""

import numpy as np
import pytest

from nn_core.layers import Dense, Flatten, Input
from nn_core.models import Sequential


def test_with_an_input_it_is_built_at_once() -> None:
    model = Sequential([Input((4,)), Dense(3), Dense(2)])
    assert [w.shape for w in model.weights] == [(4, 3), (3,), (3, 2), (2,)]
    assert [layer.name for layer in model.layers] == [layer.name for layer in model.layers if "input" not in layer.name]


@pytest.mark.parametrize("keywords", [{"input_shape": (4,)}, {"input_dim": 4}, {"batch_input_shape": (None, 4)}])
def test_the_first_layer_may_state_the_input(keywords: dict) -> None:
    assert Sequential([Dense(3, **keywords)]).count_params() == 15


def test_without_an_input_it_is_built_when_data_comes() -> None:
    model = Sequential([Flatten(), Dense(2)])
    assert not model.built
    assert model(np.ones((3, 2, 2), "float32")).shape == (3, 2)
    assert model.count_params() == 10


def test_layers_are_added_and_taken_away() -> None:
    model = Sequential()
    model.add(Input((4,)))
    model.add(Dense(3))
    model.add(Dense(2))
    assert model.outputs[0].shape == (None, 2)
    model.pop()
    assert model.outputs[0].shape == (None, 3)


def test_what_is_not_a_layer_is_refused() -> None:
    with pytest.raises(ValueError, match="takes layers, but got int"):
        Sequential([3])
    with pytest.raises(ValueError, match="Input must come first"):
        Sequential([Input((3,)), Dense(2), Input((3,))])
    with pytest.raises(ValueError, match="has no layers to take away"):
        Sequential().pop()


@pytest.mark.parametrize("is_built", [True, False])
def test_the_configuration_makes_an_equal_model(is_built: bool) -> None:
    layers = [Dense(3, activation="tanh", name="a"), Dense(2, name="b")]
    model = Sequential([Input((4,), name="x"), *layers] if is_built else layers, name="net")
    copy = Sequential.from_config(model.get_config())
    assert copy.get_config() == model.get_config()
    assert copy.built == is_built


def test_the_summary_lists_layers_shapes_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    Sequential([Input((4,)), Dense(3, name="hidden"), Dense(2, name="out")], name="net").summary()
    text = capsys.readouterr().out
    for part in ('Model: "net"', "hidden (Dense)", "(None, 3)", "15", "out (Dense)", "Total params: 23 (92.00 B)"):
        assert part in text
    assert len({len(line) for line in text.splitlines()[1:-4]}) == 1
