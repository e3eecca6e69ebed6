"""What layers say about themselves: the numbers they work out are those they have."""

import math
import re

import numpy as np
import pytest

from nn_core.layers import LSTM, Conv1D, Conv2D, Conv2DTranspose, Dense, Flatten, MaxPooling2D
from nn_core.layers.calling import dry_run
from nn_core.layers.described import Working, axis_names
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import flat_shapes
from nn_core.spec import registry

SAMPLED = [(name, cls) for name, cls in registry.entries("layer") if cls.category and cls.max_inputs != 0]
every_layer = pytest.mark.parametrize("cls", [cls for _, cls in SAMPLED], ids=[name for name, _ in SAMPLED])


def built(cls: type[Layer]) -> tuple[Layer, tuple]:
    layer = cls(**cls.sample.args)
    shapes = cls.arguments_for([(None, *shape) for shape in cls.sample.inputs])
    with dry_run():
        layer.build(*shapes)
    return layer, shapes


def calculated(working: Working) -> float:
    """Do the calculation as it is written."""
    text = working.calculation.replace(",", "")
    for sign, meant in {
        "×": "*",
        "·": "*",
        "−": "-",
        "⌊": "math.floor(",
        "⌈": "math.ceil(",
        "⌋": ")",
        "⌉": ")",
    }.items():
        text = text.replace(sign, meant)
    assert re.fullmatch(r"(math\.(floor|ceil)|[\d\s+\-*/().])+", text)
    return eval(text, {"math": math})


@every_layer
def test_the_parameters_are_worked_out_to_their_number(cls):
    layer, shapes = built(cls)
    workings = layer.explain_params(*shapes)
    assert [calculated(each) for each in workings] == [each.result for each in workings]
    assert sum(each.result for each in workings) == layer.count_params()


@every_layer
def test_the_sizes_of_the_output_are_worked_out(cls):
    layer, shapes = built(cls)
    output = flat_shapes(layer.compute_output_shape(*shapes))[0]
    workings = layer.explain_shape(*shapes)
    assert [calculated(each) for each in workings] == [each.result for each in workings]
    assert [each.result for each in workings] == [size for size in output[1:] if size is not None]


@every_layer
def test_the_work_is_worked_out(cls):
    layer, shapes = built(cls)
    workings = layer.explain_macs(*shapes)
    assert [calculated(each) for each in workings] == [each.result for each in workings]
    assert sum(each.result for each in workings) == (layer.count_macs(*shapes) or 0)


@every_layer
def test_a_projection_changes_the_size_of_the_last_axis_and_no_other(cls):
    for ndim in range(2, 6):
        arguments = cls.projection(ndim, 7)
        if arguments is not None:
            shape = (None, *[6] * (ndim - 1))
            assert cls(**arguments).compute_output_shape(shape) == (*shape[:-1], 7)


def worked(layer, shape):
    with dry_run():
        layer.build(shape)
    return [
        each.text for each in (*layer.explain_shape(shape), *layer.explain_params(shape), *layer.explain_macs(shape))
    ]


def test_a_convolution_is_worked_out_with_its_own_numbers():
    texts = worked(Conv2D(32, 3), (None, 28, 28, 1))
    assert texts[0] == "⌊(28 + 2·0 − 3)/1⌋ + 1 = 26"
    assert texts[2:] == ["32", "3 × 3 × 1 × 32 = 288", "32", "26 × 26 × 288 = 194,688"]


def test_same_padding_and_strides_round_up():
    assert worked(Conv2D(8, 3, strides=2, padding="same"), (None, 27, 27, 1))[0] == "⌈27/2⌉ = 14"


def test_the_channels_may_come_first():
    texts = worked(Conv2D(8, 3, data_format="channels_first"), (None, 1, 27, 28))
    assert texts[:2] == ["⌊(27 + 2·0 − 3)/1⌋ + 1 = 25", "⌊(28 + 2·0 − 3)/1⌋ + 1 = 26"]


def test_a_dense_layer_a_pooling_and_a_row():
    assert worked(Dense(32), (None, 784))[1:] == ["784 × 32 = 25,088", "32", "784 × 32 = 25,088"]
    assert worked(MaxPooling2D(), (None, 27, 27, 4))[0] == "⌊(27 + 2·0 − 2)/2⌋ + 1 = 13"
    assert worked(Flatten(), (None, 28, 28, 1)) == ["28 × 28 × 1 = 784"]


def test_the_gates_of_an_lstm_are_shown():
    assert worked(LSTM(3), (None, 5, 2))[1:4] == ["2 × 4 × 3 = 24", "3 × 4 × 3 = 36", "4 × 3 = 12"]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_transposed_and_plain_convolutions_of_all_kinds(padding, kernel, stride):
    for layer in (
        Conv2DTranspose(4, kernel, strides=stride, padding=padding),
        Conv2D(4, kernel, strides=stride, padding=padding),
    ):
        workings = layer.explain_shape((None, 9, 11, 3))
        assert [calculated(each) for each in workings] == list(layer.compute_output_shape((None, 9, 11, 3))[1:])


def test_a_spread_out_window():
    working = Conv1D(4, 3, dilation_rate=2).explain_shape((None, 20, 3))[0]
    assert calculated(working) == working.result == 16


def test_open_sizes_are_left_out():
    assert [each.subject for each in Conv2D(4, 3).explain_shape((None, None, None, 3))] == ["channels"]
    assert np.array_equal(axis_names(4), ["batch", "height", "width", "channels"])
