"""What a plan keeps and what it lets go of."""

import gc
import weakref

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor, Variable
from nn_core.autodiff.trace import Trace
from nn_core.plans.program import Memory
from nn_core.plans.step_plan import StepPlan


def test_a_plan_keeps_nothing_of_the_trace():
    x, weight = Tensor(np.ones((2, 3), "float32")), Variable(np.ones((3, 4), "float32"))
    trace = Trace([weight])
    with trace.recording():
        trace.watch(x)
        hidden = ops.relu(ops.matmul(x, weight))
        loss = ops.sum(hidden)
    seen = weakref.ref(hidden)
    gc.disable()  # memory must not wait for the collector
    try:
        plan = StepPlan(trace, [x], [loss], Memory(), loss, [(weight, np.empty((3, 4), "float32"))])
        del trace, hidden
        assert seen() is None
    finally:
        gc.enable()
    plan.run()
    np.testing.assert_allclose(plan.results[0], 24)
