"""StepPlan: one kind of step (a model, shapes of a batch, training or not) as a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, Variable
from nn_core.autodiff.parallel import PASS
from nn_core.autodiff.tensor import Array
from nn_core.autodiff.trace import Trace, value_of
from nn_core.plans.planner import Planner
from nn_core.plans.product_by_rows import by_rows
from nn_core.plans.program import Memory
from nn_core.plans.spread import Product


class StepPlan:
    """Arrays for a batch, a program, and the arrays in which the results are afterwards.

    Args:
        inputs: the traced tensors of the batch; their values will change from step to step.
        results: the traced tensors that are wanted.
        target: the loss, if gradients are wanted.
        gradients: the weights whose gradients are wanted, and where.
    """

    def __init__(
        self,
        trace: Trace,
        inputs: Sequence[Tensor],
        results: Sequence[Tensor],
        memory: Memory,
        target: Tensor | None = None,
        gradients: Sequence[tuple[Variable, Array]] = (),
    ) -> None:
        self.inputs = [np.array(value_of(x), order="C") for x in inputs]
        found = [instruction.outputs for instruction in trace.instructions]
        self.is_pure = all(found)  # nothing is assigned
        self.largest = max((value_of(x).nbytes for outputs in [inputs, *found] for x in outputs), default=0)
        planner = Planner(trace, list(zip(inputs, self.inputs, strict=True)), gradients, results)
        planner.forward()
        if target is not None:
            planner.backward(target)
        self.without_gradient = planner.without_gradient
        self.results = planner.program.link([planner.array(x) for x in results], memory)
        self.run = planner.program.run
        self._calls = planner.program.calls
        self.product: Product | None = None  # split off, to be done after `run`
        self._checks = planner.checks
        planner.forget()

    def split_off_product(self, gradients: Sequence[Array]) -> None:
        """Leave the last call to `product`, if it is a large product that writes one of these gradients by rows."""
        last = self._calls[-1][0] if self._calls else None
        if not isinstance(last, Product) or last.axis:
            return
        if any(last.out.ctypes.data == g.ctypes.data and last.out.shape == g.shape for g in gradients):
            last.cost += PASS * last.out.size  # strips are to be right for product and optimizer together
            self.product = last
            self._calls.pop()
            self._calls[:] = [(by_rows(each, last) or each, args) for each, args in self._calls]

    def check(self, arrays: Sequence[Any]) -> None:
        """Refuse wrong numbers in arrays that hold a batch, or all samples."""
        for number, function, args in self._checks:
            function(arrays[number], *args)

    def load(self, arrays: Sequence[Array]) -> None:
        """Copy a batch to where the program expects it."""
        for place, array in zip(self.inputs, arrays, strict=True):
            if array is not place:
                np.copyto(place, array)
