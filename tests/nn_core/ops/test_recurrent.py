"""The fused recurrences: every option against finite differences, values against a step written out."""

import itertools

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients, parallel, tandem
from nn_core.ops import recurrence
from nn_core.ops.gates import GATE_ACTIVATIONS

BATCH, STEPS, FEATURES, UNITS = 3, 4, 2, 3
KINDS = {
    "simple_rnn": (ops.simple_rnn, 1, 1, (UNITS,), {}),
    "lstm": (ops.lstm, 2, 4, (4 * UNITS,), {}),
    "gru_after": (ops.gru, 1, 3, (2, 3 * UNITS), {"reset_after": True}),
    "gru_before": (ops.gru, 1, 3, (3 * UNITS,), {"reset_after": False}),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def arguments(kind, dtype="float64", scale=1.0):
    """Inputs, first states, kernels and bias."""
    _, num_states, num_gates, bias, _ = KINDS[kind]
    numbers = np.random.default_rng(5)
    states = [(BATCH, UNITS)] * num_states
    shapes = [(BATCH, STEPS, FEATURES), *states, (FEATURES, num_gates * UNITS), (UNITS, num_gates * UNITS), bias]
    return [(scale * numbers.standard_normal(shape)).astype(dtype) for shape in shapes]


def masks():
    mask = np.array([[1, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0]], bool)
    numbers = np.random.default_rng(6)
    return mask, 2.0 * (numbers.random((BATCH, FEATURES)) < 0.5), 2.0 * (numbers.random((BATCH, UNITS)) < 0.5)


def run(kind, *args, **settings):
    operation, *_, own = KINDS[kind]
    return operation(*args, **own, **settings)


@every_kind
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("dropped", [False, True])
def test_gradients_agree_with_finite_differences(kind, masked, dropped):
    mask, dropout, recurrent_dropout = masks()
    extra = [mask if masked else None, dropout if dropped else None, recurrent_dropout if dropped else None]
    options = ("go_backwards", "return_sequences", "zero_output_for_mask")
    for chosen in itertools.product([False, True], repeat=len(options)):
        settings = dict(zip(options, chosen, strict=True))
        check_gradients(lambda *args, s=settings: run(kind, *args, *extra, **s), arguments(kind), tolerance=1e-5)


@every_kind
def test_gradients_do_not_depend_on_how_many_steps_are_worked_on_together(kind, monkeypatch):
    def gradients():
        sources = [Tensor(x) for x in arguments(kind)]
        with GradientTape() as tape:
            tape.watch(sources)
            outputs = run(kind, *sources, *masks())[0]
        return tape.gradient(outputs, sources)

    together = gradients()
    for numbers_at_once in (1, 3 * 4 * UNITS * BATCH):
        monkeypatch.setattr(recurrence, "_CHUNK", numbers_at_once)
        for a, b in zip(gradients(), together, strict=True):
            np.testing.assert_allclose(a.value, b.value, rtol=1e-12)


@every_kind
def test_two_threads_find_the_same_numbers_as_one(kind, monkeypatch):
    def everything():
        sources = [Tensor(x) for x in arguments(kind, "float32")]
        with GradientTape() as tape:
            tape.watch(sources)
            outputs = run(kind, *sources, *masks())
        return [each.value for each in (*outputs, *tape.gradient(outputs[0], sources))]

    monkeypatch.setattr(recurrence, "_CHUNK", 1)  # every step a chunk of its own
    alone = everything()
    monkeypatch.setattr(tandem, "is_worth", lambda cost: True)
    monkeypatch.setattr(parallel, "num_threads", lambda: 2)
    for a, b in zip(everything(), alone, strict=True):
        np.testing.assert_array_equal(a, b)


@every_kind
def test_first_states_and_bias_may_be_missing(kind):
    x, *states, kernel, recurrent_kernel, bias = arguments(kind)
    nothing = [np.zeros_like(state) for state in states]
    expected = run(kind, x, *nothing, kernel, recurrent_kernel, np.zeros_like(bias))
    found = run(kind, x, *[None] * len(states), kernel, recurrent_kernel)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a.value, b.value)
    check_gradients(lambda *args: run(kind, args[0], *[None] * len(states), *args[1:]), [x, kernel, recurrent_kernel])


@every_kind
@pytest.mark.parametrize("name", GATE_ACTIVATIONS)
def test_every_activation_has_the_right_slope(kind, name):
    settings = {"activation": name} if kind == "simple_rnn" else {"recurrent_activation": name}
    check_gradients(lambda *args: run(kind, *args, **settings), arguments(kind, scale=0.3), tolerance=1e-5)


def test_an_unknown_activation_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"tanh.*but not 'softmax'"):
        run("lstm", *arguments("lstm"), activation="softmax")


@every_kind
def test_float32_stays_float32_on_both_ways(kind):
    sources = [Tensor(x) for x in arguments(kind, "float32")]
    with GradientTape() as tape:
        tape.watch(sources)
        results = run(kind, *sources, masks()[0])
    assert {each.dtype for each in results} == {"float32"}
    assert {g.dtype for g in tape.gradient(list(results), sources)} == {"float32"}


@every_kind
def test_asking_twice_gives_the_same_gradient(kind):
    sources = [Tensor(x) for x in arguments(kind)]
    with GradientTape(persistent=True) as tape:
        tape.watch(sources)
        outputs = run(kind, *sources)[0]
    first, second = (tape.gradient(outputs, sources) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a.value, b.value)


@every_kind
def test_a_masked_step_repeats_the_output_and_before_the_first_there_are_zeros(kind):
    outputs = run(kind, *arguments(kind), masks()[0])[0].value
    np.testing.assert_array_equal(outputs[0, 2], outputs[0, 1])
    np.testing.assert_array_equal(outputs[1, :2], np.zeros((2, UNITS)))
    np.testing.assert_array_equal(outputs[1, 3], outputs[1, 2])
    np.testing.assert_array_equal(outputs[2], np.zeros((STEPS, UNITS)))


@every_kind
def test_a_sample_that_is_masked_throughout_keeps_its_first_state(kind):
    x, h0, *rest = arguments(kind)
    _, h, *_ = run(kind, x, h0, *rest, masks()[0])
    np.testing.assert_array_equal(h.value[2], h0[2])


@every_kind
def test_going_backwards_is_reading_the_reversed_sequence(kind):
    x, *rest = arguments(kind)
    backwards, forwards = run(kind, x, *rest, go_backwards=True), run(kind, x[:, ::-1], *rest)
    for a, b in zip(backwards, forwards, strict=True):
        np.testing.assert_allclose(a.value, b.value)


@every_kind
def test_the_last_output_is_that_of_the_whole_sequence(kind):
    whole, h, *_ = run(kind, *arguments(kind))
    last = run(kind, *arguments(kind), return_sequences=False)[0]
    np.testing.assert_array_equal(last.value, whole.value[:, -1])
    np.testing.assert_array_equal(h.value, last.value)


@every_kind
def test_two_halves_with_the_state_between_make_the_whole(kind):
    x, *rest = arguments(kind)
    num_states = KINDS[kind][1]
    whole = run(kind, x, *rest, return_sequences=False)
    _, *between = run(kind, x[:, :2], *rest)
    halves = run(kind, x[:, 2:], *between, *rest[num_states:], return_sequences=False)
    for a, b in zip(whole, halves, strict=True):
        np.testing.assert_allclose(a.value, b.value)


def test_an_lstm_step_is_what_the_books_say():
    x, h, c, kernel, recurrent_kernel, bias = arguments("lstm")
    _, new_h, new_c = ops.lstm(x[:, :1], h, c, kernel, recurrent_kernel, bias)
    i, f, candidate, o = np.split(x[:, 0] @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    expected_c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    np.testing.assert_allclose(new_c.value, expected_c)
    np.testing.assert_allclose(new_h.value, sigmoid(o) * np.tanh(expected_c))


def test_a_gru_step_is_what_the_books_say():
    x, h, kernel, recurrent_kernel, bias = arguments("gru_before")
    _, new_h = ops.gru(x[:, :1], h, kernel, recurrent_kernel, bias, reset_after=False)
    x_z, x_r, x_candidate = np.split(x[:, 0] @ kernel + bias, 3, axis=1)
    k_z, k_r, k_candidate = np.split(recurrent_kernel, 3, axis=1)
    z, r = sigmoid(x_z + h @ k_z), sigmoid(x_r + h @ k_r)
    candidate = np.tanh(x_candidate + (r * h) @ k_candidate)
    np.testing.assert_allclose(new_h.value, z * h + (1 - z) * candidate)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@every_kind
def test_large_numbers_do_not_overflow(kind):
    arrays = arguments(kind, "float32", scale=300)
    with np.errstate(over="raise", invalid="raise"):
        assert np.isfinite(run(kind, *arrays)[0].value).all()


def test_a_sequence_without_steps_is_refused_in_a_sentence():
    x, *rest = arguments("simple_rnn")
    with pytest.raises(ValueError, match=r"at least one step, but the input has shape \(3, 0, 2\)"):
        ops.simple_rnn(x[:, :0], *rest)
