import inspect

import numpy as np
import pytest

from nn_core import activations
from nn_core.autodiff import GradientTape, Tensor
from nn_core.layers import GRU, LSTM, Embedding, Input, SimpleRNN
from nn_core.ops.random import set_seed

LAYERS = {
    "SimpleRNN": lambda **options: SimpleRNN(3, **options),
    "LSTM": lambda **options: LSTM(3, **options),
    "GRU": lambda **options: GRU(3, **options),
    "GRU_reset_before": lambda **options: GRU(3, reset_after=False, **options),
}
every_layer = pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
MASK = np.array([[1, 1, 0, 1], [0, 1, 1, 0]], bool)


def sequences(batch=2, steps=4):
    return np.random.default_rng(0).standard_normal((batch, steps, 2))


@every_layer
@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("zero_output_for_mask", [False, True])
def test_the_fused_run_agrees_with_the_steps_written_out(make, go_backwards, zero_output_for_mask):
    layer = make(
        return_sequences=True,
        go_backwards=go_backwards,
        zero_output_for_mask=zero_output_for_mask,
        bias_initializer="random_normal",
        dtype="float64",
    )
    layer(sequences())
    numbers = np.random.default_rng(1)
    states = [Tensor(numbers.standard_normal((2, 3))) for _ in range(layer.cell.num_states)]
    layer.cell._dropouts = [2.0 * (numbers.random((2, size)) < 0.5) for size in (2, 3)]
    for mask in (None, MASK):
        fused = layer._run(Tensor(sequences()), states, mask)
        by_steps = layer._run_step_by_step(Tensor(sequences()), states, mask)
        for a, b in zip(fused, by_steps, strict=True):
            np.testing.assert_allclose(a.value, b.value, atol=1e-12)


@every_layer
def test_any_activation_can_be_used(make):
    layer = make(activation="silu", dtype="float64")
    x = Tensor(sequences())
    with GradientTape() as tape:
        tape.watch(x)
        y = layer(x, mask=MASK)
    assert np.abs(tape.gradient(y, x).value).max() > 0
    assert layer.activation is activations.silu


@every_layer
def test_a_stateful_layer_goes_on_where_it_stopped_until_it_is_reset(make):
    layer, whole = make(stateful=True), make()
    x = sequences(steps=6).astype("float32")
    layer.build((2, 3, 2))
    whole.build((2, 6, 2))
    whole.set_weights(layer.get_weights())
    layer(x[:, :3])
    second = layer(x[:, 3:]).value
    np.testing.assert_allclose(second, whole(x).value, rtol=1e-5, atol=1e-6)
    layer.reset_states()
    np.testing.assert_allclose(layer(x[:, 3:]).value, whole(x[:, 3:]).value, rtol=1e-5, atol=1e-6)


def test_a_stateful_layer_needs_and_keeps_its_batch_size():
    with pytest.raises(ValueError, match="must know the batch size"):
        LSTM(3, stateful=True)(Input((4, 2)))
    layer = LSTM(3, stateful=True)
    layer(sequences())
    with pytest.raises(ValueError, match="built for batches of 2"):
        layer(sequences(batch=3))


@every_layer
def test_the_states_are_returned_and_can_start_another_layer(make):
    first = make(return_state=True)
    output, *states = first(sequences())
    np.testing.assert_array_equal(output.value, states[0].value)
    assert make()(sequences(), initial_state=states).shape == (2, 3)


def test_a_wrong_number_of_states_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="has 2 states, but initial_state holds 1"):
        LSTM(3)(sequences(), initial_state=[np.zeros((2, 3))])


@every_layer
@pytest.mark.parametrize("option", ["dropout", "recurrent_dropout"])
def test_dropouts_act_in_training_only_and_repeat_with_their_seed(make, option):
    layer = make(seed=3, **{option: 0.5})
    calm = layer(sequences()).value
    dropped = layer(sequences(), training=True).value
    assert not np.array_equal(dropped, calm)
    np.testing.assert_array_equal(layer(sequences()).value, calm)
    again = make(seed=3, **{option: 0.5})
    again.build((2, 4, 2))
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again(sequences(), training=True).value, dropped)


def test_the_forget_gate_starts_open():
    set_seed(0)
    layer = LSTM(2)
    layer.build((None, 4, 3))
    np.testing.assert_array_equal(layer.cell.bias.value, [0, 0, 1, 1, 0, 0, 0, 0])
    closed = LSTM(2, unit_forget_bias=False)
    closed.build((None, 4, 3))
    np.testing.assert_array_equal(closed.cell.bias.value, np.zeros(8))


def test_the_mask_of_an_embedding_reaches_the_recurrent_layer():
    indices = np.array([[1, 2, 0, 0], [3, 0, 0, 0]])
    embedding, layer = Embedding(4, 2, mask_zero=True), LSTM(3)
    y = layer(embedding(indices)).value
    np.testing.assert_allclose(y[:1], layer(embedding(indices[:1, :2])).value, rtol=1e-6)
    assert layer(embedding(indices))._keras_mask is None
    assert LSTM(3, return_sequences=True)(embedding(indices))._keras_mask is not None


def test_the_macs_grow_with_steps_inputs_and_state():
    assert LSTM(8).count_macs((None, 10, 5)) == 10 * (5 + 8) * 4 * 8
    assert GRU(8).count_macs((None, None, 5)) is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: LSTM(3)(Input((5, None))), "must know the size of every axis but batch and steps"),
        (lambda: GRU(3)(Input((5,))), "takes tensors with 3 axes"),
        (lambda: SimpleRNN(3, unroll=True)(Input((None, 2))), "unroll=True needs a known number of steps"),
        (lambda: LSTM(3, time_major=True), "time_major=True is not supported"),
        (lambda: LSTM(3, dropout=1.5), "dropout must be a number from 0 to 1"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_input_with_other_features_than_the_layer_was_built_for_is_refused():
    layer = LSTM(3)
    layer(sequences())
    with pytest.raises(ValueError, match=r"built for steps of shape \(2,\), but got shape"):
        layer(np.ones((1, 4, 5), "float32"))


def test_arguments_stand_in_the_order_of_keras():
    gates = ["units", "activation", "recurrent_activation", "use_bias", "kernel_initializer"]
    assert names_of(LSTM)[:5] == names_of(GRU)[:5] == gates
    assert names_of(LSTM)[7] == "unit_forget_bias"
    assert names_of(LSTM)[15:18] == names_of(GRU)[14:17] == ["dropout", "recurrent_dropout", "seed"]
    assert names_of(SimpleRNN)[-7:-4] == ["stateful", "unroll", "seed"]


def names_of(cls):
    return list(inspect.signature(cls).parameters)
