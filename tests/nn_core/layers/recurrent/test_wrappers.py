"""Bidirectional and TimeDistributed: what they do with the layers inside."""

import json

import numpy as np
import pytest

from nn_core.layers import (
    GRU,
    LSTM,
    BatchNormalization,
    Bidirectional,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Input,
    SimpleRNN,
    TimeDistributed,
)
from nn_core.models import Sequential

MASK = np.array([[1, 1, 0, 1], [0, 1, 1, 0]], bool)


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


JOINTS = {
    "concat": lambda a, b: np.concatenate([a, b], axis=-1),
    "sum": np.add,
    "mul": np.multiply,
    "ave": lambda a, b: (a + b) / 2,
}


@pytest.mark.parametrize("merge_mode", JOINTS)
@pytest.mark.parametrize("return_sequences", [False, True])
def test_both_directions_are_joined(merge_mode, return_sequences):
    layer = Bidirectional(GRU(3, return_sequences=return_sequences), merge_mode, dtype="float64")
    x = numbers(2, 4, 2)
    y = layer(x).value
    forward, backward = layer.forward_layer(x).value, layer.backward_layer(x).value
    np.testing.assert_array_equal(y, JOINTS[merge_mode](forward, backward[:, ::-1] if return_sequences else backward))


def test_a_symmetric_sequence_looks_alike_from_both_ends():
    layer = Bidirectional(SimpleRNN(3), merge_mode=None)
    x = numbers(2, 2, 2)
    x = np.concatenate([x, x[:, ::-1]], axis=1)
    layer(x)
    layer.set_weights([w.value for w in layer.forward_layer.weights] * 2)
    forward, backward = layer(x)
    np.testing.assert_array_equal(forward.value, backward.value)


def test_states_of_both_directions_are_returned_and_can_start_another_layer():
    first = Bidirectional(LSTM(3, return_state=True))
    output, *states = first(numbers(2, 4, 2))
    assert output.shape == (2, 6)
    assert len(states) == 4
    again = first(numbers(2, 4, 2), initial_state=states)
    assert not np.allclose(again[0].value, output.value)


def test_masked_steps_give_zeros_and_the_mask_goes_on():
    x = Embedding(5, 2, mask_zero=True)(np.array([[3, 1, 0]]))
    y = Bidirectional(LSTM(3, return_sequences=True))(x)
    np.testing.assert_array_equal(y.value[0, 2], 0)
    np.testing.assert_array_equal(y._keras_mask, [[True, True, False]])
    assert Bidirectional(LSTM(3))(x)._keras_mask is None


def test_a_bidirectional_layer_keeps_weights_of_its_own_names_and_settings():
    given = LSTM(3, name="reader")
    layer = Bidirectional(given)
    assert (layer.forward_layer.name, layer.backward_layer.name) == ("forward_reader", "backward_reader")
    assert layer.forward_layer is not given
    config = json.loads(json.dumps(layer.get_config()))
    copy = Bidirectional.from_config(config)
    assert copy.get_config() == config
    assert copy.backward_layer.go_backwards


def test_weights_can_be_given_at_once():
    first = Bidirectional(GRU(3))
    x = numbers(2, 4, 2).astype("float32")
    expected = first(x).value
    np.testing.assert_array_equal(Bidirectional(GRU(3), weights=first.get_weights())(x).value, expected)


def test_another_layer_may_read_backwards():
    layer = Bidirectional(LSTM(3), backward_layer=GRU(2, go_backwards=True))
    assert layer(Input((None, 4))).shape == (None, 5)


def test_a_stateful_pair_goes_on_until_it_is_reset():
    layer, x = Bidirectional(GRU(3, stateful=True)), numbers(2, 4, 2)
    first = layer(x).value
    assert not np.allclose(layer(x).value, first)
    layer.reset_states()
    np.testing.assert_array_equal(layer(x).value, first)


def test_every_step_is_treated_alike():
    layer, x = TimeDistributed(Conv2D(3, 2)), numbers(2, 4, 5, 5, 1)
    y = layer(x).value
    np.testing.assert_allclose(y[:, 1], layer.layer(x[:, 1]).value, rtol=1e-6)


def test_a_model_can_be_applied_to_every_step():
    model = Sequential([Input((3,)), Dense(4), Dropout(0.5), Dense(2)])
    layer, x = TimeDistributed(model), numbers(2, 5, 3).astype("float32")
    np.testing.assert_allclose(layer(x).value[:, 2], model(x[:, 2]).value, rtol=1e-6)
    assert layer(Input((None, 3))).shape == (None, None, 2)


def test_batch_statistics_are_those_of_one_step_at_a_time():
    layer, x = TimeDistributed(BatchNormalization(momentum=0.5)), numbers(8, 2, 3).astype("float32")
    y = layer(x, training=True).value
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-5)
    means = x.mean(axis=0)
    np.testing.assert_allclose(layer.layer.moving_mean.value, means[0] / 4 + means[1] / 2, rtol=1e-4, atol=1e-6)


def test_a_mask_within_the_steps_reaches_the_layer_inside():
    x = numbers(2, 3, 4, 2)
    mask = np.broadcast_to(MASK[:, None], (2, 3, 4))
    layer = TimeDistributed(LSTM(3))
    y = layer(x, mask=mask).value
    np.testing.assert_allclose(y[:, 1], layer.layer(x[:, 1], mask=MASK).value, rtol=1e-5, atol=1e-6)


def test_the_macs_are_those_of_the_layers_inside():
    both = Bidirectional(LSTM(8))
    assert both.count_macs((None, 10, 5)) == 2 * LSTM(8).count_macs((None, 10, 5))
    each = TimeDistributed(Dense(3))
    assert each.count_macs((None, 10, 5)) == 10 * 5 * 3
    assert each.count_macs((None, None, 5)) is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Bidirectional(Dense(3)), "layer must be one of the layers .*LSTM"),
        (lambda: Bidirectional(LSTM(3), "add"), "merge_mode must be 'concat', 'sum', 'mul' or 'ave', not"),
        (lambda: Bidirectional(LSTM(3), backward_layer=LSTM(3)), "one layer must have go_backwards=True"),
        (
            lambda: Bidirectional(LSTM(3), backward_layer=LSTM(3, go_backwards=True, return_state=True)),
            "both layers need the same return_state",
        ),
        (lambda: TimeDistributed(Dense(3))(Input((4,))), "takes tensors with at least 3 axes"),
        (lambda: TimeDistributed(Dense(3))(np.ones((2, 4, 3)), mask=MASK[:, :2]), "the mask has shape"),
        (lambda: TimeDistributed(3), "layer must be"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_the_penalty_of_a_layer_at_every_step_for_large_outputs_is_not_counted_as_in_keras_3():
    layer = TimeDistributed(Dense(3, activity_regularizer="l2", kernel_regularizer="l2"))
    layer(numbers(2, 4, 5))
    assert len(layer.losses) == 1
