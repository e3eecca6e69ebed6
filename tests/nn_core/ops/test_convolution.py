"""Convolution against a loop over every window, for shapes and settings drawn by hypothesis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, check_gradients
from nn_core.ops.windows import sample_blocks, window_output_size, window_padding


def convolve_by_loop(x, kernel, strides, padding, dilation, groups):
    """The definition: the sum over a window, for every window, filter and sample."""
    ndim = x.ndim - 2
    sizes, window = x.shape[1:-1], kernel.shape[:ndim]
    around = [window_padding(sizes[i], window[i], strides[i], padding, dilation[i]) for i in range(ndim)]
    padded = np.pad(x, [(0, 0), *around, (0, 0)])
    output = [window_output_size(sizes[i], window[i], strides[i], padding, dilation[i]) for i in range(ndim)]
    y = np.zeros((len(x), *output, kernel.shape[-1]))
    channels, filters = x.shape[-1] // groups, kernel.shape[-1] // groups
    for place in np.ndindex(*output):
        for tap in np.ndindex(*window):
            at = tuple(p * s + t * d for p, s, t, d in zip(place, strides, tap, dilation, strict=True))
            for group in range(groups):
                seen = padded[(slice(None), *at, slice(group * channels, (group + 1) * channels))]
                into = slice(group * filters, (group + 1) * filters)
                y[(slice(None), *place, into)] += seen @ kernel[tap][:, into]
    return y


@st.composite
def convolutions(draw):
    ndim = draw(st.integers(1, 3))
    padding = draw(st.sampled_from(["valid", "same", "causal"] if ndim == 1 else ["valid", "same"]))
    window = draw(st.tuples(*[st.integers(1, 3)] * ndim))
    strides = draw(st.tuples(*[st.integers(1, 3)] * ndim))
    dilation = draw(st.tuples(*[st.integers(1, 2)] * ndim))
    sizes = tuple(d * (w - 1) + 1 + draw(st.integers(0, 3)) for w, d in zip(window, dilation, strict=True))
    groups = draw(st.integers(1, 2))
    channels, filters, batch = draw(st.integers(1, 5)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    numbers = np.random.default_rng(draw(st.integers(0, 99)))
    x = numbers.standard_normal((batch, *sizes, channels * groups))
    kernel = numbers.standard_normal((*window, channels, filters * groups))
    settings = {"strides": strides, "padding": padding, "dilation_rate": dilation, "groups": groups}
    return x, kernel, settings


@given(convolutions())
def test_it_is_the_sum_over_every_window(drawn):
    x, kernel, settings = drawn
    expected = convolve_by_loop(x, kernel, *settings.values())
    np.testing.assert_allclose(ops.conv(x, kernel, **settings).value, expected, atol=1e-12)


@given(convolutions())
def test_its_gradients_agree_with_finite_differences(drawn):
    x, kernel, settings = drawn
    bias = np.linspace(-1, 1, kernel.shape[-1])
    check_gradients(lambda *args: ops.conv(*args, **settings), [x, kernel, bias])


def test_a_batch_cut_into_blocks_gives_the_same(monkeypatch):
    numbers = np.random.default_rng(0)
    x, kernel = numbers.standard_normal((5, 6, 6, 4)), numbers.standard_normal((3, 3, 4, 2))
    whole = ops.conv(x, kernel, padding="same").value
    monkeypatch.setattr("nn_core.ops.windows.BLOCK_SIZE", 36 * 36 * 2)
    np.testing.assert_allclose(ops.conv(x, kernel, padding="same").value, whole)
    check_gradients(lambda *args: ops.conv(*args, padding="same"), [x, kernel])


@pytest.mark.parametrize("channels", [1, 8])
def test_float32_stays_float32_on_both_ways(channels):
    x, kernel = np.ones((2, 5, 5, channels), "float32"), np.ones((3, 3, channels, 2), "float32")
    bias = Tensor(np.ones(2, "float32"))
    sources = [Tensor(x), Tensor(kernel), bias]
    with GradientTape() as tape:
        tape.watch(sources)
        y = ops.conv(*sources, strides=2, padding="same")
    assert {y.dtype, *(g.dtype for g in tape.gradient(y, sources))} == {"float32"}


def test_channels_that_do_not_fit_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match="made for 4 channels, but the input has 3"):
        ops.conv(np.ones((1, 5, 5, 3)), np.ones((3, 3, 4, 2)))
    with pytest.raises(ValueError, match="multiples of 2, not 3 and 2"):
        ops.conv(np.ones((1, 5, 3)), np.ones((3, 3, 2)), groups=2)


def test_a_window_that_does_not_fit_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"spans \(5,\) does not fit into an input of size \(4,\)"):
        ops.conv(np.ones((1, 4, 1)), np.ones((3, 1, 1)), dilation_rate=2)


@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
def test_padding_makes_room_for_the_windows_it_promises(size, window, stride, dilation):
    for padding in ("same", "causal"):
        before, after = window_padding(size, window, stride, padding, dilation)
        padded = window_output_size(size + before + after, window, stride, "valid", dilation)
        assert padded == window_output_size(size, window, stride, padding, dilation)
    assert window_output_size(None, window, stride, "valid", dilation) is None


@given(st.integers(0, 50), st.integers(0, 2**21))
def test_blocks_cover_the_batch_once(num_samples, numbers_per_sample):
    blocks = sample_blocks(num_samples, numbers_per_sample)
    assert [i for block in blocks for i in range(block.start, block.stop)] == list(range(num_samples))
