"""The rarer functions give what Keras gave when `keras_calls.py` recorded it."""

import numpy as np
import pytest

from nn_core import ops
from tests.nn_core.ops.keras_calls import CALLS, RECORDED, SIGNAL, listed


@pytest.fixture(scope="module")
def recorded():
    with np.load(RECORDED) as arrays:
        return dict(arrays)


@pytest.mark.parametrize("name", CALLS)
def test_a_function_gives_what_keras_gives(name, recorded):
    expected = [array for key, array in recorded.items() if key.rpartition("/")[0] == name]
    found = [ops.convert_to_numpy(each) for each in listed(CALLS[name](ops))]
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == theirs.shape
        assert ours.dtype.kind == theirs.dtype.kind
        np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)


def test_the_ends_of_a_signal_come_back_whole():
    """As in Keras on NumPy, JAX and PyTorch; on TensorFlow the first numbers come back too small."""
    found = ops.istft(ops.stft(SIGNAL, 8, 2, 8), 8, 2, 8, length=30)
    np.testing.assert_allclose(found, SIGNAL[:, :30], atol=1e-5)
