"""The step of an optimizer, shared by several threads."""

import inspect
import threading

import numpy as np
import pytest

from nn_core import optimizers
from nn_core.autodiff import Variable, parallel
from nn_core.autodiff.accelerator import Accelerator
from nn_core.optimizers import last_product, one_pass
from nn_core.optimizers.flat import FlatWeights


def after_some_steps(optimizer, on_step=lambda: None):
    generator = np.random.default_rng(0)
    variables = [Variable(generator.standard_normal(shape).astype("float32")) for shape in ((400, 300), (300,), (7,))]
    optimizer.build(variables)
    weights = FlatWeights(optimizer, variables)
    for g in weights.gradients:
        g[...] = generator.standard_normal(g.shape)
    for _ in range(3):
        weights.step()
        on_step()
    return [variable.numpy().copy() for variable in (*variables, *optimizer.variables)]


@pytest.mark.parametrize(
    "make",
    [
        lambda: optimizers.SGD(0.1),
        lambda: optimizers.RMSprop(0.1, centered=True),
        lambda: optimizers.Adam(0.1, clipvalue=0.3),
        lambda: optimizers.Nadam(0.1),
        lambda: optimizers.AdamW(0.1),
    ],
    ids=["sgd", "rmsprop", "adam", "nadam", "adamw"],
)
def test_several_threads_give_the_same_bits_as_one(make, monkeypatch):
    monkeypatch.setattr(parallel, "num_threads", lambda: 1)
    alone = after_some_steps(make())
    monkeypatch.setattr(parallel, "num_threads", lambda: 3)
    monkeypatch.setattr(parallel, "_WORTH", 0)
    for found, expected in zip(after_some_steps(make()), alone, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_a_large_step_is_shared(monkeypatch):
    monkeypatch.setattr(parallel, "num_threads", lambda: 2)
    names = set()
    after_some_steps(optimizers.Adam(0.1), lambda: names.update(thread.name for thread in threading.enumerate()))
    assert "nn_core" in names


class Product:
    """A product that gives the first gradient of `after_some_steps`, as a plan would leave it."""

    cost, factors = 1e8, ()

    def __init__(self, out):
        self.out = out
        self._values = np.random.default_rng(1).standard_normal(out.shape).astype("float32")

    def __call__(self):
        self.strip(slice(None))()

    def strip(self, part):
        return lambda: np.copyto(self.out[part], self._values[part])


@pytest.mark.parametrize(
    "make", [lambda: optimizers.RMSprop(0.1), lambda: optimizers.SGD(0.1)], ids=["compiled", "NumPy"]
)
@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_product_may_be_left_to_the_optimizer(make, is_compiled, monkeypatch):
    """Threads multiply strips and change the weights that go with them: the same bits again."""
    known = [each for _, each in inspect.getmembers(one_pass, inspect.isfunction)]
    monkeypatch.setattr(Accelerator, "find", lambda self, each, size: each if is_compiled and each in known else None)

    def trained(count):
        monkeypatch.setattr(parallel, "num_threads", lambda: count)
        monkeypatch.setattr(last_product, "num_threads", lambda: count)
        variables = [Variable(np.ones(shape, "float32")) for shape in ((40, 30), (30,), (7,))]
        optimizer = make()
        optimizer.build(variables)
        weights = FlatWeights(optimizer, variables)
        for g in weights.gradients:
            g[...] = 0.5
        product = Product(weights.gradients[0])
        for _ in range(3):
            weights.step((), product)
        return [variable.numpy().copy() for variable in (*variables, *optimizer.variables)]

    for found, expected in zip(trained(3), trained(1), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6)
