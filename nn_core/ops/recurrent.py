"""The simplest recurrence: the new state is an activation of the input and the old state."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import Call, gate_activation
from nn_core.ops.recurrence import Recurrence
from nn_core.ops.recurrence_inputs import Layout
from nn_core.ops.recurrence_runs import Masks, layout_of, plan_recurrence, run_recurrence


@primitive
def simple_rnn(
    x: Array,
    h0: Array | None,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array | None = None,
    mask: Array | None = None,
    dropout: Array | None = None,
    recurrent_dropout: Array | None = None,
    *,
    activation: str = "tanh",
    go_backwards: bool = False,
    return_sequences: bool = True,
    zero_output_for_mask: bool = False,
) -> tuple[tuple[Array, ...], Vjp]:
    """Run h = activation(x @ kernel + h @ recurrent_kernel + bias) over the steps of x (batch, steps, features).

    Return (outputs, h): the outputs of all steps or the last one, and the last state.
    """
    masks = (mask, dropout, recurrent_dropout)
    run = _prepared(
        x,
        recurrent_kernel,
        masks,
        activation=activation,
        go_backwards=go_backwards,
        return_sequences=return_sequences,
        zero_output_for_mask=zero_output_for_mask,
    )
    return run_recurrence(run, x, (h0,), (kernel, recurrent_kernel, bias), masks)


@simple_rnn.planned
def _(
    plan: Plan,
    x: Array,
    h0: Array | None,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array | None = None,
    mask: Array | None = None,
    dropout: Array | None = None,
    recurrent_dropout: Array | None = None,
    **settings: Any,
) -> Any:
    masks = (mask, dropout, recurrent_dropout)
    run = _prepared(x, recurrent_kernel, masks, **settings)
    return plan_recurrence(plan, run, x, (h0,), (kernel, recurrent_kernel, bias), masks)


def _prepared(
    x: Array, recurrent_kernel: Array, masks: Masks, activation: str = "tanh", **settings: bool
) -> Recurrence:
    return _Plain(layout_of(x, recurrent_kernel, masks, **settings), activation)


class _Plain(Recurrence):
    def __init__(self, layout: Layout, activation: str) -> None:
        self.activation = gate_activation(activation)
        super().__init__(layout, [self.activation.scale])

    def plan_step(self, calls: list[Call], t: int) -> None:
        h = self.h[t + 1]
        calls += [
            (np.ndarray.dot, (self.before(t), self.state_weights[0], h)),
            (np.add, (h, self.gates[t, 0], h)),
            *self.activation.apply(h, h),
        ]

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        calls += self.activation.slope(self.h[1:][steps], d[0])
        for t in reversed(range(steps.start, steps.stop)):
            dz = d[:, t - steps.start]
            calls.append((np.multiply, (dz, self.arrive(calls, t), dz)))
            self.through_weights(calls, dz)
            self.pass_state(calls, t)
