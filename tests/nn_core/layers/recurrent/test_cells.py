"""Cells: one step at a time, stacked, one's own, and read as a sequence by RNN."""

import inspect
import json

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients
from nn_core.layers import GRU, LSTM, RNN, GRUCell, Input, Layer, LSTMCell, SimpleRNN, SimpleRNNCell, StackedRNNCells

PAIRS = {"SimpleRNN": (SimpleRNN, SimpleRNNCell), "GRU": (GRU, GRUCell), "LSTM": (LSTM, LSTMCell)}
every_pair = pytest.mark.parametrize(("layer_class", "cell_class"), PAIRS.values(), ids=PAIRS)
every_cell = pytest.mark.parametrize("cell_class", [cell for _, cell in PAIRS.values()])


class Plus(Layer):
    """A cell of one's own: it adds up what it reads, times a weight."""

    state_size = 2

    def build(self, input_shape):
        self.factor = self.add_weight("factor", (2,), initializer="ones")

    def call(self, inputs, states):
        total = states[0] + inputs * self.factor
        return total, [total]


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


@every_pair
def test_a_layer_is_its_cell_read_as_a_sequence(layer_class, cell_class):
    x = numbers(2, 4, 3)
    layer, reader = layer_class(5, dtype="float64"), RNN(cell_class(5, dtype="float64"), dtype="float64")
    layer(x), reader(x)
    reader.set_weights(layer.get_weights())
    np.testing.assert_array_equal(reader(x).value, layer(x).value)


@every_pair
def test_a_cell_called_step_by_step_does_what_the_layer_does(layer_class, cell_class):
    x = numbers(2, 4, 3)
    layer = layer_class(5, dtype="float64")
    expected, states = layer(x).value, None
    for t in range(4):
        output, states = layer.cell(x[:, t], states)
    np.testing.assert_allclose(output.value, expected, atol=1e-12)


@every_cell
def test_a_cell_has_gradients_shapes_and_a_configuration(cell_class):
    cell = cell_class(3, dtype="float64")
    x, h = numbers(2, 4), [numbers(2, 3) for _ in range(cell.num_states)]
    output, states = cell(x, h)
    assert cell.compute_output_shape((2, 4)) == (output.shape, [state.shape for state in states])
    check_gradients(lambda x, *h: cell(x, list(h))[0], [x, *h], tolerance=1e-5)
    config = json.loads(json.dumps(cell.get_config()))
    assert cell_class.from_config(config).get_config() == config


@every_cell
def test_dropouts_are_drawn_anew_for_every_call_of_a_cell_but_not_within_a_sequence(cell_class):
    cell = cell_class(3, dropout=0.5, seed=1)
    x = np.ones((1, 64), "float32")
    outputs = [cell(x, training=True)[0].value for _ in range(2)]
    assert not np.array_equal(*outputs)
    cell.begin_sequence((1, 64), training=True)
    outputs = [cell(x, training=True)[0].value for _ in range(2)]
    np.testing.assert_array_equal(*outputs)
    cell.end_sequence()
    assert not np.array_equal(cell(x, training=True)[0].value, outputs[0])


def test_stacked_cells_are_layers_on_top_of_one_another():
    x = numbers(2, 4, 3)
    stack = RNN([LSTMCell(5, dtype="float64"), GRUCell(2, dtype="float64")], return_state=True, dtype="float64")
    output, first, second = stack(x)
    assert [state.shape for state in first] == [(2, 5), (2, 5)]
    lower, upper = LSTM(5, return_sequences=True, dtype="float64"), GRU(2, dtype="float64")
    upper(lower(x))
    lower.set_weights(stack.get_weights()[:3])
    upper.set_weights(stack.get_weights()[3:])
    np.testing.assert_allclose(output.value, upper(lower(x)).value, atol=1e-12)
    np.testing.assert_array_equal(second[0].value, output.value)


def test_the_states_of_a_stack_can_start_another_run():
    x = numbers(2, 6, 3)
    stack = RNN([LSTMCell(4, dtype="float64"), SimpleRNNCell(2, dtype="float64")], return_state=True, dtype="float64")
    whole = stack(x)[0].value
    _, *states = stack(x[:, :3])
    np.testing.assert_allclose(stack(x[:, 3:], initial_state=states)[0].value, whole, atol=1e-12)


def test_a_stateful_stack_goes_on_until_it_is_reset():
    x = numbers(2, 6, 3)
    stack = RNN([LSTMCell(4, dtype="float64"), GRUCell(2, dtype="float64")], stateful=True, dtype="float64")
    first = stack(x).value
    assert not np.allclose(stack(x).value, first)
    stack.reset_states()
    np.testing.assert_array_equal(stack(x).value, first)


def test_a_cell_of_ones_own_is_read_masked_and_trained():
    layer = RNN(Plus(), return_sequences=True)
    x, mask = np.ones((1, 3, 2), "float32"), np.array([[True, False, True]])
    with GradientTape() as tape:
        y = layer(x, mask=mask)
        total = ops.sum(y[:, -1])
    np.testing.assert_array_equal(y.value[0, :, 0], [1, 1, 2])
    np.testing.assert_array_equal(tape.gradient(total, layer.cell.factor).value, [2, 2])


def test_a_cell_of_ones_own_has_shapes_in_a_model():
    assert RNN(Plus(), return_sequences=True, return_state=True)(Input((None, 2)))[0].shape == (None, None, 2)


def test_a_long_sequence_goes_back_through_single_steps_in_one_pass():
    layer = RNN(Plus())
    x = Tensor(np.ones((1, 400, 2), "float32"))
    with GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
    np.testing.assert_array_equal(tape.gradient(y, x).value, np.ones((1, 400, 2)))


def test_a_configuration_holds_the_cells():
    layer = RNN([LSTMCell(4), GRUCell(2)], return_sequences=True)
    copy = RNN.from_config(json.loads(json.dumps(layer.get_config())))
    assert isinstance(copy.cell, StackedRNNCells)
    assert [cell.units for cell in copy.cell.cells] == [4, 2]


def test_the_macs_of_a_stack_are_those_of_its_cells():
    layer = RNN([LSTMCell(4), SimpleRNNCell(2)])
    layer.build((None, 5, 3))
    assert layer.count_macs((None, 5, 3)) == 5 * ((3 + 4) * 4 * 4 + (4 + 2) * 2)


def test_arguments_stand_in_the_order_of_keras():
    def names(cls):
        return list(inspect.signature(cls).parameters)

    assert names(LSTMCell)[:4] == ["units", "activation", "recurrent_activation", "use_bias"]
    assert names(GRUCell)[13:17] == ["dropout", "recurrent_dropout", "reset_after", "seed"]
    in_order = [name for name, each in RNN.parameters.items() if not each.is_keyword_only]
    assert in_order == [
        *("cell", "return_sequences", "return_state", "go_backwards", "stateful", "unroll", "zero_output_for_mask")
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: RNN(LSTM(3)), "cell must be one of the layers .*LSTMCell"),
        (lambda: RNN("LSTMCel"), "There is no layer called 'LSTMCel'"),
        (lambda: StackedRNNCells(LSTMCell(3)), "cells must be a list, each of it one of the layers"),
        (lambda: RNN(LSTMCell(3))(np.ones((2, 0, 3))), "needs at least one step"),
        (lambda: RNN(LSTMCell(3))(np.ones((2, 4, 3)), initial_state=[np.ones((2, 3))]), "has 2 states, but .* holds 1"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


@pytest.mark.parametrize("cell", [LSTMCell(3), [GRUCell(3), LSTMCell(2)]], ids=["one", "several"])
def test_steps_that_the_cell_cannot_take_are_refused_when_the_model_is_drawn(cell):
    with pytest.raises(ValueError, match=r"takes tensors with 2 axes"):
        RNN(cell)(Input((4, 5, 2)))
