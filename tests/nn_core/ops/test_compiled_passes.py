"""Pooling and batch normalisation compiled by Numba: the same bits as with NumPy."""

import importlib.util
import inspect

import numpy as np
import pytest

from nn_core import config
from nn_core.autodiff.accelerator import Accelerator
from nn_core.ops import normalization, normalization_passes, pooling, pooling_passes
from nn_core.ops.windows import Windows

numbers = np.random.default_rng(0)


def compiled(module):
    made = Accelerator()
    for name, each in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("_"):
            assert made.compile(each), name
    return made


class Plain(Accelerator):
    """Gives the functions as they are, so that Python carries them out."""

    def find(self, kernel, size):
        return kernel


@pytest.fixture(params=["compiled", "plain"])
def use(request, monkeypatch):
    """Return a function after which a module has its passes."""
    if request.param == "compiled" and importlib.util.find_spec("numba") is None:
        pytest.skip("Numba is not installed")

    def use(module, passes):
        monkeypatch.setattr(module, "accelerator", compiled(passes) if request.param == "compiled" else Plain())

    config.use_accelerator(True)
    yield use
    config.use_accelerator(False)


def pooled(x, windows, g, is_rectified):
    y = np.empty((len(x), *windows.output, x.shape[-1]), x.dtype)
    pooling.write_maximum(x, windows, y)
    dx = np.full_like(x, 7)
    pooling._hand_back_later(slice(0, len(x)), dx, x, y, g, windows, is_rectified)
    return y, dx


@pytest.mark.parametrize("is_rectified", [False, True])
@pytest.mark.parametrize(
    ("size", "pool_size", "strides"),
    [((6, 8), 2, 2), ((7, 9), 2, 2), ((6, 9), (2, 3), (2, 3)), ((7, 7), 3, 2)],
    ids=["even", "with a rest", "oblong", "overlapping, which stays with NumPy"],
)
def test_pooling_gives_the_same(use, size, pool_size, strides, is_rectified):
    windows = Windows.over(size, pool_size, strides)
    x = np.maximum(numbers.integers(-2, 3, (3, *size, 5)), 0).astype("float32")  # many are equal, many are zero
    g = numbers.standard_normal((3, *windows.output, 5), dtype="float32")
    expected = pooled(x, windows, g, is_rectified)
    use(pooling, pooling_passes)
    for found, each in zip(pooled(x, windows, g, is_rectified), expected, strict=True):
        np.testing.assert_array_equal(found, each)


def test_pooling_passes_nan_on(use):
    x = numbers.standard_normal((2, 4, 4, 3), dtype="float32")
    x[0, 0, 1, 0] = x[1, 2, 2, 2] = np.nan
    windows, g = Windows.over((4, 4), 2, 2), np.ones((2, 2, 2, 3), "float32")
    expected = pooled(x, windows, g, False)
    use(pooling, pooling_passes)
    for found, each in zip(pooled(x, windows, g, False), expected, strict=True):
        np.testing.assert_array_equal(found, each)


def normalized(x, gamma, beta, g):
    (y, mean, variance), vjp = normalization.batch_norm.__wrapped__(x, gamma, beta)
    return [y, mean, variance, *vjp((g, None, None), (True, True, True))]


@pytest.mark.parametrize("shape", [(4, 8, 8, 16), (3, 5, 7, 6), (150, 3)], ids=str)
def test_batch_normalization_gives_the_same(use, shape):
    x, g = numbers.standard_normal((2, *shape), dtype="float32")
    gamma, beta = numbers.standard_normal((2, shape[-1]), dtype="float32")
    expected = normalized(x, gamma, beta, g)
    use(normalization, normalization_passes)
    for found, each in zip(normalized(x, gamma, beta, g), expected, strict=True):
        np.testing.assert_array_equal(found, each)
