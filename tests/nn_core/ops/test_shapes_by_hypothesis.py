"""Shapes of all kinds: values as NumPy's, gradients in the shape of what they belong to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients

PAIRS = hnp.mutually_broadcastable_shapes(num_shapes=2, min_dims=0, max_dims=3, min_side=1, max_side=3)
SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, max_side=4)


def values(shape, seed=0):
    return np.random.default_rng(seed).uniform(0.5, 2.0, shape)


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "power", "maximum", "minimum"])
@given(shapes=PAIRS)
@settings(max_examples=25)
def test_operands_of_any_fitting_shapes(name, shapes):
    x, y = values(shapes.input_shapes[0], 1), values(shapes.input_shapes[1], 2)
    operation = getattr(ops, name)
    np.testing.assert_allclose(operation(x, y).value, getattr(np, name)(x, y))
    check_gradients(operation, [x, y])


@given(shapes=PAIRS)
def test_the_gradient_has_the_shape_of_the_operand(shapes):
    x, y = (Tensor(values(shape).astype(np.float32)) for shape in shapes.input_shapes)
    with GradientTape() as tape:
        tape.watch([x, y])
        z = x * y
    assert [g.shape for g in tape.gradient(z, [x, y])] == list(shapes.input_shapes)


@st.composite
def shape_and_axis(draw):
    shape = draw(SHAPES)
    axes = st.integers(-len(shape), len(shape) - 1)
    several = st.lists(axes, min_size=1, max_size=len(shape), unique_by=lambda axis: axis % len(shape)).map(tuple)
    return shape, draw(st.one_of(st.none(), axes, several))


@pytest.mark.parametrize("name", ["sum", "mean", "max", "min", "prod", "var", "std"])
@given(where=shape_and_axis(), keepdims=st.booleans())
@settings(max_examples=20)
def test_reductions_along_any_axes(name, where, keepdims):
    shape, axis = where
    x = values(shape)
    operation = getattr(ops, name)
    expected = getattr(np, name)(x, axis=axis, keepdims=keepdims)
    np.testing.assert_allclose(operation(x, axis=axis, keepdims=keepdims).value, expected)
    if name != "std" or np.all(expected > 1e-3):  # the root has no slope at 0
        check_gradients(lambda x: operation(x, axis=axis, keepdims=keepdims), [x], tolerance=1e-5)


@given(where=shape_and_axis(), keepdims=st.booleans())
@settings(max_examples=30)
def test_logsumexp_along_any_axes(where, keepdims):
    shape, axis = where
    x = values(shape)
    expected = np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))
    np.testing.assert_allclose(ops.logsumexp(x, axis=axis, keepdims=keepdims).value, expected)
    check_gradients(lambda x: ops.logsumexp(x, axis=axis, keepdims=keepdims), [x])


@given(shape=SHAPES, repeats=st.lists(st.integers(1, 3), min_size=1, max_size=5))
@settings(max_examples=50)
def test_tile_repeats_any_shape_any_number_of_times(shape, repeats):
    np.testing.assert_array_equal(ops.tile(values(shape), repeats).value, np.tile(values(shape), repeats))


@given(batch=PAIRS, sizes=st.tuples(*[st.integers(1, 3)] * 3))
@settings(max_examples=30)
def test_matmul_of_any_batches(batch, sizes):
    n, k, m = sizes
    x, y = values((*batch.input_shapes[0], n, k), 1), values((*batch.input_shapes[1], k, m), 2)
    np.testing.assert_allclose(ops.matmul(x, y).value, x @ y)
    check_gradients(ops.matmul, [x, y])


@given(data=st.data(), shape=SHAPES)
@settings(max_examples=60)
def test_indexing_as_numpy_does(data, shape):
    x = values(shape)
    key = data.draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    np.testing.assert_array_equal(ops.getitem(x, key).value, x[key])
    check_gradients(lambda x: ops.getitem(x, key), [x])
