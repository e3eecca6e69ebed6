"""Lists of products and steps, worked off by two threads in machine code."""

import importlib.util
import threading
import time

import numpy as np
import pytest

from nn_core import config, optimizers
from nn_core.autodiff import Variable, parallel
from nn_core.autodiff.accelerator import Accelerator
from nn_core.optimizers import halves, last_product, one_pass
from nn_core.optimizers.flat import FlatWeights
from nn_core.optimizers.halves import NO_NUMBERS, is_plain, list_of, product
from nn_core.plans.spread import Product

pytestmark = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")
KERNELS = [one_pass.sgd, one_pass.sgd_with_momentum, one_pass.rmsprop, one_pass.adam]
OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.01),
    "momentum": lambda: optimizers.SGD(0.01, momentum=0.9),
    "rmsprop": lambda: optimizers.RMSprop(0.01),
    "adam": lambda: optimizers.Adam(0.01),
    "rmsprop with decay": lambda: optimizers.RMSprop(0.01, weight_decay=0.1),
}


@pytest.fixture(scope="module")
def compiled():
    """An accelerator that has compiled everything."""
    found = Accelerator()
    for kernel in (*KERNELS, halves.halves):
        if not found.compile(kernel):
            pytest.skip("The linear algebra of this NumPy is not OpenBLAS")
    return found


@pytest.fixture
def work(compiled, monkeypatch):
    """What works off lists, in use."""
    monkeypatch.setattr("nn_core.optimizers.optimizer.accelerator", compiled)
    monkeypatch.setattr(halves, "accelerator", compiled)
    config.use_accelerator(True)
    monkeypatch.setattr(halves, "_REST_S", 0.0)
    yield compiled.find(halves.halves, 0)
    config.use_accelerator(False)


def numbers(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype("float32")


def products(count):
    """Return products that are to be made, and what they should give."""
    pairs = [(numbers(5 + i, 40), numbers(40, 7)) for i in range(count)]
    pairs += [(x.T.copy().T, y) for x, y in pairs]
    made = [np.empty((len(x), 7), "float32") for x, y in pairs]
    return list_of([product(x, y, z) for (x, y), z in zip(pairs, made, strict=True)]), pairs, made


def assert_made(pairs, made):
    for (x, y), z in zip(pairs, made, strict=True):
        np.testing.assert_allclose(z, x @ y, rtol=1e-4, atol=1e-5)


def test_both_lists_are_worked_off(work):
    (mine, *first), (other, *second) = products(3), products(4)
    for _ in range(50):
        work(mine, other, NO_NUMBERS)
        for pairs, made in (first, second):
            assert_made(pairs, made)
            for z in made:
                z[...] = 0


def test_a_list_that_nobody_takes_is_worked_off_by_the_caller(work, monkeypatch):
    alone = halves.Halves(work._code, work._sgemm)
    alone._state[halves._AWAKE] = 1  # somebody says so, but is not there
    monkeypatch.setattr(halves, "_REST_S", 100.0)
    (mine, *first), (other, *second) = products(1), products(2)
    alone(mine, other, NO_NUMBERS)
    assert_made(*first)
    assert_made(*second)
    assert alone.is_resting


def test_while_another_program_needs_the_processor_everything_goes_as_without(work):
    assert halves.found_halves() is work
    work._rests_until = time.monotonic() + 100
    assert halves.found_halves() is None
    work._rests_until = 0.0
    assert halves.found_halves() is work


def test_the_second_thread_falls_asleep_and_is_woken_again(work):
    for _ in range(3):
        (mine, *first), (other, *second) = products(2), products(2)
        work(mine, other, NO_NUMBERS)
        assert_made(*first)
        assert_made(*second)
        end = time.monotonic() + 10
        while work._state[halves._AWAKE] and time.monotonic() < end:
            threading.Event().wait(0.001)
        assert not work._state[halves._AWAKE]


def test_several_threads_may_ask_at_once(work):
    def ask():
        for _ in range(30):
            (mine, *first), (other, *second) = products(2), products(3)
            work(mine, other, NO_NUMBERS)
            assert_made(*first)
            assert_made(*second)
        finished.append(True)

    finished = []
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(finished) == 3


def test_another_linear_algebra_is_left_alone(monkeypatch):
    monkeypatch.setattr(halves, "function_of_linear_algebra", lambda names: None)
    assert Accelerator().compile(halves.halves) is None


def test_only_matrices_of_float32_that_lie_in_order_take_part():
    assert is_plain(numbers(3, 4)) and is_plain(numbers(3, 4).T) and is_plain(numbers(8, 8)[2:5, 1:4])
    assert not is_plain(numbers(3, 4).astype("float64"))
    assert not is_plain(numbers(8, 8)[::2, ::2])
    assert not is_plain(numbers(4))


def after_some_steps(make, count, monkeypatch):
    for place in (parallel, last_product):
        monkeypatch.setattr(place, "num_threads", lambda: count)
    generator = np.random.default_rng(0)
    shapes = (350, 200), (200,), (100, 33), (5,)
    variables = [Variable(generator.standard_normal(shape).astype("float32")) for shape in shapes]
    optimizer = make()
    optimizer.build(variables)
    weights = FlatWeights(optimizer, variables)
    for g in weights.gradients:
        g[...] = generator.standard_normal(g.shape)
    x, d = (generator.standard_normal(shape).astype("float32") for shape in ((32, 350), (32, 200)))
    last = Product(x.T, d, weights.gradients[0])
    for _ in range(5):
        d *= -0.9
        weights.step((), last)
    return [variable.numpy().copy() for variable in (*variables, *optimizer.variables)]


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_weights_change_by_the_same_bits_as_with_numpy(name, count, work, monkeypatch):
    found = after_some_steps(OPTIMIZERS[name], count, monkeypatch)
    config.use_accelerator(False)
    for x, y in zip(found, after_some_steps(OPTIMIZERS[name], 1, monkeypatch), strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-5, atol=1e-6)
    for x, y in zip(found, after_some_steps(OPTIMIZERS[name], count, monkeypatch), strict=True):
        np.testing.assert_array_equal(x, y)
