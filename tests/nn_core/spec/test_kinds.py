"""Kinds of parameters that hold several values, or another layer."""

import pytest

from nn_core import layers
from nn_core.spec import registry
from nn_core.spec.kinds import Borders, Integer, Nested, Several


@pytest.mark.parametrize(
    ("ndim", "value", "normal"),
    [
        (1, 2, (2, 2)),
        (1, [0, 3], (0, 3)),
        (2, 1, ((1, 1), (1, 1))),
        (2, (1, 2), ((1, 1), (2, 2))),
        (2, [[1, 0], [2, 3]], ((1, 0), (2, 3))),
        (3, (1, (0, 2), 3), ((1, 1), (0, 2), (3, 3))),
    ],
)
def test_borders_are_brought_to_one_pair_for_each_axis_and_back(ndim, value, normal):
    kind = Borders(ndim)
    assert kind.check(value) == normal
    assert kind.check(kind.to_json(normal)) == normal


@pytest.mark.parametrize(("ndim", "value"), [(1, -1), (1, (1, 2, 3)), (2, ((1, 2),)), (2, "12"), (3, None), (2, 1.5)])
def test_what_is_no_border_is_refused_with_an_example(ndim, value):
    with pytest.raises(ValueError, match=r"must be a whole number of at least 0, or one for each side .* such as \("):
        Borders(ndim).check(value)


def test_a_layer_inside_a_layer_is_an_object_or_its_configuration():
    kind = Nested()
    dense = layers.Dense(3)
    assert kind.check(dense) is dense
    assert kind.check(kind.to_json(dense)).units == 3


def test_a_layer_chosen_by_name_starts_as_in_the_palette():
    assert Nested().check("Dense").units == layers.Dense.suggested["units"]


def test_a_layer_that_lacks_what_is_needed_is_refused_with_those_that_fit():
    kind = Nested(having="go_backwards")
    assert "LSTM" in kind.options
    assert "Dense" not in kind.options
    with pytest.raises(ValueError, match=r"must be one of the layers .*LSTM"):
        kind.check(layers.Dense(3))


def test_a_list_checks_each_of_its_values():
    kind = Several(Integer(minimum=1))
    assert kind.check((1, 2)) == [1, 2]
    with pytest.raises(ValueError, match="whole number of at least 1"):
        kind.check([1, 0])
    with pytest.raises(ValueError, match="must be a list"):
        kind.check(3)


def test_a_layer_can_be_called_by_its_other_names():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert "MaxPool2D" in registry.aliases("layer")
    assert "max_pooling2d" not in registry.aliases("layer")
