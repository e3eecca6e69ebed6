"""Reductions of short rows against NumPy's own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nn_core.ops.rows import largest_of_rows, sum_of_products, sum_of_rows

shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3).flatmap(
    lambda front: st.integers(1, 40).map(lambda size: (*front, size))
)


@given(shapes, st.integers(0, 99))
def test_they_give_what_numpy_gives(shape, seed):
    numbers = np.random.default_rng(seed)
    x, y = numbers.standard_normal((2, *shape))
    np.testing.assert_array_equal(largest_of_rows(x), x.max(axis=-1, keepdims=True))
    np.testing.assert_allclose(sum_of_rows(x), x.sum(axis=-1, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(sum_of_products(x, y), (x * y).sum(axis=-1, keepdims=True), atol=1e-12)


@given(shapes)
def test_they_write_into_a_given_array(shape):
    x, out = np.ones(shape), np.empty((*shape[:-1], 1))
    assert largest_of_rows(x, out) is out
    np.testing.assert_array_equal(out, 1)
    assert sum_of_rows(x, out) is out
    np.testing.assert_array_equal(out, shape[-1])
    assert sum_of_products(x, 2 * x, out) is out
    np.testing.assert_array_equal(out, 2 * shape[-1])


def test_a_row_with_nan_has_no_largest_number():
    assert np.isnan(largest_of_rows(np.array([[1.0, np.nan, 2.0]]))).all()
