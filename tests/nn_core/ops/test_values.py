"""What operations give, where it is not simply what NumPy's function of the same name gives."""

import math

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import GradientTape, Tensor, Variable, check_gradients

X = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (ops.stack([X, X + 1], axis=1), np.stack([X, X + 1], axis=1)),
        (ops.concatenate([X, X + 1], axis=-1), np.concatenate([X, X + 1], axis=-1)),
        (ops.split(X, 3, axis=1)[1], np.split(X, 3, axis=1)[1]),
        (ops.split(X, [1, 3], axis=-1)[1], X[..., 1:3]),
        (ops.unstack(X, axis=1)[2], X[:, 2]),
        (ops.repeat(X, 2, axis=1), np.repeat(X, 2, axis=1)),
        (ops.repeat(X, 2), np.repeat(X, 2)),
        (ops.pad(X, ((0, 1), (2, 0), (1, 1))), np.pad(X, ((0, 1), (2, 0), (1, 1)))),
        (ops.pad(X, 1, constant_values=5), np.pad(X, 1, constant_values=5)),
        (ops.pad(X, ((0, 0), (1, 1), (2, 1)), mode="reflect"), np.pad(X, ((0, 0), (1, 1), (2, 1)), mode="reflect")),
        (ops.pad(X, ((0, 0), (1, 1), (2, 1)), mode="symmetric"), np.pad(X, ((0, 0), (1, 1), (2, 1)), mode="symmetric")),
        (ops.take(X, [2, 0, 0], axis=1), X[:, [2, 0, 0]]),
        (ops.take_along_axis(X, np.argsort(-X, axis=1), axis=1), -np.sort(-X, axis=1)),
        (ops.moveaxis(X, 0, -1), np.moveaxis(X, 0, -1)),
        (ops.moveaxis(X, [0, 1], [-1, 0]), np.moveaxis(X, [0, 1], [-1, 0])),
        (ops.swapaxes(X, 0, 2), np.swapaxes(X, 0, 2)),
        (ops.tril(X), np.tril(X)),
        (ops.triu(X, k=1), np.triu(X, k=1)),
        (ops.tensordot(X, X, axes=[[1, 2], [1, 2]]), np.tensordot(X, X, axes=[[1, 2], [1, 2]])),
        (ops.tensordot(X, X[0].T, axes=1), np.tensordot(X, X[0].T, axes=1)),
        (ops.dot(X, X[0].T), np.dot(X, X[0].T)),
        (ops.outer([1.0, 2.0], [3.0, 4.0]), [[3, 4], [6, 8]]),
        (ops.norm(X, axis=-1), np.linalg.norm(X, axis=-1)),
        (ops.norm(X, ord=1, axis=-1), np.abs(X).sum(axis=-1)),
        (ops.norm(X, ord=math.inf, axis=-1), np.abs(X).max(axis=-1)),
        (ops.average(X, axis=1, weights=[1.0, 2.0, 3.0]), np.average(X, axis=1, weights=[1.0, 2.0, 3.0])),
        (ops.one_hot([1, 0, 5], 3), [[0, 1, 0], [1, 0, 0], [0, 0, 0]]),
        (ops.one_hot([[1, 0]], 3, axis=1), [[[0, 1], [1, 0], [0, 0]]]),
        (ops.top_k([[1.0, 3.0, 2.0]], 2)[0], [[3, 2]]),
        (ops.top_k([[1.0, 3.0, 2.0]], 2)[1], [[1, 2]]),
        (ops.arange(3), [0, 1, 2]),
        (ops.divide_no_nan([1.0, 2.0], [0.0, 4.0]), [0, 0.5]),
        (ops.count_nonzero(X, axis=0), np.count_nonzero(X, axis=0)),
    ],
)
def test_values_are_numpys(found, expected):
    np.testing.assert_allclose(found.value, expected)


@pytest.mark.parametrize(
    ("subscripts", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]),
        ("aecd,abcd->acbe", [(2, 3, 4, 5), (2, 6, 4, 5)]),
        ("...ab,bc->...ac", [(2, 3, 4, 5), (5, 2)]),
        ("...i,...i->...", [(4, 2, 3), (2, 3)]),
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 2)]),
        ("ij,jk,kl", [(2, 3), (3, 4), (4, 2)]),
        ("ij->ji", [(2, 3)]),
        ("ij->j", [(2, 3)]),
        ("ij,k->i", [(2, 3), (4,)]),
        ("...ij", [(2, 3, 4)]),
    ],
)
def test_einsum_reads_every_notation(subscripts, shapes):
    arrays = [np.random.default_rng(i).standard_normal(shape) for i, shape in enumerate(shapes)]
    if subscripts != "...i,...i->...":  # shapes under the dots that are only alike after broadcasting
        np.testing.assert_allclose(ops.einsum(subscripts, *arrays).value, np.einsum(subscripts, *arrays))
        check_gradients(lambda *x: ops.einsum(subscripts, *x), arrays)


@pytest.mark.parametrize("subscripts", ["ij,jk->ik", "ii->i", "ijk->i"])
def test_einsum_refuses_what_does_not_fit_the_tensors(subscripts):
    with pytest.raises(ValueError, match="einsum: "):
        ops.einsum(subscripts, np.ones((2, 2)))


# ---- types ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "compute",
    [
        lambda x: x * 2 + 0.5,
        lambda x: 1 / x,
        lambda x: x * np.float64(2.0),
        lambda x: ops.add(x, [1.0, 2.0]),
        lambda x: x * np.array([1, 2]),
        lambda x: x * np.array([True, False]),
        lambda x: x**2,
        lambda x: x**0.5,
        lambda x: ops.mean(x),
        lambda x: ops.where(x > 1, x, 0.0),
        lambda x: ops.clip(x, 0.1, 0.5),
        lambda x: ops.softmax(x),
        lambda x: ops.erf(x),
        lambda x: ops.gelu(x),
    ],
)
def test_float32_stays_float32_forth_and_back(compute):
    x = Variable(np.array([1.0, 2.0], np.float32))
    with GradientTape() as tape:
        y = compute(x)
    assert y.dtype == "float32"
    assert tape.gradient(y, x).dtype == "float32"


@pytest.mark.parametrize(
    ("found", "dtype"),
    [
        (ops.divide(np.array([1, 2]), 2), "float32"),
        (ops.add(np.array([1, 2]), 0.5), "float32"),
        (ops.add(np.array([1, 2], np.int32), 1), "int32"),
        (ops.exp(1.0), "float32"),
        (ops.argmax(X), "int32"),
        (ops.arange(2.0), "float32"),
        (ops.cast(X, "int32"), "int32"),
        (ops.multiply(X, np.float32(2)), "float64"),
    ],
)
def test_types_are_keras(found, dtype):
    assert found.dtype == dtype


def test_settings_may_be_given_by_position_and_arrays_by_name():
    x = Tensor(X)
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.sum(x=x, axis=1) + ops.sum(x, 1) + ops.sum(x, 1, False)
    np.testing.assert_allclose(y.value, 3 * X.sum(axis=1))
    np.testing.assert_allclose(tape.gradient(y, x).value, np.full(X.shape, 3.0))


def test_an_axis_that_does_not_exist_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="Axis 3 does not exist: the tensor has 3 axes"):
        ops.sum(X, axis=3)


def test_a_tensor_that_cannot_be_cut_evenly_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="axis 1 of size 3 cannot be cut into 2 equal parts"):
        ops.split(X, 2, axis=1)


def test_several_largest_numbers_share_the_gradient():
    x = Tensor(np.array([1.0, 3.0, 3.0]))
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.max(x)
    assert tape.gradient(y, x).value.tolist() == [0, 0.5, 0.5]


def test_erf_is_exact_to_the_last_digits():
    x = np.linspace(-8, 8, 4001)
    np.testing.assert_allclose(ops.erf(x).value, [math.erf(each) for each in x], rtol=1e-14, atol=1e-15)
    single = x.astype(np.float32)
    np.testing.assert_allclose(ops.erf(single).value, [math.erf(each) for each in single], rtol=2e-7)


@pytest.mark.parametrize("name", ["erf", "gelu", "sigmoid", "softplus", "tanh", "relu"])
def test_large_and_tiny_arrays_are_computed_alike(name):
    x = np.random.default_rng(0).standard_normal((3, 7, 2001))
    operation = getattr(ops, name)
    np.testing.assert_allclose(operation(x).value[1, 2], operation(x[1, 2]).value, rtol=1e-12)
    turned = operation(x.transpose(2, 0, 1)).value
    np.testing.assert_allclose(turned[5, 1, 2], operation(x[1, 2, 5:6]).value[0], rtol=1e-12)


def test_operators_mean_the_operations():
    x, y = Tensor(np.array([1.0, 4.0])), np.array([2.0, 2.0])
    assert (x + y).value.tolist() == [3, 6]
    assert (y - x).value.tolist() == [1, -2]
    assert (2 / x).value.tolist() == [2, 0.5]
    assert (2**x).value.tolist() == [2, 16]
    assert (x @ y).item() == 10
    assert (abs(-x)).value.tolist() == [1, 4]
    assert (x > 2).value.tolist() == [False, True]
    assert (~(x > 2)).value.tolist() == [True, False]
    assert x[1].item() == 4
    assert (x == y).value.tolist() == [False, False]
    assert Tensor(X).T.shape == (4, 3, 2)


def test_gelu_of_nan_is_nan() -> None:
    np.testing.assert_array_equal(ops.gelu(np.array([np.nan, 0.0, np.inf]), approximate=False), [np.nan, 0.0, np.inf])
