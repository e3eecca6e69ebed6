"""Functions that take functions, and tensors rearranged by a pattern."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients
from nn_core.layers import Input
from nn_core.models import Model


def test_a_function_may_have_a_derivative_of_its_own():
    @ops.custom_gradient
    def doubled(x):
        return x * 2, lambda upstream: upstream * 3

    x = Tensor(np.ones(3))
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.sum(doubled(x) * 5)
    assert y.numpy() == 30
    assert tape.gradient(y, x).numpy().tolist() == [15, 15, 15]


def test_a_running_combination_is_the_running_sum_for_a_sum():
    x = np.arange(12.0).reshape(3, 4)
    for reverse in (False, True):
        found = ops.associative_scan(lambda a, b: a + b, x, reverse=reverse, axis=1)
        expected = x[:, ::-1].cumsum(axis=1)[:, ::-1] if reverse else x.cumsum(axis=1)
        np.testing.assert_array_equal(found, expected)
    both = ops.associative_scan(lambda a, b: [a[0] + b[0], a[1] * b[1]], [x, x + 1])
    np.testing.assert_array_equal(both[1], (x + 1).cumprod(axis=0))


def test_a_vectorized_function_sees_one_number_or_one_row():
    larger = ops.vectorize(lambda a, b: ops.maximum(a, b))
    np.testing.assert_array_equal(larger(np.arange(3.0), 1.0), [1, 1, 2])
    rows = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(ops.vectorize(ops.sum, signature="(n)->()")(rows), rows.sum(axis=1))


@pytest.mark.parametrize(
    ("pattern", "sizes", "shape"),
    [
        ("b h w c -> b c h w", {}, (2, 3, 4, 6)),
        ("b h w c -> (b h) w c", {}, (8, 6, 3)),
        ("b (h p) (w q) c -> b h w (c p q)", {"p": 2, "q": 3}, (2, 2, 2, 18)),
    ],
)
def test_axes_are_rearranged_by_a_pattern(pattern, sizes, shape):
    x = np.random.default_rng(0).normal(size=(2, 4, 6, 3))
    assert ops.rearrange(x, pattern, **sizes).shape == shape
    check_gradients(lambda x: ops.rearrange(x, pattern, **sizes), [x])


def test_rearranging_puts_numbers_where_the_pattern_says():
    x = np.arange(12.0).reshape(2, 6)
    expected = x.reshape(2, 2, 3).transpose(2, 0, 1).reshape(3, 4)
    np.testing.assert_array_equal(ops.rearrange(x, "a (b c) -> c (a b)", c=3), expected)


def test_a_pattern_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not describe a tensor of shape"):
        ops.rearrange(np.zeros((2, 3)), "a b c -> a b c")
    with pytest.raises(ValueError, match="give their sizes"):
        ops.rearrange(np.zeros((2, 6)), "a (b c) -> a b c")
    with pytest.raises(ValueError, match="same axes"):
        ops.rearrange(np.zeros((2, 6)), "a b -> a c")


def test_the_functions_stand_between_the_layers_of_a_model():
    x = Input((4, 4, 2))
    model = Model(x, [ops.rearrange(x, "b h w c -> b (h w) c"), ops.depth_to_space(ops.space_to_depth(x, 2), 2)])
    assert [y.shape for y in model.outputs] == [(None, 16, 2), (None, 4, 4, 2)]
    given = np.random.default_rng(0).normal(size=(1, 4, 4, 2)).astype("float32")
    rows, back = model.predict(given, verbose=0)
    np.testing.assert_array_equal(rows, given.reshape(1, 16, 2))
    np.testing.assert_array_equal(back, given)
    copy = Model.from_config(model.get_config())
    np.testing.assert_array_equal(copy.predict(given, verbose=0)[0], rows)
