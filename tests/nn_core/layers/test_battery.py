"""What every registered layer must do, whatever it is."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nn_core.autodiff import Tensor, check_gradients
from nn_core.layers import Input, Layer
from nn_core.layers.calling import calling, dry_run
from nn_core.layers.shapes import flat_shapes, map_shapes, shapes_of
from nn_core.spec import registry
from nn_core.spec.structure import flatten, map_structure

SAMPLED = [(name, cls) for name, cls in registry.entries("layer") if cls.category and cls.max_inputs != 0]
every_layer = pytest.mark.parametrize("cls", [cls for _, cls in SAMPLED], ids=[name for name, _ in SAMPLED])


@pytest.fixture(autouse=True)
def _outside_training() -> Iterator[None]:
    """Call layers as in evaluation: some take a call of which nobody says more for one in training."""
    with calling(training=False):
        yield


def make(cls: type[Layer], dtype: str = "float32") -> Layer:
    assert cls.sample is not None
    args = {name: with_dtype(value, dtype) for name, value in cls.sample.args.items()}
    return cls(**args, dtype=dtype)


def with_dtype(value: Any, dtype: str) -> Any:
    """Give the layers inside a wrapper the same type of numbers."""
    if isinstance(value, list):
        return [with_dtype(each, dtype) for each in value]
    if not isinstance(value, dict) or "class_name" not in value:
        return value
    return {**value, "config": {**value["config"], "dtype": dtype}}


def data(cls: type[Layer], batch: int = 3, dtype: str = "float32") -> tuple[Any, ...]:
    """Return random arguments of a call: one array, a list of arrays, or several arrays."""
    assert cls.sample is not None
    generator = np.random.default_rng(1)
    shapes = [(batch, *shape) for shape in cls.sample.inputs]
    if cls.sample.words:
        arrays = [generator.choice(cls.sample.words, shape) for shape in shapes]
    elif cls.sample.maximum is not None:
        arrays = [generator.integers(0, cls.sample.maximum, shape).astype("int32") for shape in shapes]
    else:
        arrays = [generator.uniform(-2, 2, shape).astype(dtype) for shape in shapes]
    return cls.arguments_for(arrays)


def arrays_of(outputs: Any) -> list[Any]:
    return [y.value for y in flatten(outputs)]


@every_layer
def test_it_states_a_sample_and_explains_itself_and_every_parameter(cls: type[Layer]) -> None:
    assert cls.sample is not None
    assert cls.__doc__ is not None
    first = cls.__doc__.splitlines()[0]
    assert first.endswith(".")
    assert len(first) <= 120
    assert [name for name, each in cls.parameters.items() if not each.help] == []


@every_layer
@pytest.mark.parametrize("batch", [1, 3])
def test_the_output_has_the_shape_that_was_computed(cls: type[Layer], batch: int) -> None:
    layer, x = make(cls), data(cls, batch)
    outputs = layer(*x)
    assert flat_shapes(layer.compute_output_shape(*shapes_of(x))) == flat_shapes(shapes_of(outputs))


@every_layer
def test_the_batch_stays_open_in_a_model(cls: type[Layer]) -> None:
    assert cls.sample is not None
    dtype = "string" if cls.sample.words else "int32" if cls.sample.maximum else "float32"
    inputs = [Input(shape, dtype=dtype) for shape in cls.sample.inputs]
    outputs = make(cls)(*cls.arguments_for(inputs))
    assert all(y.shape[0] is None for y in flatten(outputs))


@every_layer
def test_float32_gives_float32_and_the_inputs_stay_as_they_were(cls: type[Layer]) -> None:
    x = data(cls)
    before = [np.copy(each) for each in flatten(x)]
    outputs = make(cls)(*x, training=True)
    assert {y.dtype.name for y in arrays_of(outputs)} == {"float32"}
    for now, then in zip(flatten(x), before, strict=True):
        np.testing.assert_array_equal(now, then)


@every_layer
def test_gradients_agree_with_finite_differences(cls: type[Layer]) -> None:
    layer, x = make(cls, "float64"), data(cls, dtype="float64")
    layer(*x)
    weights = [v for v in layer.weights if v.trainable]

    def output(*values: Any) -> Any:
        found = layer(*cls.arguments_for(values))
        return tuple(flatten(found))

    check_gradients(output, flatten(x), tolerance=1e-5)
    for weight in weights:
        check_gradients(
            lambda value, weight=weight: with_weight(layer, weight, value, x), [weight.value.copy()], tolerance=1e-5
        )


def with_weight(layer: Layer, weight: Any, value: Any, x: tuple[Any, ...]) -> Any:
    """Call the layer with a tensor in the place of one of its weights."""
    holders = [layer, *layer.sublayers()]
    places = [(holder, name) for holder in holders for name, v in vars(holder).items() if v is weight]
    for holder, name in places:
        object.__setattr__(holder, name, value if isinstance(value, Tensor) else Tensor(value))
    try:
        return tuple(flatten(layer(*x)))
    finally:
        for holder, name in places:
            object.__setattr__(holder, name, weight)


@every_layer
def test_the_configuration_is_json_and_makes_an_equal_layer(cls: type[Layer]) -> None:
    layer = make(cls)
    config = json.loads(json.dumps(layer.get_config()))
    assert cls.from_config(config).get_config() == config


@every_layer
def test_a_copy_with_the_same_weights_gives_the_same(cls: type[Layer]) -> None:
    layer, x = make(cls), data(cls)
    expected = arrays_of(layer(*x))
    copy = cls.from_config(layer.get_config())
    copy(*x)
    copy.set_weights(layer.get_weights())
    for found, wanted in zip(arrays_of(copy(*x)), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


@every_layer
def test_each_sample_is_treated_by_itself(cls: type[Layer]) -> None:
    layer, x = make(cls), data(cls)
    whole = arrays_of(layer(*x))
    first = arrays_of(layer(*map_structure(lambda each: each[:1], x)))
    for y, y_first in zip(whole, first, strict=True):
        np.testing.assert_allclose(y[:1], y_first, rtol=1e-5, atol=1e-6)


@every_layer
def test_a_dry_run_counts_the_weights_without_memory(cls: type[Layer]) -> None:
    layer, real = make(cls), make(cls)
    shapes = shapes_of(data(cls))
    real.build(*map_shapes(lambda shape: (None, *shape[1:]), shapes))
    with dry_run():
        layer.build(*shapes)
    assert layer.count_params() == real.count_params()
    assert all(v.value.strides == (0,) * v.ndim or v.size <= 1 for v in layer.weights)


@every_layer
def test_the_macs_are_a_number_or_unknown(cls: type[Layer]) -> None:
    layer, shapes = make(cls), shapes_of(data(cls))
    layer.build(*shapes)
    macs = layer.count_macs(*shapes)
    assert macs is None or macs >= 0


@every_layer
def test_freezing_keeps_all_weights_out_of_training(cls: type[Layer]) -> None:
    layer = make(cls)
    layer(*data(cls))
    count = len(layer.trainable_weights)
    layer.trainable = False
    assert layer.trainable_weights == []
    assert len(layer.non_trainable_weights) == len(layer.weights)
    layer.trainable = True
    assert len(layer.trainable_weights) == count
