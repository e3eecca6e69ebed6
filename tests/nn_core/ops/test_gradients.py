"""Every primitive's derivative against finite differences."""

import pytest

from nn_core import ops  # noqa: F401 - defines the primitives
from nn_core.autodiff import check_gradients
from nn_core.autodiff.primitive import PRIMITIVES
from tests.nn_core.ops.samples import SAMPLES


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_the_tape_agrees_with_finite_differences(sample):
    operation = PRIMITIVES[sample.name]
    check_gradients(lambda *args: operation(*args, **sample.settings), sample.args)


def test_every_primitive_has_a_sample():
    ours = {name for name, function in PRIMITIVES.items() if function.__module__.startswith("nn_core.")}
    assert ours - {sample.name for sample in SAMPLES} == set()


def test_a_wrong_derivative_is_noticed():
    from nn_core.autodiff import primitive

    def wrong_square(x):
        return x * x, lambda g, needs: (g * x,)

    operation = primitive(wrong_square)
    del PRIMITIVES["wrong_square"]
    with pytest.raises(AssertionError, match="finite differences"):
        check_gradients(operation, [SAMPLES[0].args[0]])
