"""Sums of rows with the same number, against sums one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nn_core.ops.equal_rows import EqualRows, distinct

some_numbers = st.lists(st.integers(0, 9), min_size=1, max_size=60).map(np.array)


@given(some_numbers)
def test_every_number_is_found_once_and_each_place_knows_its_own(numbers):
    found, which = distinct(numbers, 10)
    np.testing.assert_array_equal(found, sorted(set(numbers)))
    np.testing.assert_array_equal(found[which], numbers)


@given(some_numbers, st.sampled_from(["float32", "float64", "float16"]))
def test_rows_with_the_same_number_are_summed(numbers, dtype):
    found, which = distinct(numbers, 10)
    rows = (np.arange(3 * len(numbers)) % 7).reshape(-1, 3).astype(dtype)
    sums = np.empty((len(found), 3), dtype)
    EqualRows(which, len(found)).sum(rows, sums)
    for number, total in zip(found, sums, strict=True):
        np.testing.assert_array_equal(total, rows[numbers == number].sum(axis=0))


def test_a_sum_of_many_rows_is_as_exact_as_numpys():
    rows = np.random.default_rng(0).random((70_000, 1), dtype="float32")
    total = np.empty((1, 1), "float32")
    EqualRows(np.zeros(len(rows), np.intp), 1).sum(rows, total)
    np.testing.assert_allclose(total[0, 0], rows.astype("float64").sum(), rtol=1e-6)
