import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.integers(-2, 1),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 99),
)
def test_batch_norm_gives_the_definition_and_its_gradients(shape, axis, scaled, centered, masked, seed):
    numbers = np.random.default_rng(seed)
    x, size = numbers.standard_normal(shape), shape[axis]
    gamma = numbers.standard_normal(size) if scaled else None
    beta = numbers.standard_normal(size) if centered else None
    mask = numbers.random(shape[:-1]) < 0.7 if masked else None
    options = {"axis": axis, "epsilon": 0.1, "count_epsilon": 0.2}
    y, mean, variance = (each.value for each in ops.batch_norm(x, gamma, beta, mask, **options))

    rows = np.moveaxis(x, axis, -1).reshape(-1, size)
    weights = np.moveaxis(np.broadcast_to(True if mask is None else mask[..., None], shape), axis, -1).reshape(-1, size)
    count = weights.sum(axis=0) + (0.2 if masked else 0)
    expected_mean = (rows * weights).sum(axis=0) / count
    expected_variance = ((rows - expected_mean) ** 2 * weights).sum(axis=0) / count
    expected = (rows - expected_mean) / np.sqrt(expected_variance + 0.1)
    expected = expected * (1 if gamma is None else gamma) + (0 if beta is None else beta)
    np.testing.assert_allclose(mean, expected_mean, atol=1e-12)
    np.testing.assert_allclose(variance, expected_variance, atol=1e-12)
    np.testing.assert_allclose(np.moveaxis(y, axis, -1).reshape(-1, size), expected, atol=1e-12)
    check_gradients(lambda x, gamma, beta: ops.batch_norm(x, gamma, beta, mask, **options), [x, gamma, beta])


def test_numbers_far_from_zero_keep_their_variance():
    x = 1000 + np.random.default_rng(0).standard_normal((4096, 3)).astype("float32")
    _, _, variance = ops.batch_norm(x)
    np.testing.assert_allclose(variance.value, x.astype("float64").var(axis=0), rtol=1e-3)


@pytest.mark.parametrize("axis", [-1, 1])
def test_scale_and_shift_works_along_any_axis(axis):
    x, scale, shift = np.random.default_rng(0).standard_normal((2, 3, 3)), np.arange(3.0), np.ones(3)
    shape = (1, 3, 1) if axis == 1 else (1, 1, 3)
    y = ops.scale_and_shift(x, scale, shift, axis=axis)
    np.testing.assert_allclose(y.value, x * scale.reshape(shape) + shift.reshape(shape))


def test_float32_stays_float32_on_both_ways():
    sources = [Tensor(np.ones(shape, "float32")) for shape in ((4, 3), (3,), (3,))]
    with GradientTape() as tape:
        tape.watch(sources)
        results = ops.batch_norm(*sources)
    assert {each.dtype for each in results} == {"float32"}
    assert {g.dtype for g in tape.gradient(list(results), sources)} == {"float32"}
