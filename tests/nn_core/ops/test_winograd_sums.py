"""The maps of convolutions in tiles by few additions: compiled or not the same bits."""

import importlib.util

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import config
from nn_core.autodiff.accelerator import Accelerator
from nn_core.ops import convolution, tiling, winograd_passes, winograd_sums
from nn_core.ops.windows import Windows

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")
PASSES = list(winograd_sums._IN_NUMPY)


@pytest.fixture(scope="module")
def compiled():
    made = Accelerator()
    for each in PASSES:
        assert made.compile(each)
    return made


@pytest.fixture
def summed(monkeypatch):
    """Everything is done by few additions, at first with NumPy."""
    monkeypatch.setattr(winograd_sums, "may_be_used", lambda: True)


def arrays(batch, size, channels, filters, padding):
    numbers = np.random.default_rng(0)
    output = Windows.over(size, 3, padding=padding).output
    shapes = [(batch, *size, channels), (3, 3, channels, filters), (filters,), (batch, *output, filters)]
    return [numbers.standard_normal(shape) for shape in shapes]


def results_and_gradients(x, kernel, bias, g, padding):
    windows = Windows.over(x.shape[1:3], 3, padding=padding)
    gradients = [np.empty_like(each) for each in (x, kernel, bias)]
    convolution.write_gradients(g, x, kernel, windows, 1, *gradients)
    return [convolution.slide(x, kernel, bias, windows, is_rectified=True), *gradients]


def narrow(drawn):
    return [each.astype("float32") for each in drawn]


@given(
    st.integers(1, 5),
    st.tuples(st.integers(6, 21), st.integers(6, 21)),
    st.integers(16, 40),
    st.integers(16, 40),
    st.sampled_from(["valid", "same"]),
)
def test_sums_agree_with_the_direct_form_to_rounding(batch, size, channels, filters, padding):
    wide = arrays(batch, size, channels, filters, padding)
    expected = results_and_gradients(*wide, padding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(winograd_sums, "may_be_used", lambda: True)
        found = results_and_gradients(*narrow(wide), padding)
    for each, exact in zip(found, expected, strict=True):
        assert np.abs(each - exact).max() <= 4e-6 * np.abs(exact).max()


@needs_numba
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [(10, 14), (9, 11), (8, 35)])
def test_compiled_passes_give_the_same_bits(padding, size, summed, compiled, monkeypatch):
    monkeypatch.setattr(tiling, "CHUNK", 36 * 2 * 16 * 20)  # samples together, and the last size in strips
    given_arrays = narrow(arrays(5, size, 16, 20, padding))
    expected = results_and_gradients(*given_arrays, padding)
    monkeypatch.setattr(winograd_sums, "accelerator", compiled)
    config.use_accelerator(True)
    found = results_and_gradients(*given_arrays, padding)
    config.use_accelerator(False)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_passes_do_what_numpy_does(summed, monkeypatch):
    given_arrays = narrow(arrays(2, (6, 7), 16, 16, "same"))
    expected = results_and_gradients(*given_arrays, "same")
    monkeypatch.setattr(winograd_sums, "_IN_NUMPY", {each: each for each in PASSES})
    for a, b in zip(results_and_gradients(*given_arrays, "same"), expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_nan_remains_where_negative_results_become_zero(summed):
    x, kernel, bias, _ = narrow(arrays(1, (8, 8), 16, 16, "same"))
    bias[3] = np.nan
    y = convolution.slide(x, kernel, bias, Windows.over((8, 8), 3, padding="same"), is_rectified=True)
    assert np.isnan(y[..., 3]).all()
    assert not np.isnan(y[..., 4]).any()


def test_matrices_are_used_where_numba_is_switched_off():
    config.use_accelerator(False)
    assert not winograd_sums.may_be_used()


def test_matrices_are_used_where_a_pass_cannot_be_compiled(monkeypatch):
    broken = Accelerator()
    monkeypatch.setattr(winograd_sums, "accelerator", broken)
    monkeypatch.setattr("nn_core.autodiff.accelerator._is_installed", lambda: True)
    config.use_accelerator(True)
    assert winograd_sums.may_be_used()
    broken._failed.add(winograd_passes.write_values)
    assert not winograd_sums.may_be_used()
    config.use_accelerator(False)
