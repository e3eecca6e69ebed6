"""The product with the first layer's weights on two threads, and which product of a step that is."""

import importlib.util

import numpy as np
import pytest

from nn_core import Sequential, config, layers, utils
from nn_core.autodiff import parallel
from nn_core.autodiff.accelerator import Accelerator
from nn_core.optimizers import halves, last_product
from nn_core.plans import product_by_rows, spread
from nn_core.plans.product_by_rows import ProductByRows, by_rows
from nn_core.plans.spread import Product


@pytest.fixture
def threads(monkeypatch):
    """Sets how many threads there are."""

    def use(count):
        for place in (parallel, spread, product_by_rows, last_product):
            monkeypatch.setattr(place, "num_threads", lambda: count)

    return use


def factors(rows, summed, columns):
    generator = np.random.default_rng(0)
    left, right = (generator.standard_normal(shape).astype("float32") for shape in ((rows, summed), (summed, columns)))
    return left, right, np.empty((rows, columns), "float32")


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("summed", [256, 700, 3000])
def test_it_is_the_product(count, summed, threads):
    threads(count)
    left, right, out = factors(8, summed, 50)
    ProductByRows(left, right, out)()
    np.testing.assert_allclose(out, left @ right, rtol=1e-4, atol=1e-4)


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")
def test_it_gives_the_same_bits_in_machine_code(threads, monkeypatch):
    compiled = Accelerator()
    if not compiled.compile(halves.halves):
        pytest.skip("The linear algebra of this NumPy is not OpenBLAS")
    monkeypatch.setattr(halves, "accelerator", compiled)
    threads(2)
    left, right, out = factors(32, 784, 400)
    by_rows = ProductByRows(left, right, out)
    by_rows()
    expected = out.copy()
    out[...] = 0
    config.use_accelerator(True)
    try:
        by_rows()
    finally:
        config.use_accelerator(False)
    np.testing.assert_array_equal(out, expected)


def test_it_is_the_product_whose_weights_the_last_one_changes():
    left, right, out = factors(16, 400, 300)
    d, gradient = np.ones_like(out), np.empty_like(right)
    last = Product(left.T, d, gradient)
    assert isinstance(by_rows(Product(left, right, out), last), ProductByRows)
    assert by_rows(Product(left.copy(), right, out), last) is None  # of another batch
    assert by_rows(Product(left, right[:, :200], out[:, :200]), last) is None
    assert by_rows(np.dot, last) is None


def test_large_batches_are_cut_otherwise():
    left, right, out = factors(300, 400, 300)
    assert by_rows(Product(left, right, out), Product(left.T, out, np.empty_like(right))) is None


def trained():
    utils.set_random_seed(1)
    model = Sequential([layers.Input((784,)), layers.Dense(300, activation="relu"), layers.Dense(10)])
    model.compile("rmsprop", "mse")
    generator = np.random.default_rng(0)
    x, y = (generator.random(shape, dtype="float32") for shape in ((320, 784), (320, 10)))
    model.fit(x, y, batch_size=32, verbose=0)
    (plan,) = [each.plan for each in model._plans.by_key.values() if each is not None]
    return model.get_weights(), [type(function) for function, _ in plan._calls]


def test_a_dense_network_learns_the_same_on_two_threads(threads):
    threads(1)
    expected, _ = trained()
    threads(2)
    found, calls = trained()
    assert ProductByRows in calls
    for x, y in zip(found, expected, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-3, atol=1e-5)
