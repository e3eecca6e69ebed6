"""A trace notes operations, and ends where somebody looks at values."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import Tensor, Variable
from nn_core.autodiff.trace import CannotRepeatError, Trace
from nn_core.ops.random import SeedGenerator


def tracing(look):
    x, w = Tensor(np.ones((2, 3), "float32")), Variable(np.ones(3, "float32"))
    trace = Trace([w])
    with trace.recording():
        look(trace.watch(x), w)
    return trace


def test_operations_and_assignments_become_instructions():
    trace = tracing(lambda x, w: w.assign(ops.sum(ops.relu(x) * w, axis=0)))
    assert [each.name for each in trace.instructions] == ["relu", "multiply", "sum", "assign"]


def test_shapes_and_types_may_be_looked_at():
    seen = []
    tracing(lambda x, w: seen.append((x.shape, x.ndim, x.size, x.dtype, len(x), w.shape, w.dtype)))
    assert seen == [((2, 3), 2, 6, "float32", 2, (3,), "float32")]


@pytest.mark.parametrize(
    "look",
    [
        lambda x, w: x.value,
        lambda x, w: w.value,
        lambda x, w: x.numpy(),
        lambda x, w: np.asarray(x),
        lambda x, w: np.isnan(x),
        lambda x, w: float(ops.sum(x)),
        lambda x, w: bool(ops.sum(x) > 0),
        lambda x, w: x[0, 0].item(),
        lambda x, w: [1, 2][ops.argmax(w)],
        lambda x, w: f"{ops.sum(x)}",
        lambda x, w: ops.convert_to_numpy(w * 2),
        lambda x, w: setattr(w, "value", np.zeros(3)),
        lambda x, w: SeedGenerator(1).generator.random(),
        lambda x, w: SeedGenerator(),
    ],
)
def test_looking_at_values_or_drawing_numbers_ends_it(look):
    with pytest.raises(CannotRepeatError):
        tracing(look)


def test_random_numbers_of_an_operation_do_not_end_it():
    seed = SeedGenerator(1)
    trace = tracing(lambda x, w: x + ops.random.normal((2, 3), seed=seed))
    assert [each.name for each in trace.instructions] == ["normal", "add"]


def test_afterwards_everything_is_as_before():
    x, w = Tensor(np.ones(2)), Variable(np.ones(2, "float32"))
    trace = Trace([w])
    with pytest.raises(CannotRepeatError), trace.recording():
        y = ops.relu(trace.watch(x))
        float(ops.sum(y))
    assert [type(each) for each in (x, w, y)] == [Tensor, Variable, Tensor]
    assert y.numpy().tolist() == [1, 1]
