"""The long short-term memory: a recurrence with a carry that gates protect.

Reference: Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import GATE_ACTIVATIONS, Call, gate_activation
from nn_core.ops.recurrence import Recurrence
from nn_core.ops.recurrence_inputs import Layout
from nn_core.ops.recurrence_runs import Masks, layout_of, plan_recurrence, run_recurrence


@primitive
def lstm(
    x: Array,
    h0: Array | None,
    c0: Array | None,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array | None = None,
    mask: Array | None = None,
    dropout: Array | None = None,
    recurrent_dropout: Array | None = None,
    *,
    activation: str = "tanh",
    recurrent_activation: str = "sigmoid",
    go_backwards: bool = False,
    return_sequences: bool = True,
    zero_output_for_mask: bool = False,
) -> tuple[tuple[Array, ...], Vjp]:
    """Run a long short-term memory over (batch, steps, features); return (outputs, h, c).

    The columns of the kernels are the input gate, the forget gate, the candidate and the output gate:
    c = f * c + i * candidate, h = o * activation(c).
    """
    masks = (mask, dropout, recurrent_dropout)
    run = _prepared(
        x,
        recurrent_kernel,
        masks,
        activation=activation,
        recurrent_activation=recurrent_activation,
        go_backwards=go_backwards,
        return_sequences=return_sequences,
        zero_output_for_mask=zero_output_for_mask,
    )
    return run_recurrence(run, x, (h0, c0), (kernel, recurrent_kernel, bias), masks)


@lstm.planned
def _(
    plan: Plan,
    x: Array,
    h0: Array | None,
    c0: Array | None,
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
    return plan_recurrence(plan, run, x, (h0, c0), (kernel, recurrent_kernel, bias), masks)


def _prepared(
    x: Array,
    recurrent_kernel: Array,
    masks: Masks,
    activation: str = "tanh",
    recurrent_activation: str = "sigmoid",
    **settings: bool,
) -> Recurrence:
    return _Memory(layout_of(x, recurrent_kernel, masks, **settings), activation, recurrent_activation)


class _Memory(Recurrence):
    """The states are h and c. Gates with a sigmoid lie together, and so do those that c weighs."""

    order = order_back = (2, 0, 1, 3)  # candidate, i, f, o
    num_gradients = 4
    num_states = 2

    def __init__(self, layout: Layout, activation: str, recurrent_activation: str) -> None:
        self.activation, self.gate = gate_activation(activation), gate_activation(recurrent_activation)
        self.squashed = np.empty((layout.length, layout.batch, layout.units), layout.dtype)  # activation(c)
        super().__init__(layout, [self.activation.scale, *[self.gate.scale] * 3])

    def plan_step(self, calls: list[Call], t: int) -> None:
        gates, product, new = self.gates[t], self.product, self.product[0]
        candidate, i, f, o = gates
        h, c = self.states
        calls += [
            (np.matmul, (self.before(t), self.state_weights, product)),
            (np.add, (gates, product, gates)),
            *self._activated(gates),
            (np.multiply, (f, c[t], c[t + 1])),
            (np.multiply, (i, candidate, new)),
            (np.add, (c[t + 1], new, c[t + 1])),
            *self.activation.whole(c[t + 1], self.squashed[t]),
            (np.multiply, (o, self.squashed[t], h[t + 1])),
        ]

    def _activated(self, gates: Array) -> list[Call]:
        candidate, others = gates[0], gates[1:]
        if (self.activation, self.gate) == (GATE_ACTIVATIONS["tanh"], GATE_ACTIVATIONS["sigmoid"]):
            _, *rest = self.gate.apply(others, others)
            return [(np.tanh, (gates, gates)), *rest]  # a sigmoid begins with tanh: one call does for all four
        return [*self.activation.apply(candidate, candidate), *self.gate.apply(others, others)]

    def plan_backward(self) -> None:
        self._through_h = self.room(self.chunks[0].stop)
        super().plan_backward()

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        calls += self._slopes(steps, d)
        dc = self.d_states[1]
        for t in reversed(range(steps.start, steps.stop)):
            dz, through_h = d[:, t - steps.start], self._through_h[t - steps.start]
            by_carry, by_output = dz[:3], dz[3]
            dh = self.arrive(calls, t)
            calls += [(np.multiply, (through_h, dh, through_h)), (np.add, (dc, through_h, dc))]
            dc_seen = self.unmasked(calls, t, dc, self.scratch[2])
            calls += [(np.multiply, (by_carry, dc_seen, by_carry)), (np.multiply, (by_output, dh, by_output))]
            self.through_weights(calls, dz)
            self.pass_state(calls, t)
            self._pass_carry(calls, t, dc)

    def _slopes(self, steps: slice, d: Array) -> list[Call]:
        """Return the calls that compute, for some steps at once, the gradients per gradient of c or h."""
        through_h = self._through_h[: d.shape[1]]
        gates, squashed = self.gates[steps].swapaxes(0, 1), self.squashed[steps]
        candidate, i, _, o = gates
        d_candidate, d_i, d_f, d_o = d
        return [
            *self.activation.slope(squashed, through_h),
            (np.multiply, (through_h, o, through_h)),
            *self.activation.slope(candidate, d_candidate),
            (np.multiply, (d_candidate, i, d_candidate)),
            *self.gate.slope(gates[1:], d[1:]),
            (np.multiply, (d_i, candidate, d_i)),
            (np.multiply, (d_f, self.states[1][steps], d_f)),
            (np.multiply, (d_o, squashed, d_o)),
        ]

    def _pass_carry(self, calls: list[Call], t: int, dc: Array) -> None:
        f = self.gates[t, 2]
        calls.append((np.multiply, (dc, f, dc)) if not self.layout.has_mask else (_weigh, (dc, f, self.mask[t])))


def _weigh(g: Array, factor: Array, where: Array) -> None:
    np.multiply(g, factor, out=g, where=where)
