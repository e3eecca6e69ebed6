"""Pooling against a loop over every window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients
from nn_core.ops.windows import window_output_size, window_padding


def pool_by_loop(x, reduce, pool_size, strides, padding):
    """The definition: each window, cut off where it reaches over the edge, reduced by itself."""
    sizes = x.shape[1:-1]
    axes = list(zip(sizes, pool_size, strides, strict=True))
    output = [window_output_size(*axis, padding) for axis in axes]
    y = np.empty((len(x), *output, x.shape[-1]))
    for place in np.ndindex(*output):
        cut = []
        for p, (size, window, stride) in zip(place, axes, strict=True):
            start = p * stride - window_padding(size, window, stride, padding)[0]
            cut.append(slice(max(start, 0), start + window))
        y[(slice(None), *place)] = reduce(x[(slice(None), *cut)], axis=tuple(range(1, x.ndim - 1)))
    return y


@st.composite
def poolings(draw):
    ndim = draw(st.integers(1, 3))
    pool_size = draw(st.tuples(*[st.integers(1, 3)] * ndim))
    strides = draw(st.tuples(*[st.integers(1, 3)] * ndim))
    sizes = tuple(window + draw(st.integers(0, 4)) for window in pool_size)
    numbers = np.random.default_rng(draw(st.integers(0, 99)))
    x = numbers.standard_normal((draw(st.integers(1, 3)), *sizes, draw(st.integers(1, 3))))
    return x, {"pool_size": pool_size, "strides": strides, "padding": draw(st.sampled_from(["valid", "same"]))}


@given(poolings())
def test_it_reduces_every_window(drawn):
    x, settings = drawn
    np.testing.assert_array_equal(ops.max_pool(x, **settings).value, pool_by_loop(x, np.max, *settings.values()))
    np.testing.assert_allclose(ops.average_pool(x, **settings).value, pool_by_loop(x, np.mean, *settings.values()))


@given(poolings())
def test_its_gradients_agree_with_finite_differences(drawn):
    x, settings = drawn
    check_gradients(lambda x: ops.max_pool(x, **settings), [x])
    check_gradients(lambda x: ops.average_pool(x, **settings), [x])


@pytest.mark.parametrize("strides", [1, 2])
def test_of_equal_maxima_the_first_gets_the_gradient(strides):
    x = Tensor(np.zeros((1, 2, 2, 1), "float32"))
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.max_pool(x, pool_size=2, strides=strides)
    np.testing.assert_array_equal(tape.gradient(y, x).value.ravel(), [1, 0, 0, 0])


@pytest.mark.parametrize("pool", [ops.max_pool, ops.average_pool])
def test_float32_stays_float32_on_both_ways(pool):
    x = Tensor(np.ones((2, 5, 5, 3), "float32"))
    with GradientTape() as tape:
        tape.watch(x)
        y = pool(x, pool_size=2, padding="same")
    assert {y.dtype, tape.gradient(y, x).dtype} == {"float32"}


def test_negative_numbers_are_larger_than_the_padding():
    y = ops.max_pool(-np.ones((1, 3, 1)), pool_size=3, strides=1, padding="same")
    np.testing.assert_array_equal(y.value, -np.ones((1, 3, 1)))
