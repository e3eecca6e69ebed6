"""EinsumDense: what an equation means, and which ones mean nothing."""

import numpy as np
import pytest

from nn_core.layers import Dense, EinsumDense, Input

X = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")


def test_it_is_dense_when_the_equation_says_so():
    dense, einsum = Dense(5), EinsumDense("...x,xy->...y", 5, bias_axes="y")
    expected = dense(X)
    einsum(X)
    einsum.set_weights(dense.get_weights())
    np.testing.assert_allclose(einsum(X).value, expected.value, rtol=1e-5)
    assert einsum.count_macs((None, 3, 4)) == dense.count_macs((None, 3, 4))


def test_letters_of_the_kernel_decide_what_is_shared():
    assert _kernel("abc,cd->abd", (3, 5)) == (4, 5)
    assert _kernel("abc,bcd->abd", (3, 5)) == (3, 4, 5)
    assert _kernel("abc,bcd->ad", (5,)) == (3, 4, 5)


def _kernel(equation, output_shape):
    layer = EinsumDense(equation, output_shape)
    layer(X)
    return layer.kernel.shape


def test_axes_after_the_letters_may_be_left_open():
    layer = EinsumDense("ab...,bc->ac...", 5, bias_axes="c")
    assert layer(X).shape == (2, 5, 4)
    assert layer.bias.shape == (5, 1)


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "reason"),
    [
        ("abc->abd", (3, 5), None, "equation must say what is multiplied"),
        ("ab,bc->ac", (5,), None, "is for 2 axes, but the input has 3"),
        ("abc,cd->abe", (3, 5), None, "'e' stands for nothing"),
        ("abc,cd->abd", (5,), None, "output_shape must give 2 sizes"),
        ("abc,cd->abd", (7, 5), None, "says 7 for 'b'.*has 3 there"),
        ("abc,cd->abd", (3, 5), "c", "'c' stands for nothing"),
    ],
)
def test_an_equation_that_does_not_fit_is_refused(equation, output_shape, bias_axes, reason):
    with pytest.raises(ValueError, match=reason):
        EinsumDense(equation, output_shape, bias_axes=bias_axes)(X)


def test_an_input_that_no_longer_fits_the_kernel_is_refused():
    layer = EinsumDense("...x,xy->...y", 5)
    layer(Input((3, 4)))
    with pytest.raises(ValueError, match="kernel of shape"):
        layer(X[..., :3])


def test_the_spread_of_the_weights_follows_from_what_the_axes_mean():
    layer = EinsumDense("abc,bcd->ad", 50, kernel_initializer="glorot_uniform")
    layer(np.zeros((1, 30, 20), "float32"))
    limit = np.sqrt(6 / (30 * 20 + 50))
    assert 0.95 * limit < abs(layer.kernel.value).max() <= limit
