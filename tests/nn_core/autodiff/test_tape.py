"""The tape: gradients of what was computed, no more and no less."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, Variable, check_gradients, primitive, stop_recording


def test_the_gradient_of_a_square_is_twice_the_number() -> None:
    x = Variable(3.0)
    with GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x).numpy() == 6


def test_a_tensor_is_followed_only_when_watched() -> None:
    x = Tensor(np.array(2.0))
    with GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x) is None
    with GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy() == 4


def test_a_frozen_variable_gets_no_gradient() -> None:
    x, frozen = Variable(3.0), Variable(4.0, trainable=False)
    with GradientTape() as tape:
        y = x * frozen
    assert [None if g is None else g.numpy() for g in tape.gradient(y, [x, frozen])] == [4, None]


def test_gradients_of_several_ways_add_up() -> None:
    x = Variable(np.ones(3))
    with GradientTape() as tape:
        y = x + x + x * 2 + x
    np.testing.assert_array_equal(tape.gradient(y, x).numpy(), np.full(3, 5.0))


def test_adding_up_does_not_change_gradients_that_others_share() -> None:
    a, b = Variable(np.ones(2)), Variable(np.ones(2))
    with GradientTape() as tape:
        c = a + b  # both get the same array as gradient
        y = c + a + a
    g_a, g_b = tape.gradient(y, [a, b])
    assert g_a.numpy().tolist() == [3, 3]
    assert g_b.numpy().tolist() == [1, 1]


def test_an_intermediate_result_can_be_a_source() -> None:
    x = Variable(2.0)
    with GradientTape() as tape:
        middle = x * x
        y = middle * middle
    g_middle, g_x = tape.gradient(y, [middle, x])
    assert (g_middle.numpy(), g_x.numpy()) == (8, 32)


def test_a_tape_is_used_once_unless_it_is_persistent() -> None:
    x = Variable(2.0)
    with GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, x)
    with GradientTape(persistent=True) as tape:
        y = x * x
    assert tape.gradient(y, x).numpy() == tape.gradient(y, x).numpy() == 4


def test_sources_may_be_a_dict_and_unconnected_ones_zero() -> None:
    x, apart = Variable(np.ones(2)), Variable(np.ones(3))
    with GradientTape() as tape:
        y = ops.sum(x)
    found = tape.gradient(y, {"x": x, "apart": apart}, unconnected_gradients="zero")
    assert {name: g.numpy().tolist() for name, g in found.items()} == {"x": [1, 1], "apart": [0, 0, 0]}


def test_nothing_is_recorded_while_recording_stops() -> None:
    x = Variable(2.0)
    with GradientTape() as tape:
        with stop_recording():
            constant = x * x
        y = constant * x
    assert tape.gradient(y, x).numpy() == 4


def test_two_tapes_record_side_by_side() -> None:
    x = Variable(2.0)
    with GradientTape() as outer, GradientTape() as inner:
        y = x * x * x
    assert outer.gradient(y, x).numpy() == inner.gradient(y, x).numpy() == 12


def test_the_way_back_frees_what_it_has_passed() -> None:
    freed: list[bool] = []
    x = Variable(np.ones(4))

    @primitive
    def first(a):
        return a + 0, lambda g, needs: (freed.append(kept() is None) or g,)

    with GradientTape() as tape:
        middle = first(x)
        y = ops.exp(middle)
        z = ops.sum(y)
        kept = weakref.ref(y)
        del y
    gc.collect()
    tape.gradient(z, x)
    assert freed == [True]


def test_a_primitive_with_several_results_gets_none_for_unused_ones() -> None:
    seen = []

    @primitive
    def halves(a):
        def vjp(g, needs):
            seen.append([each is None for each in g])
            return (np.concatenate([g[0], np.zeros(2)]),)

        return (a[:2], a[2:]), vjp

    x = Variable(np.arange(4.0))
    with GradientTape() as tape:
        left, _ = halves(x)
    assert tape.gradient(left, x).numpy().tolist() == [1, 1, 0, 0]
    assert seen == [[False, True]]


def test_the_gradient_check_finds_a_wrong_derivative() -> None:
    @primitive
    def wrong(x):
        return x * x, lambda g, needs: (g * x,)

    with pytest.raises(AssertionError, match="finite differences"):
        check_gradients(wrong, [np.arange(1.0, 4.0)])


@given(st.lists(st.sampled_from(["add", "multiply", "tanh", "square"]), min_size=1, max_size=8), st.integers(0, 99))
def test_any_chain_of_operations_agrees_with_finite_differences(chain: list[str], seed: int) -> None:
    def function(x: Tensor) -> Tensor:
        y = x
        for name in chain:
            y = (
                ops.tanh(y + x)
                if name == "tanh"
                else ops.square(ops.tanh(y))
                if name == "square"
                else getattr(ops, name)(y, x)
            )
        return y

    check_gradients(function, [np.random.default_rng(seed).uniform(-1, 1, (2, 3))], tolerance=1e-5)


def test_a_gradient_within_another_tape_says_that_it_counts_as_a_constant():
    x = Variable(np.array(2.0))
    with GradientTape() as outer:
        with GradientTape() as inner:
            y = x * x * x
        with pytest.warns(UserWarning, match="no second derivatives"):
            slope = inner.gradient(y, x)
        z = slope * x
    assert float(outer.gradient(z, x)) == 12.0


def test_a_gradient_after_another_tape_has_ended_says_nothing():
    x = Variable(np.array(2.0))
    with GradientTape() as first:
        y = x * x
    with GradientTape() as second:
        z = x * float(first.gradient(y, x))
    assert float(second.gradient(z, x)) == 4.0
