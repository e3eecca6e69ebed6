"""Shape inference: the output shapes Keras gives, and a refusal wherever Keras refuses."""

from typing import Any

import pytest

from nn_core.layers import Dense, Input, deserialize
from nn_core.layers.shapes import flat_shapes, shapes_of
from nn_core.spec import registry
from tests.golden import Case, cases


@pytest.mark.parametrize("case", cases("shapes"), ids=str)
def test_a_layer_has_the_output_shape_keras_gives_it(case: Case) -> None:
    row = case.meta
    if row.get("raises"):
        with pytest.raises((TypeError, ValueError)) as caught:
            output_shape(row)
        assert len(str(caught.value)) > 20
    else:
        assert flat_shapes(output_shape(row)) == [tuple(each) for each in flat_shapes(as_tuples(row["output_shape"]))]


def output_shape(row: dict[str, Any]) -> Any:
    layer = make(row["class_name"], row["kwargs"])
    dtype = row.get("input_dtype") or "float32"
    shapes = as_tuples(row["input_shape"])
    inputs = [Input(batch_shape=shape, dtype=dtype) for shape in flat_shapes(shapes)]
    is_list = not isinstance(shapes[0], int | None)
    outputs = layer(*inputs) if row.get("call") == "args" else layer(inputs if is_list else inputs[0])
    return shapes_of(outputs)


def make(class_name: str, kwargs: dict[str, Any]) -> Any:
    kwargs = {key: as_tuples(value) for key, value in kwargs.items()}
    if isinstance(kwargs.get("layer"), tuple):
        kwargs["layer"] = make(*kwargs["layer"])
    return registry.get("layer", class_name)(**kwargs)


def as_tuples(value: Any) -> Any:
    return tuple(as_tuples(each) for each in value) if isinstance(value, list) else value


def test_a_configuration_without_a_class_is_refused() -> None:
    with pytest.raises(ValueError, match="class_name"):
        deserialize({"config": {}})


def test_a_layer_in_a_model_knows_its_shapes_as_in_keras_2() -> None:
    layer = Dense(3)
    layer(Input((4,)))
    assert (layer.input_shape, layer.output_shape) == ((None, 4), (None, 3))
    with pytest.raises(AttributeError, match="no input yet"):
        Dense(3).input_shape  # noqa: B018 - looking at it is the point
