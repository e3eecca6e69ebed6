"""Calls that cannot work are refused in a sentence with the layer's name."""

import numpy as np
import pytest

from nn_core import Sequential, layers, ops
from nn_core.layers import Input, Layer


def numbers(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


BAD_CALLS = {
    "text for numbers": (lambda: layers.Dense(3)(np.array([["a", "b"]])), "takes numbers, but got text"),
    "text to look up": (lambda: layers.Embedding(5, 3)(np.array([["a"]])), "takes numbers, but got text"),
    "an index too large": (lambda: layers.Embedding(5, 3)(np.array([[7]])), "indices from 0 to 4, but got 7"),
    "no tensor": (lambda: layers.Dense(3)(None), "takes tensors, but got None"),
    "a string": (lambda: layers.Dense(3)("abc"), "takes tensors, but got 'abc'"),
    "nothing": (lambda: layers.Dense(3)(), "takes tensors, but got nothing"),
    "plain lists": (lambda: layers.Dense(3)([[1, 2], [3, 4]]), r"np\.array"),
    "shapes to add": (lambda: layers.Add()([numbers(2, 3), numbers(2, 4)]), "3 does not match 4"),
    "shapes to join": (lambda: layers.Concatenate()([numbers(2, 3, 4), numbers(2, 5, 4)]), r"\(2, 3, 4\) and"),
    "an axis too far": (lambda: layers.Concatenate(axis=5)([numbers(2, 3)] * 2), "there is no axis 5"),
    "softmax along no axis": (lambda: layers.Softmax(axis=5)(numbers(2, 3)), "there is no axis 5"),
    "states too large": (
        lambda: layers.LSTM(3)(numbers(2, 4, 5), initial_state=[numbers(2, 4)] * 2),
        r"\(2, 3\) and \(2, 3\), not",
    ),
    "states of more samples": (
        lambda: layers.GRU(3)(numbers(2, 4, 5), initial_state=numbers(3, 3)),
        r"a state of shape \(2, 3\), not",
    ),
    "a mask of other steps": (
        lambda: layers.LSTM(3)(numbers(2, 4, 5), mask=np.ones((2, 5), bool)),
        r"of shape \(2, 4\) for an input .* mask of shape \(2, 5\)",
    ),
    "a mask of pixels": (
        lambda: layers.ConvLSTM2D(3, 2)(numbers(2, 3, 4, 5, 1), mask=np.ones((2, 3, 4, 5), bool)),
        "a value for every step",
    ),
    "a mask that is no list": (
        lambda: layers.Attention()([numbers(2, 3, 4)] * 2, mask=np.ones((2, 3), bool)),
        "takes a list of masks",
    ),
    "a mask of other values": (
        lambda: layers.Attention()([numbers(2, 3, 4)] * 2, mask=[None, np.ones((2, 7), bool)]),
        r"value_mask must have the shape \(2, 3\)",
    ),
    "a mask of other queries": (
        lambda: layers.MultiHeadAttention(2, 3)(
            numbers(2, 3, 4), numbers(2, 3, 4), attention_mask=np.ones((2, 7, 3), bool)
        ),
        r"attention_mask must say .* \(3, 3\)",
    ),
    "a window in the plane": (
        lambda: layers.MultiHeadAttention(2, 3, sliding_window=2)(numbers(2, 3, 4, 5), numbers(2, 3, 4, 5)),
        "needs steps along one axis",
    ),
}


@pytest.mark.parametrize("call, words", BAD_CALLS.values(), ids=BAD_CALLS)
def test_a_call_that_cannot_work_is_refused_with_the_name_of_the_layer(call, words):
    with pytest.raises((ValueError, TypeError), match=words) as refusal:
        call()
    assert "layer '" in str(refusal.value)


class Own(Layer):
    """Multiplies by a matrix that may not fit."""

    def call(self, inputs):
        return ops.matmul(inputs, np.ones((3, 3), "float32"))


def test_what_numpy_refuses_in_a_layer_of_ones_own_is_said_with_its_name_and_the_shape():
    with pytest.raises(ValueError, match=r"Own layer 'mine', called on shape \(2, 4\): "):
        Own(name="mine")(numbers(2, 4))


def test_the_innermost_layer_is_the_one_that_is_named():
    with pytest.raises(ValueError, match=r"^Own layer 'inner'"):
        Sequential([Input((4,)), Own(name="inner")])


class Refusal(ValueError):
    """An error of one's own."""


class Refusing(Layer):
    """Refuses everything."""

    def call(self, inputs):
        raise Refusal("not today")


def test_an_error_of_ones_own_class_passes_as_it_is():
    with pytest.raises(Refusal, match=r"^not today$"):
        Refusing()(numbers(2, 4))


class Forgetful(Layer):
    """Does not call the constructor of Layer."""

    def __init__(self):
        self.units = 3


def test_a_layer_that_forgot_super_is_reminded():
    with pytest.raises(RuntimeError, match=r"Forgetful is not set up: its __init__ must begin with super\(\)"):
        Forgetful()(numbers(2, 3))


class Silent(Layer):
    """Returns nothing."""

    def call(self, inputs):
        inputs + 1


def test_a_layer_must_return_something():
    with pytest.raises(ValueError, match=r"Silent layer 'silent' must return a tensor.* it returned None"):
        Silent(name="silent")(Input((3,)))


def test_a_layer_for_one_tensor_says_how_many_it_got():
    with pytest.raises(ValueError, match=r"Dense layer 'out' takes one tensor, but got 3, of shapes"):
        Sequential([Input((3, 4)), layers.LSTM(2, return_state=True), layers.Dense(1, name="out")])
