"""Steps of optimizers compiled by Numba: the same bits, and nothing else noticed of it."""

import copy
import importlib.util
import inspect
import threading

import numpy as np
import pytest

from nn_core import config, optimizers
from nn_core.autodiff import Variable
from nn_core.autodiff import accelerator as module
from nn_core.autodiff.accelerator import Accelerator
from nn_core.optimizers import one_pass
from nn_core.optimizers.flat import FlatWeights

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")
KERNELS = [each for _, each in inspect.getmembers(one_pass, inspect.isfunction)]
OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.01),
    "sgd with momentum": lambda: optimizers.SGD(0.01, momentum=0.9),
    "rmsprop": lambda: optimizers.RMSprop(0.01),
    "rmsprop with decay": lambda: optimizers.RMSprop(0.01, weight_decay=0.1, clipvalue=0.5),
    "adam": lambda: optimizers.Adam(0.01),
    "adam with a schedule": lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)),
    "adamw": lambda: optimizers.AdamW(0.01),
}


@pytest.fixture
def fresh(monkeypatch):
    """An accelerator that has compiled nothing yet, and is used."""
    made = Accelerator()
    monkeypatch.setattr("nn_core.optimizers.optimizer.accelerator", made)
    config.use_accelerator(True)
    yield made
    config.use_accelerator(False)


def weights_of(optimizer):
    generator = np.random.default_rng(0)
    shapes = [(200, 180), (1003,), (7, 16)]  # more than one block, and an end that fills no register
    variables = [Variable(generator.standard_normal(shape).astype("float32")) for shape in shapes]
    optimizer.build(variables)
    return FlatWeights(optimizer, variables)


def state_after(optimizer, weights, steps):
    generator = np.random.default_rng(1)
    sizes = [10.0 ** generator.integers(-22, 2, g.shape) for g in weights.gradients]  # some of them vanish when squared
    for step in range(steps):
        for g, size in zip(weights.gradients, sizes, strict=True):
            np.multiply(size, (0.5, 0.0, -2.0)[step % 3], out=g, casting="same_kind")
        weights.step()
    return [v.numpy().view("uint32") for v in (*weights.variables, *optimizer.variables) if v.value.dtype == np.float32]


@needs_numba
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_compiled_steps_give_the_same_bits(name, fresh):
    compiled, plain = OPTIMIZERS[name](), OPTIMIZERS[name]()
    weights = weights_of(compiled)
    compiled.start_step(0.01)
    assert fresh.compile(compiled.in_one_pass(0.01).kernel)
    found = state_after(compiled, weights, 130)  # beyond the step at which what is nearly 0 vanishes
    config.use_accelerator(False)
    for a, b in zip(found, state_after(plain, weights_of(plain), 130), strict=True):
        np.testing.assert_array_equal(a, b)


@needs_numba
def test_a_long_training_loads_it_by_itself_and_goes_on_the_same(fresh, monkeypatch):
    monkeypatch.setattr(module, "WORTH", 100_000)
    changing, plain = optimizers.Adam(0.01), optimizers.Adam(0.01)
    weights = weights_of(changing)
    state_after(changing, weights, 5)
    for thread in threading.enumerate():
        if thread.name == "nn_core accelerator":
            thread.join()
    assert fresh.find(one_pass.adam, 1)
    found = state_after(changing, weights, 5)
    config.use_accelerator(False)
    others = weights_of(plain)
    state_after(plain, others, 5)
    for a, b in zip(found, state_after(plain, others, 5), strict=True):
        np.testing.assert_array_equal(a, b)


def test_nothing_is_loaded_in_a_short_training(fresh):
    optimizer = optimizers.Adam(0.01)
    state_after(optimizer, weights_of(optimizer), 3)
    assert fresh.find(one_pass.adam, 1) is None
    assert "nn_core accelerator" not in [thread.name for thread in threading.enumerate()]


def test_without_numba_nothing_changes(fresh, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert fresh.compile(one_pass.adam) is None
    assert fresh.find(one_pass.adam, 1) is None


def test_a_numba_that_fails_is_left_alone(fresh, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    monkeypatch.setitem(module.__dict__, "_compiled", lambda kernel: 1 / 0)
    assert fresh.compile(one_pass.adam) is None


@needs_numba
def test_it_can_be_switched_off(fresh):
    assert fresh.compile(one_pass.adam)
    assert fresh.find(one_pass.adam, 1) is not None
    config.use_accelerator(False)
    assert not config.accelerator_is_used()
    assert fresh.find(one_pass.adam, 1) is None


@needs_numba
def test_it_compiles_where_nothing_can_be_written(fresh, monkeypatch):
    import numba

    made = numba.njit

    def njit(*signature, cache=False, **settings):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return made(*signature, **settings)

    monkeypatch.setattr(numba, "njit", njit)
    assert fresh.compile(one_pass.sgd_with_momentum)


@pytest.mark.parametrize("name", ["sgd", "sgd with momentum", "rmsprop", "adam"])
def test_the_function_that_is_compiled_does_what_update_does(name):
    optimizer = OPTIMIZERS[name]()
    generator = np.random.default_rng(2)
    w, g, *slots = generator.random((4, 20), dtype="float32")
    optimizer.start_step(0.01)
    kernel, names, numbers = optimizer.in_one_pass(0.01)
    kept = {slot: array.copy() for slot, array in zip(names, slots, strict=False)}
    expected = w.copy()
    optimizer.update(expected, g, kept, 0.01)
    kernel(w, g, *slots[: len(names)], *numbers)
    np.testing.assert_allclose(w, expected, rtol=1e-5)
    for slot, array in zip(kept.values(), slots, strict=False):
        np.testing.assert_allclose(array, slot, rtol=1e-6)


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.SGD(0.01, momentum=0.9, nesterov=True),
        optimizers.RMSprop(0.01, momentum=0.9),
        optimizers.RMSprop(0.01, centered=True),
        optimizers.Adam(0.01, amsgrad=True),
        optimizers.legacy.RMSprop(0.01),
    ],
    ids=repr,
)
def test_other_steps_stay_with_numpy(optimizer):
    assert optimizer.in_one_pass(0.01) is None


def test_whoever_changes_update_says_what_is_compiled():
    def classes(base):
        return [base, *(each for sub in base.__subclasses__() for each in classes(sub))]

    for cls in classes(optimizers.Optimizer):
        order = list(cls.__mro__)
        places = [next(i for i, each in enumerate(order) if name in vars(each)) for name in ("update", "in_one_pass")]
        is_ours = cls.__module__.startswith("nn_core.")
        assert not is_ours or places[1] <= places[0] or order[places[1]] is optimizers.Optimizer, cls


def test_an_optimizer_can_be_copied_after_a_step():
    optimizer = optimizers.Adam(0.01)
    state_after(optimizer, weights_of(optimizer), 1)
    assert copy.deepcopy(optimizer).get_config() == optimizer.get_config()
