"""Convolution in tiles against the direct form, in float64, for shapes drawn by hypothesis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor
from nn_core.ops import tiling, winograd
from nn_core.ops.windows import Windows


def results_and_gradients(x, kernel, bias, g, **settings):
    sources = [Tensor(x), Tensor(kernel), Tensor(bias)]
    with GradientTape() as tape:
        tape.watch(sources)
        y = ops.conv(*sources, **settings)
    return [y.value, *(each.value for each in tape.gradient(y, sources, output_gradients=g))]


@st.composite
def convolutions(draw):
    batch, channels, filters = draw(st.integers(1, 9)), draw(st.integers(16, 40)), draw(st.integers(16, 40))
    size = draw(st.tuples(st.integers(6, 21), st.integers(6, 21)))
    numbers = np.random.default_rng(draw(st.integers(0, 99)))
    x, kernel = numbers.standard_normal((batch, *size, channels)), numbers.standard_normal((3, 3, channels, filters))
    return x, kernel, numbers.standard_normal(filters), draw(st.sampled_from(["valid", "same"]))


def assert_agrees(x, kernel, bias, padding):
    g = np.random.default_rng(0).standard_normal(ops.conv(x, kernel, padding=padding).shape)
    narrow = (each.astype("float32") for each in (x, kernel, bias, g))
    expected = results_and_gradients(x, kernel, bias, g, padding=padding)
    for found, exact in zip(results_and_gradients(*narrow, padding=padding), expected, strict=True):
        assert found.dtype == np.float32
        assert np.abs(found - exact).max() <= 4e-6 * np.abs(exact).max()


@given(convolutions())
def test_tiles_agree_with_the_direct_form_to_rounding(drawn):
    assert_agrees(*drawn)


def test_a_sample_cut_into_strips_gives_the_same(monkeypatch):
    monkeypatch.setattr(tiling, "CHUNK", 36 * 2 * 16 * 20)
    numbers = np.random.default_rng(0)
    x, kernel = numbers.standard_normal((3, 30, 38, 16)), numbers.standard_normal((3, 3, 16, 16))
    assert_agrees(x, kernel, np.zeros(16), "same")


def test_the_last_bits_do_not_depend_on_the_number_of_threads():
    from threadpoolctl import threadpool_limits

    numbers = np.random.default_rng(0)
    shapes = [(7, 20, 20, 32), (3, 3, 32, 32), (32,), (7, 18, 18, 32)]
    arrays = [numbers.standard_normal(shape, dtype="float32") for shape in shapes]
    several = results_and_gradients(*arrays)
    with threadpool_limits(1, user_api="blas"):
        alone = results_and_gradients(*arrays)
    for found, expected in zip(several, alone, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_it_can_be_switched_off(monkeypatch):
    windows, kernel = Windows.over((9, 9), (3, 3)), np.zeros((3, 3, 16, 16), "float32")
    assert winograd.is_suitable(windows, kernel, groups=1)
    monkeypatch.setattr(winograd, "enabled", False)
    assert not winograd.is_suitable(windows, kernel, groups=1)


@pytest.mark.parametrize(
    "settings",
    [
        {"window": (5, 5)},
        {"strides": 2},
        {"dilation": 2},
        {"groups": 2},
        {"dtype": "float64"},
        {"channels": 3},
        {"size": (5, 9)},
    ],
    ids=str,
)
def test_all_other_convolutions_are_direct(settings):
    window, channels = settings.get("window", (3, 3)), settings.get("channels", 16)
    windows = Windows.over(
        settings.get("size", (9, 9)), window, settings.get("strides", 1), dilation=settings.get("dilation", 1)
    )
    kernel = np.zeros((*window, channels, 16), settings.get("dtype", "float32"))
    assert not winograd.is_suitable(windows, kernel, settings.get("groups", 1))
