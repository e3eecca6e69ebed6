"""Declared parameters: binding, checking, sentences, configuration."""

import inspect
from typing import Any, Literal

import pytest

from nn_core.spec.kinds import Size2
from nn_core.spec.params import Configurable, param


class Window(Configurable):
    """Something to configure."""

    size: Size2 = param(help="Height and width.")
    rate: float = param(default=0.5, minimum=0, maximum=1)
    padding: Literal["valid", "same"] = param(default="valid")
    label: str | None = param(default=None, kw_only=True)


def test_parameters_come_by_position_and_by_name() -> None:
    window = Window(3, 0.25, padding="SAME", label="a")
    assert (window.size, window.rate, window.padding, window.label) == ((3, 3), 0.25, "same", "a")


def test_the_signature_is_that_of_the_declarations() -> None:
    assert str(inspect.signature(Window)) == "(size, rate=0.5, padding='valid', *, label=None)"


@pytest.mark.parametrize(
    ("args", "kwargs", "error", "says"),
    [
        ((), {}, TypeError, "Window() needs 'size'"),
        ((1,), {"padding": "sane"}, ValueError, "Did you mean 'same'?"),
        ((1,), {"raet": 1}, TypeError, "no parameter 'raet'. Did you mean 'rate'?"),
        ((1, 2, 3, 4), {}, TypeError, "takes 3 arguments"),
        ((1,), {"size": 2}, TypeError, "got 'size' twice"),
        ((0,), {}, ValueError, "size must be a whole number of at least 1"),
        (((1, 2, 3),), {}, ValueError, "not (1, 2, 3)"),
        ((1, 1.5), {}, ValueError, "rate must be a number from 0 to 1, not 1.5"),
        ((1, float("nan")), {}, ValueError, "rate must be"),
        ((1, True), {}, ValueError, "rate must be"),
        (("3x3",), {}, ValueError, "not '3x3'"),
    ],
)
def test_a_wrong_argument_is_named_with_what_would_fit(args: Any, kwargs: Any, error: Any, says: str) -> None:
    with pytest.raises(error) as caught:
        Window(*args, **kwargs)
    assert says in str(caught.value)


def test_a_configuration_makes_an_equal_object() -> None:
    config = Window((1, 2), padding="same").get_config()
    assert config == {"size": [1, 2], "rate": 0.5, "padding": "same", "label": None}
    assert Window.from_config(config).get_config() == config


def test_empty_entries_of_other_versions_are_passed_over_and_others_refused() -> None:
    assert Window.from_config({"size": 2, "quantization": None}).size == (2, 2)
    with pytest.raises(TypeError, match="quantization"):
        Window.from_config({"size": 2, "quantization": "int8"})


def test_a_subclass_keeps_the_order_and_may_narrow_a_parameter() -> None:
    class Pane(Window):
        """Narrower."""

        rate: float = param(default=0.1, maximum=0.2)
        depth: int = param(default=1)

    assert list(Pane.parameters) == ["size", "rate", "padding", "label", "depth"]
    with pytest.raises(ValueError, match=r"at most 0\.2"):
        Pane(1, rate=0.5)


def test_a_default_is_not_shared_between_objects() -> None:
    class Bag(Configurable):
        """Holds a list."""

        items: Any = param(default=[])

    Bag().items.append(1)
    assert Bag().items == []
