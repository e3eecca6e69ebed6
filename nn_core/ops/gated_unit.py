"""The gated recurrent unit: the new state is a mixture of the old one and a candidate.

Reference: Cho et al. (2014); the variant that resets after the matrix product is the one of cuDNN.
"""

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
def gru(
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
    recurrent_activation: str = "sigmoid",
    reset_after: bool = True,
    go_backwards: bool = False,
    return_sequences: bool = True,
    zero_output_for_mask: bool = False,
) -> tuple[tuple[Array, ...], Vjp]:
    """Run a gated recurrent unit over (batch, steps, features); return (outputs, h).

    The columns of the kernels are the update gate z, the reset gate r and the candidate:
    h = z * h + (1 - z) * candidate. With `reset_after`, r weighs the product of h and the recurrent kernel, and the
    bias has two rows, for inputs and state; without, r weighs h before the product.
    """
    masks = (mask, dropout, recurrent_dropout)
    run = _prepared(
        x,
        recurrent_kernel,
        masks,
        activation=activation,
        recurrent_activation=recurrent_activation,
        reset_after=reset_after,
        go_backwards=go_backwards,
        return_sequences=return_sequences,
        zero_output_for_mask=zero_output_for_mask,
    )
    return run_recurrence(run, x, (h0,), (kernel, recurrent_kernel, bias), masks)


@gru.planned
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
    x: Array,
    recurrent_kernel: Array,
    masks: Masks,
    activation: str = "tanh",
    recurrent_activation: str = "sigmoid",
    reset_after: bool = True,
    **settings: bool,
) -> Recurrence:
    kind = _ResetAfter if reset_after else _ResetBefore
    return kind(layout_of(x, recurrent_kernel, masks, **settings), activation, recurrent_activation)


class _Unit(Recurrence):
    """What both variants share."""

    order = (0, 1, 2)  # z, r, candidate
    has_bypass = True

    def __init__(self, layout: Layout, activation: str, recurrent_activation: str) -> None:
        self.activation, self.gate = gate_activation(activation), gate_activation(recurrent_activation)
        self.weighed = np.empty((layout.length, layout.batch, layout.units), layout.dtype)  # what r is multiplied with
        super().__init__(layout, [self.gate.scale, self.gate.scale, 1])

    def activate_gates(self, calls: list[Call], t: int) -> None:
        """Turn the sums of inputs and states into z and r."""
        gates = self.gates[t, :2]
        calls += [(np.add, (gates, self.product[:2], gates)), *self.gate.apply(gates, gates)]

    def mix(self, calls: list[Call], t: int) -> None:
        """Compute the candidate and the new state, z * h + (1 - z) * candidate."""
        z, _, candidate = self.gates[t]
        after = self.h[t + 1]
        calls += [
            *self.activation.whole(candidate, candidate),
            (np.subtract, (self.h[t], candidate, after)),
            (np.multiply, (after, z, after)),
            (np.add, (after, candidate, after)),
        ]

    def plan_backward(self) -> None:
        self.rooms = self.room(2, self.chunks[0].stop)
        super().plan_backward()

    def mix_slopes(self, calls: list[Call], steps: slice, d_z: Array, d_candidate: Array) -> None:
        """Compute, for some steps at once, the gradients of z and the candidate per gradient of the new state."""
        z, _, candidate = self.gates[steps].swapaxes(0, 1)
        rest = self.rooms[0, : len(d_z)]
        calls += [
            *self.gate.slope(z, d_z),
            (np.subtract, (self.h[steps], candidate, rest)),
            (np.multiply, (d_z, rest, d_z)),
            *self.activation.slope(candidate, d_candidate),
            (np.subtract, (1, z, rest)),
            (np.multiply, (d_candidate, rest, d_candidate)),
        ]

    def pass_by(self, calls: list[Call], t: int) -> None:
        """Let the part of the gradient flow on that z lets by."""
        calls.append((np.multiply, (self.d_states[0], self.gates[t, 0], self.flowing[-1])))


class _ResetAfter(_Unit):
    """The reset gate weighs the product of the state and the recurrent kernel.

    What flows back has four parts: candidate's product, z, r, candidate. The first three belong to the state, the
    last three to the inputs.
    """

    num_gradients = 4
    order_back = (2, 0, 1)

    def __init__(self, layout: Layout, activation: str, recurrent_activation: str) -> None:
        self.product_bias = np.empty((layout.batch, layout.units), layout.dtype)
        super().__init__(layout, activation, recurrent_activation)

    def take_weights(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        columns = 2 * self.units
        self.product_bias[...] = 0 if bias is None else bias[1, columns:]
        if bias is not None:
            bias = np.concatenate([bias[0, :columns] + bias[1, :columns], bias[0, columns:]])
        super().take_weights(kernel, recurrent_kernel, bias)

    def plan_step(self, calls: list[Call], t: int) -> None:
        _, r, candidate = self.gates[t]
        part = self.product[2]
        calls.append((np.matmul, (self.before(t), self.state_weights, self.product)))
        self.activate_gates(calls, t)
        calls += [
            (np.add, (part, self.product_bias, self.weighed[t])),
            (np.multiply, (self.weighed[t], r, part)),
            (np.add, (candidate, part, candidate)),
        ]
        self.mix(calls, t)

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        self._slopes(calls, steps, d)
        for t in reversed(range(steps.start, steps.stop)):
            one = d[:, t - steps.start]
            calls.append((np.multiply, (one, self.arrive(calls, t), one)))
            self.through_weights(calls, one[:3])
            self.pass_by(calls, t)
            self.pass_state(calls, t)

    def _slopes(self, calls: list[Call], steps: slice, d: Array) -> None:
        for_product, d_z, d_r, d_candidate = d
        r = self.gates[steps, 1]
        self.mix_slopes(calls, steps, d_z, d_candidate)
        calls += [
            (np.multiply, (d_candidate, r, for_product)),
            *self.gate.slope(r, d_r),
            (np.multiply, (d_r, self.weighed[steps], d_r)),
            (np.multiply, (d_r, d_candidate, d_r)),
        ]

    def state_products(self, seen: Array, steps: slice, d: Array, out: Array) -> None:
        super().state_products(seen, steps, d, out)
        np.add.reduce(d[0], axis=0, out=out[0, -1])  # the bias of the product

    def write_weight_gradients(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        if bias is None:
            super().write_weight_gradients(kernel, recurrent_kernel, None)
            return
        super().write_weight_gradients(kernel, recurrent_kernel, bias[0])
        bias[1] = bias[0]
        bias[1, self.columns(2)] = self.state_sums[0, -1]


class _ResetBefore(_Unit):
    """The reset gate weighs the state before it is multiplied by the recurrent kernel."""

    num_gradients = 3
    order_back = (0, 1, 2)

    def plan_step(self, calls: list[Call], t: int) -> None:
        _, r, candidate = self.gates[t]
        seen, product = self.before(t), self.product
        calls.append((np.matmul, (seen, self.state_weights[:2], product[:2])))
        self.activate_gates(calls, t)
        calls += [
            (np.multiply, (r, seen, self.weighed[t])),
            (np.ndarray.dot, (self.weighed[t], self.state_weights[2], product[2])),
            (np.add, (candidate, product[2], candidate)),
        ]
        self.mix(calls, t)

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        d_z, d_r, d_candidate = d
        self.mix_slopes(calls, steps, d_z, d_candidate)
        calls += [*self.gate.slope(self.gates[steps, 1], d_r), (np.multiply, (d_r, self._seen(calls, steps), d_r))]
        for t in reversed(range(steps.start, steps.stop)):
            self._step_back(calls, t, d[:, t - steps.start])

    def _seen(self, calls: list[Call], steps: slice) -> Array:
        """Return the states before some steps as the recurrent weights saw them."""
        if not self.layout.has_recurrent_dropout:
            return self.h[steps]
        seen = self.rooms[1, : steps.stop - steps.start]
        calls.append((np.multiply, (self.h[steps], self.recurrent_dropout, seen)))
        return seen

    def _step_back(self, calls: list[Call], t: int, d: Array) -> None:
        by_state, through_r = self.arrive(calls, t), self.flowing[2]
        calls.append((np.multiply, (d[::2], by_state, d[::2])))  # z and candidate
        self.through_weights(calls, d[2:], first=2)
        calls += [
            (np.multiply, (d[1], through_r, d[1])),
            (np.multiply, (through_r, self.gates[t, 1], through_r)),
        ]
        self.through_weights(calls, d[:2])
        self.pass_by(calls, t)
        self.pass_state(calls, t)

    def state_products(self, seen: Array, steps: slice, d: Array, out: Array) -> None:
        super().state_products(seen, steps, d[:2], out[:2])
        weighed = self.weighed[steps].reshape(-1, self.units)  # what the candidate's weights saw: r * h
        super().state_products(weighed.T, steps, d[2:], out[2:])
