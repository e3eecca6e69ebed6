"""The gated recurrent unit: the new state is a mixture of the old one and a candidate.

Reference: Cho et al. (2014); the variant that resets after the matrix product is the one of cuDNN.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import Call, gate_activation
from nn_core.ops.recurrence import Layout, Recurrence
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

    num_gates = 3

    def __init__(self, layout: Layout, activation: str, recurrent_activation: str) -> None:
        self.activation, self.gate = gate_activation(activation), gate_activation(recurrent_activation)
        self.state_weights = np.empty((3 * layout.units, layout.units), layout.dtype)
        self.weighed = np.empty((layout.length, layout.units, layout.batch), layout.dtype)  # what r is multiplied with
        super().__init__(layout)

    def take_weights(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        self.state_weights[...] = recurrent_kernel.T
        self.input_weights[:, :-1] = kernel.T
        self.input_weights[:, -1] = 0 if bias is None else bias
        self.input_weights[: 2 * self.units] *= self.gate.scale
        self.state_weights[: 2 * self.units] *= self.gate.scale

    def split(self, gates: Array) -> tuple[Array, Array, Array]:
        """Return the parts of z, r and the candidate, the rows being the last axis but one."""
        units = self.units
        return gates[..., :units, :], gates[..., units : 2 * units, :], gates[..., 2 * units :, :]

    def activate_gates(self, calls: list[Call], t: int, product: Array) -> None:
        """Turn the sums of inputs and states into z and r."""
        gates = self.gates[t, : 2 * self.units]
        calls += [(np.add, (gates, product, gates)), *self.gate.apply(gates, gates)]

    def mix(self, calls: list[Call], t: int) -> None:
        """Compute the candidate and the new state, z * h + (1 - z) * candidate."""
        z, _, candidate = self.split(self.gates[t])
        after = self.h[t + 1]
        calls += [
            *self.activation.whole(candidate, candidate),
            (np.subtract, (self.h[t], candidate, after)),
            (np.multiply, (after, z, after)),
            (np.add, (after, candidate, after)),
        ]
        self.finish_step(calls, t)

    def plan_backward(self) -> None:
        self.rooms = [self.room(self.chunk, self.units) for _ in range(2)]
        super().plan_backward()

    def mix_slopes(self, calls: list[Call], steps: slice, d_z: Array, d_candidate: Array) -> None:
        """Compute, for some steps at once, the gradients of z and the candidate per gradient of the new state."""
        z, _, candidate = self.split(self.gates[steps])
        rest = self.rooms[0][: len(d_z)]
        calls += [
            *self.gate.slope(z, d_z),
            (np.subtract, (self.h[steps], candidate, rest)),
            (np.multiply, (d_z, rest, d_z)),
            *self.activation.slope(candidate, d_candidate),
            (np.subtract, (1, z, rest)),
            (np.multiply, (d_candidate, rest, d_candidate)),
        ]


class _ResetAfter(_Unit):
    """The reset gate weighs the product of the state and the recurrent kernel.

    What flows back has four parts: candidate's product, z, r, candidate. The first three belong to the state, the
    last three to the inputs.
    """

    num_gradients = 4

    def take_weights(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        units = self.units
        if bias is not None:
            self.product_bias[...] = bias[1, 2 * units :, None]
            bias = np.concatenate([bias[0, : 2 * units] + bias[1, : 2 * units], bias[0, 2 * units :]])
        else:
            self.product_bias[...] = 0
        super().take_weights(kernel, recurrent_kernel, bias)

    def take_weights_back(self, kernel: Array, recurrent_kernel: Array) -> None:
        units = self.units
        self.recurrent_weights[:, :units] = recurrent_kernel[:, 2 * units :]
        self.recurrent_weights[:, units : 3 * units] = recurrent_kernel[:, : 2 * units]
        self.recurrent_weights[:, 3 * units :] = 0
        self.kernel_turned[:units] = 0
        self.kernel_turned[units:] = kernel.T

    def plan_forward(self, calls: list[Call]) -> None:
        units = self.units
        product = np.empty_like(self.gates[0])
        self.product_bias = np.empty_like(product[:units])
        part = np.empty_like(product[:units])
        for t, gates in enumerate(self.gates):
            _, r, candidate = self.split(gates)
            calls.append((np.matmul, (self.state_weights, self.before(t), product)))
            self.activate_gates(calls, t, product[: 2 * units])
            calls += [
                (np.add, (product[2 * units :], self.product_bias, self.weighed[t])),
                (np.multiply, (self.weighed[t], r, part)),
                (np.add, (candidate, part, candidate)),
            ]
            self.mix(calls, t)

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        units = self.units
        self._slopes(calls, steps, d)
        for t in reversed(range(steps.start, steps.stop)):
            one = d[t - steps.start]
            parts = one.reshape(4, units, -1)
            calls.append((np.multiply, (parts, self.arrive(calls, t), parts)))
            self.pass_state(calls, t, functools.partial(self._old_state, t, one[: 3 * units]))

    def _slopes(self, calls: list[Call], steps: slice, d: Array) -> None:
        units = self.units
        for_product, for_rest = d[:, :units], d[:, units:]
        d_z, d_r, d_candidate = self.split(for_rest)
        _, r, _ = self.split(self.gates[steps])
        self.mix_slopes(calls, steps, d_z, d_candidate)
        calls += [
            (np.multiply, (d_candidate, r, for_product)),
            *self.gate.slope(r, d_r),
            (np.multiply, (d_r, self.weighed[steps], d_r)),
            (np.multiply, (d_r, d_candidate, d_r)),
        ]

    def _old_state(self, t: int, for_state: Array, calls: list[Call], out: Array) -> None:
        z, _, _ = self.split(self.gates[t])
        part = self.scratch[2]
        calls.append((np.matmul, (self.recurrent_weights[:, : 3 * self.units], for_state, part)))
        self.drop(calls, part)
        calls += [(np.multiply, (self.d_states[0], z, out)), (np.add, (out, part, out))]

    def write_weight_gradients(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        sums, units = self.weight_sums, self.units
        of_state = np.roll(sums[:, : 3 * units], -units, axis=1)  # the candidate's part goes last
        kernel[...], recurrent_kernel[...] = sums[units + 1 :, units:], of_state[:units]
        if bias is not None:
            bias[0], bias[1] = sums[units, units:], of_state[units]


class _ResetBefore(_Unit):
    """The reset gate weighs the state before it is multiplied by the recurrent kernel."""

    num_gradients = 3

    def plan_forward(self, calls: list[Call]) -> None:
        units = self.units
        product = np.empty_like(self.gates[0])
        for t, gates in enumerate(self.gates):
            _, r, candidate = self.split(gates)
            seen = self.before(t)
            calls.append((np.matmul, (self.state_weights[: 2 * units], seen, product[: 2 * units])))
            self.activate_gates(calls, t, product[: 2 * units])
            calls += [
                (np.multiply, (r, seen, self.weighed[t])),
                (np.matmul, (self.state_weights[2 * units :], self.weighed[t], product[2 * units :])),
                (np.add, (candidate, product[2 * units :], candidate)),
            ]
            self.mix(calls, t)

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        d_z, d_r, d_candidate = self.split(d)
        _, r, _ = self.split(self.gates[steps])
        self.mix_slopes(calls, steps, d_z, d_candidate)
        calls += [*self.gate.slope(r, d_r), (np.multiply, (d_r, self._seen(calls, steps), d_r))]
        for t in reversed(range(steps.start, steps.stop)):
            self._step_back(calls, t, d[t - steps.start])

    def _seen(self, calls: list[Call], steps: slice) -> Array:
        """Return the states before some steps as the recurrent weights saw them."""
        if not self.layout.has_recurrent_dropout:
            return self.h[steps]
        seen = self.rooms[1][: steps.stop - steps.start]
        calls.append((np.multiply, (self.h[steps], self.recurrent_dropout, seen)))
        return seen

    def _step_back(self, calls: list[Call], t: int, d: Array) -> None:
        units, by_state = self.units, self.arrive(calls, t)
        d_z, d_r, d_candidate = self.split(d)
        z, r, _ = self.split(self.gates[t])
        through_r, through_gates = self.scratch[2], self.scratch[3]
        calls += [
            (np.multiply, (d_z, by_state, d_z)),
            (np.multiply, (d_candidate, by_state, d_candidate)),
            (np.matmul, (self.recurrent_weights[:, 2 * units :], d_candidate, through_r)),
            (np.multiply, (d_r, through_r, d_r)),
            (np.multiply, (through_r, r, through_r)),
            (np.matmul, (self.recurrent_weights[:, : 2 * units], d[: 2 * units], through_gates)),
            (np.add, (through_r, through_gates, through_r)),
        ]
        self.drop(calls, through_r)

        def find(calls: list[Call], out: Array) -> None:
            calls += [(np.multiply, (self.d_states[0], z, out)), (np.add, (out, through_r, out))]

        self.pass_state(calls, t, find)

    def sum_weights(self, steps: slice, fed: Array, d: Array) -> None:
        columns = 2 * self.units
        self.weight_sums[:, :columns] += fed @ d[:columns].T
        weighed = self.weighed[steps].swapaxes(0, 1)
        fed[: self.units] = weighed.reshape(self.units, -1)  # the candidate's weights saw r * h
        self.weight_sums[:, columns:] += fed @ d[columns:].T

    def write_weight_gradients(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        sums, units = self.weight_sums, self.units
        kernel[...], recurrent_kernel[...] = sums[units + 1 :], sums[:units]
        if bias is not None:
            bias[...] = sums[units]
