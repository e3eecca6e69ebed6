"""Merging layers: their functions, masks, and what they refuse."""

import numpy as np
import pytest

from nn_core import layers
from nn_core.layers import Dot, Input, Masking, Subtract

A = np.array([[[1.0, 2.0], [0.0, 0.0], [3.0, 4.0]]], "float32")  # the second step is masked
B = np.array([[[5.0, 1.0], [7.0, 8.0], [0.0, 0.0]]], "float32")  # the third


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot"])
def test_every_merging_layer_is_a_function_too(name):
    function, cls = getattr(layers, name), getattr(layers, name.capitalize())
    arguments = {"axes": 2} if name == "dot" else {}
    np.testing.assert_array_equal(function([A, B], **arguments).value, cls(**arguments)([A, B]).value)


def masked(cls):
    y = cls()([Masking()(A), Masking()(B)])
    return y.value[0].tolist(), y._keras_mask.value[0].tolist()


def test_where_one_tensor_is_masked_the_other_decides():
    assert masked(layers.Multiply) == ([[5, 2], [7, 8], [3, 4]], [True, True, True])
    assert masked(layers.Maximum) == ([[5, 2], [7, 8], [3, 4]], [True, True, True])
    assert masked(layers.Minimum) == ([[1, 1], [7, 8], [3, 4]], [True, True, True])


def test_where_all_tensors_are_masked_a_product_is_zero():
    y = layers.Multiply()([Masking()(A), Masking()(A)])
    assert y.value[0, 1].tolist() == [0, 0]
    assert y._keras_mask.value[0].tolist() == [True, False, True]


def test_subtract_takes_two_tensors():
    with pytest.raises(ValueError, match="takes 2 tensors, but got 3"):
        Subtract()([A, A, A])


def test_shapes_that_do_not_fit_are_refused_with_the_shapes():
    with pytest.raises(
        ValueError, match=r"'add_here' needs tensors of the same shape, but got \(None, 3\) and \(None, 4\)"
    ):
        layers.Add(name="add_here")([Input((3,)), Input((4,))])
    with pytest.raises(ValueError, match="batches of the same size"):
        layers.Add()([Input(batch_shape=(2, 3)), Input(batch_shape=(4, 3))])


@pytest.mark.parametrize(
    ("axes", "shapes", "reason"),
    [
        (1, [(3,), (4,)], "the sizes must agree"),
        (0, [(3,), (3,)], "besides the batch are 1 to 1"),
        (3, [(2, 3), (2, 3)], "besides the batch are 1 to 2"),
        (1, [(3,), (3,), (3,)], "takes 2 tensors, but got 3"),
    ],
)
def test_dot_refuses_axes_and_shapes_that_do_not_fit(axes, shapes, reason):
    with pytest.raises(ValueError, match=reason):
        Dot(axes=axes)([Input(shape) for shape in shapes])


def test_dot_counts_its_work():
    assert Dot(axes=2).count_macs([(None, 3, 4), (None, 5, 4)]) == 3 * 5 * 4
    assert Dot(axes=2).count_macs([(None, None, 4), (None, 5, 4)]) is None


def test_normalised_vectors_give_the_cosine_of_their_angle():
    x, y = np.array([[3.0, 4.0]], "float32"), np.array([[4.0, 3.0]], "float32")
    np.testing.assert_allclose(Dot(axes=1, normalize=True)([x, y]).value, [[0.96]], rtol=1e-6)
