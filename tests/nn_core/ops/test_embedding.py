import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor

indices_up_to_six = of_numpy.arrays(np.int32, of_numpy.array_shapes(max_dims=3, min_side=0), elements=st.integers(0, 6))


@given(indices_up_to_six)
def test_rows_are_looked_up_and_gradients_of_equal_rows_add_up(indices):
    table = Tensor(np.arange(14.0).reshape(7, 2))
    worth = np.random.default_rng(0).standard_normal((*indices.shape, 2))
    with GradientTape() as tape:
        tape.watch(table)
        y = ops.embedding(indices, table)
    expected = np.zeros((7, 2))
    for place in np.ndindex(indices.shape):
        expected[indices[place]] += worth[place]
        np.testing.assert_array_equal(y.value[place], table.value[indices[place]])
    np.testing.assert_allclose(tape.gradient(y, table, output_gradients=worth).value, expected, atol=1e-12)


def test_whole_numbers_in_floats_are_taken_as_indices():
    np.testing.assert_array_equal(ops.embedding(np.array([1.0, 0.0]), np.eye(2)).value, np.eye(2)[::-1])


@pytest.mark.parametrize("wrong", [-1, 7])
def test_an_index_outside_the_table_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match=f"7 rows takes indices from 0 to 6, but got {wrong}"):
        ops.embedding(np.array([0, wrong]), np.ones((7, 2)))


def test_float32_stays_float32_on_both_ways():
    table = Tensor(np.ones((3, 2), "float32"))
    with GradientTape() as tape:
        tape.watch(table)
        y = ops.embedding(np.array([[0, 2]]), table)
    assert {y.dtype, tape.gradient(y, table).dtype} == {"float32"}
