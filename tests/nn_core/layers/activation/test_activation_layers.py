"""Activation layers: slopes that are learned, masks, and what is refused."""

import numpy as np
import pytest

from nn_core.layers import Input, LeakyReLU, PReLU, ReLU, Softmax, ThresholdedReLU

X = np.array([[-2.0, 0.5, 3.0]], "float32")


def test_prelu_has_one_slope_for_each_place_that_is_not_shared():
    layer = PReLU(alpha_initializer="ones", shared_axes=[1, 2])
    layer(np.ones((2, 5, 4, 3), "float32"))
    assert layer.alpha.shape == (1, 1, 3)
    assert PReLU(alpha_initializer="ones")(X).value.tolist() == X.tolist()


def test_prelu_over_an_open_axis_names_the_axis_to_share():
    with pytest.raises(ValueError, match=r"shared_axes=\[1\]"):
        PReLU()(Input((None, 4)))


def test_prelu_refuses_an_axis_that_is_not_there():
    with pytest.raises(ValueError, match="cannot share along axis 3"):
        PReLU(shared_axes=[3])(Input((5, 4)))


def test_prelu_refuses_another_shape_than_it_was_built_for():
    layer = PReLU()
    layer(X)
    with pytest.raises(ValueError, match=r"slopes of shape \(3,\), but got shape \(1, 2\)"):
        layer(X[:, :2])


def test_the_old_name_of_the_slope_is_understood():
    assert LeakyReLU(alpha=0.5)(X).value.tolist() == [[-1.0, 0.5, 3.0]]


def test_relu_has_a_threshold_and_a_ceiling():
    assert ReLU(max_value=2, threshold=1)(X).value.tolist() == [[0, 0, 2]]
    assert ThresholdedReLU(theta=1)(X).value.tolist() == [[0, 0, 3]]


def test_softmax_leaves_masked_places_out():
    y = Softmax()(X, mask=np.array([[True, True, False]])).value
    assert y[0, 2] == 0
    np.testing.assert_allclose(y.sum(), 1, rtol=1e-6)
    assert Softmax()(X, mask=np.zeros((1, 3), bool)).value.tolist() == [[0, 0, 0]]


def test_a_mask_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"got a mask of shape \(1, 2\)"):
        Softmax()(X, mask=np.ones((1, 2), bool))
