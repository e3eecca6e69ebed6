"""Expressions: what one can write, what it gives, and everything that is refused without being run."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Variable, convert_to_tensor
from nn_core.spec.expression import Expression

X = np.arange(1, 9, dtype="float32").reshape(2, 4)


def value(text, **others):
    return np.asarray(Expression(text)(convert_to_tensor(X), **others))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x ** 2", X**2),
        ("lambda x: x * 2 + 1", X * 2 + 1),
        ("lambda inputs: -inputs / 255.", -X / 255),
        ("ops.mean(x, axis=1)", X.mean(1)),
        ("keras.ops.sqrt(x)", np.sqrt(X)),
        ("K.sqrt(K.sum(K.square(x), axis=1, keepdims=True))", np.sqrt((X**2).sum(1, keepdims=True))),
        ("tf.reduce_mean(x, axis=-1)", X.mean(-1)),
        ("tf.nn.relu(x - 3)", np.maximum(X - 3, 0)),
        ("tf.cast(x > 3, tf.float32)", (X > 3).astype("float32")),
        ("K.l2_normalize(x, axis=1)", X / np.sqrt((X**2).sum(1, keepdims=True))),
        ("K.expand_dims(x, -1)", X[..., None]),
        ("K.clip(x, 2, 3)", np.clip(X, 2, 3)),
        ("x[:, -1]", X[:, -1]),
        ("x[:, None, 1:3]", X[:, None, 1:3]),
        ("x[..., ::2]", X[..., ::2]),
        ("x / x.shape[1]", X / 4),
        ("ops.reshape(x, (-1, 2))", X.reshape(-1, 2)),
        ("x @ ops.transpose(x)", X @ X.T),
        ("np.pi * x % 3", np.float32(np.pi) * X % 3),
        ("mean(x, 0)", X.mean(0)),
        ("K.batch_flatten(x[:, :, None])", X),
    ],
)
def test_an_expression_gives_what_it_says(text, expected):
    np.testing.assert_allclose(value(text), expected, rtol=1e-5)


def test_several_tensors_come_as_a_list():
    found = Expression("abs(x[0] - x[1])")([convert_to_tensor(X), convert_to_tensor(2 * X)])
    np.testing.assert_array_equal(found, X)


def test_further_names_are_arguments():
    assert Expression("lambda x, factor: x * factor").names == ["x", "factor"]
    np.testing.assert_array_equal(value("x * factor", factor=3), X * 3)
    with pytest.raises(ValueError, match="needs a value for 'factor'"):
        value("x * factor")


def test_training_goes_through_an_expression():
    x = Variable(X)
    with GradientTape() as tape:
        y = ops.sum(Expression("x ** 2")(x))
    np.testing.assert_allclose(tape.gradient(y, x), 2 * X)


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("x ** 2", ("power", {"x2": 2})),
        ("x / 255.0", ("divide", {"x2": 255.0})),
        ("K.mean(x, 1)", ("mean", {"axis": 1})),
        ("tf.reduce_max(x, axis=(1, 2))", ("max", {"axis": (1, 2)})),
        ("x + x", None),
        ("2 * x", None),
        ("ops.mean(x * 2)", None),
        ("K.l2_normalize(x)", None),
    ],
)
def test_an_expression_of_one_function_is_known_as_such(text, call):
    assert Expression(text).as_call() == call


@pytest.mark.parametrize(
    "text",
    [
        *("", "3", "x x", "lambda *x: x", "lambda x=3: x", "lambda: 3", "x; x", "import os"),
        *("__import__('os')", "open('x')", "eval('x')", "ops.random.normal((3,))", "ops.zeros((9, 9)) + x"),
        *("x.__class__", "x.numpy()", "x.shape.__class__", "ops.mean.__globals__", "x.value", "ops.np.load(x)"),
        *("(lambda y: y)(x)", "[i for i in x]", "x if x else 1", "x and 1", "1 < x < 2", "(y := x)", "f'{x}'"),
        *(
            "ops.mean(*x)",
            "ops.mean(**x)",
            "'a' + x",
            "b'a' * x",
            "1j * x",
            "1e999 * x",
            "9999999999999999 * x",
            "not x",
        ),
        *("-" * 500 + "x", "(" * 300 + "x" + ")" * 300, "x" + "+x" * 600, "x\0", "{x}", "{1: x}", "await x", "yield"),
    ],
)
def test_anything_else_is_refused_when_it_is_written(text):
    with pytest.raises(ValueError, match=r"expression|cannot stand|known|function|nested|plain names|written out"):
        Expression(text)


@pytest.mark.parametrize("text", ["9**9**9 * x", "x * (10**9 * 10**9)", "[1] * 9 + x", "2 ** -99999999 * x"])
def test_numbers_that_grow_without_bound_are_refused_when_they_come_up(text):
    with pytest.raises(ValueError, match=r"too large|can be multiplied"):
        value(text)


@pytest.mark.parametrize("text", ["x[:, None] + x[None, :]", "ops.maximum(x[:, None], x)", "x[:, None] @ x[None, :]"])
def test_much_out_of_little_is_refused_before_it_is_made(text):
    with pytest.raises(ValueError, match="too many numbers"):
        Expression(text)(convert_to_tensor(np.zeros(2**17, "float32")))


def test_a_misspelt_function_is_told_what_may_be_meant():
    with pytest.raises(ValueError, match="Did you mean 'mean'"):
        Expression("ops.meen(x)")


def test_the_same_text_is_the_same_expression():
    assert Expression("x**2") == Expression("lambda x: x ** 2") != Expression("x ** 3")
    assert repr(Expression("x**2")) == "x ** 2"
