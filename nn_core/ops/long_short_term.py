"""The long short-term memory: a recurrence with a carry that gates protect.

Reference: Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000).
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import GATE_ACTIVATIONS, Call, gate_activation
from nn_core.ops.recurrence import Layout, Recurrence
from nn_core.ops.recurrence_runs import Masks, layout_of, plan_recurrence, run_recurrence

_ORDER = (2, 0, 1, 3)  # candidate, i, f, o: gates with a sigmoid lie together here, and so do those that c weighs


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
    """The states are h and c; the gates lie in _ORDER."""

    num_gates = num_gradients = 4
    num_states = 2

    def __init__(self, layout: Layout, activation: str, recurrent_activation: str) -> None:
        self.activation, self.gate = gate_activation(activation), gate_activation(recurrent_activation)
        self.state_weights = np.empty((4 * layout.units, layout.units), layout.dtype)
        super().__init__(layout)

    def take_weights(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        self._place_rows(recurrent_kernel.T, self.state_weights)
        self._place_rows(kernel.T, self.input_weights[:, :-1])
        self.input_weights[:, -1:] = 0
        if bias is not None:
            self._place_rows(bias[:, None], self.input_weights[:, -1:])

    def _place_rows(self, source: Array, target: Array) -> None:
        """Copy rows into the order used here, with the factors that the activations ask for."""
        for place, gate in enumerate(_ORDER):
            scale = self.gate.scale if place else self.activation.scale
            np.multiply(source[self._rows(gate)], scale, out=target[self._rows(place)])

    def _rows(self, gate: int) -> slice:
        return slice(gate * self.units, (gate + 1) * self.units)

    def take_weights_back(self, kernel: Array, recurrent_kernel: Array) -> None:
        for place, gate in enumerate(_ORDER):
            self.recurrent_weights[:, self._rows(place)] = recurrent_kernel[:, self._rows(gate)]
            self.kernel_turned[self._rows(place)] = kernel.T[self._rows(gate)]

    def plan_forward(self, calls: list[Call]) -> None:
        self.squashed = np.empty_like(self.gates[:, : self.units])  # activation(c)
        product = np.empty_like(self.gates[0])
        new = product[: self.units]
        h, c = self.states
        for t, gates in enumerate(self.gates):
            candidate, i, f, o = gates.reshape(4, self.units, -1)
            calls += [(np.matmul, (self.state_weights, self.before(t), product)), (np.add, (gates, product, gates))]
            calls += self._activated(gates)
            calls += [
                (np.multiply, (f, c[t], c[t + 1])),
                (np.multiply, (i, candidate, new)),
                (np.add, (c[t + 1], new, c[t + 1])),
                *self.activation.whole(c[t + 1], self.squashed[t]),
                (np.multiply, (o, self.squashed[t], h[t + 1])),
            ]
            self.finish_step(calls, t)

    def _activated(self, gates: Array) -> list[Call]:
        candidate, others = gates[: self.units], gates[self.units :]
        if (self.activation, self.gate) == (GATE_ACTIVATIONS["tanh"], GATE_ACTIVATIONS["sigmoid"]):
            _, *rest = self.gate.apply(others, others)
            return [(np.tanh, (gates, gates)), *rest]  # a sigmoid begins with tanh: one call does for all four
        return [*self.activation.apply(candidate, candidate), *self.gate.apply(others, others)]

    def plan_backward(self) -> None:
        self._through_h = self.room(self.chunk, self.units)
        super().plan_backward()

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        calls += self._slopes(steps, d)
        dc = self.d_states[1]
        for t in reversed(range(steps.start, steps.stop)):
            dz, through_h = d[t - steps.start], self._through_h[t - steps.start]
            by_carry, by_output = dz[: 3 * self.units].reshape(3, self.units, -1), dz[3 * self.units :]
            dh = self.arrive(calls, t)
            calls += [(np.multiply, (through_h, dh, through_h)), (np.add, (dc, through_h, dc))]
            dc_seen = self.unmasked(calls, t, dc, self.scratch[2])
            calls += [(np.multiply, (by_carry, dc_seen, by_carry)), (np.multiply, (by_output, dh, by_output))]
            self.pass_state(calls, t, functools.partial(self.through_weights, dz))
            self._pass_carry(calls, t, dc)

    def _slopes(self, steps: slice, d: Array) -> list[Call]:
        """Return the calls that compute, for some steps at once, the gradients per gradient of c or h."""
        units = self.units
        through_h = self._through_h[: len(d)]
        gates, squashed = self.gates[steps], self.squashed[steps]
        candidate, i, o = gates[:, :units], gates[:, units : 2 * units], gates[:, 3 * units :]
        d_candidate, d_i, d_f, d_o = (d[:, self._rows(gate)] for gate in range(4))
        return [
            *self.activation.slope(squashed, through_h),
            (np.multiply, (through_h, o, through_h)),
            *self.activation.slope(candidate, d_candidate),
            (np.multiply, (d_candidate, i, d_candidate)),
            *self.gate.slope(gates[:, units:], d[:, units:]),
            (np.multiply, (d_i, candidate, d_i)),
            (np.multiply, (d_f, self.states[1][steps], d_f)),
            (np.multiply, (d_o, squashed, d_o)),
        ]

    def _pass_carry(self, calls: list[Call], t: int, dc: Array) -> None:
        f = self.gates[t, self._rows(2)]
        calls.append((np.multiply, (dc, f, dc)) if not self.layout.has_mask else (_weigh, (dc, f, self.mask[t])))

    def write_weight_gradients(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        units = self.units
        for place, gate in enumerate(_ORDER):
            sums, columns = self.weight_sums[:, self._rows(place)], self._rows(gate)
            kernel[:, columns], recurrent_kernel[:, columns] = sums[units + 1 :], sums[:units]
            if bias is not None:
                bias[columns] = sums[units]


def _weigh(g: Array, factor: Array, where: Array) -> None:
    np.multiply(g, factor, out=g, where=where)
