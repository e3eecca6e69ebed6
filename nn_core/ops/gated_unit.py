"""The gated recurrent unit: the new state is a mixture of the old one and a candidate.

Reference: Cho et al. (2014); the variant that resets after the matrix product is the one of cuDNN.
"""

from __future__ import annotations

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import gate_activation
from nn_core.ops.recurrence import Steps, dropped, last, weight_gradient


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
) -> tuple[tuple[Array, Array], Vjp]:
    """Run a gated recurrent unit over (batch, steps, features); return (outputs, h).

    The columns of the kernels are the update gate z, the reset gate r and the candidate:
    h = z * h + (1 - z) * candidate. With `reset_after`, r weighs the product of h and the recurrent kernel, and the
    bias has two rows, for inputs and state; without, r weighs h before the product.
    """
    steps = Steps(x, mask, dropout, go_backwards, return_sequences, zero_output_for_mask)
    names = (activation, recurrent_activation)
    run = _ResetAfter if reset_after else _ResetBefore
    unit = run(steps, steps.start(h0, len(recurrent_kernel)), recurrent_kernel, recurrent_dropout, names)
    unit.forward(kernel, bias)

    def vjp(g: tuple[Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wants = (*needs, *[False] * 4)  # arguments left out want none
        dz, dh, dr, db_state = unit.backward(*g)
        dx, dk, db = steps.input_gradients(dz, kernel, (wants[0], wants[2], wants[4]))
        if db is not None and db_state is not None:
            db = np.stack([db, db_state])
        return (dx, dh.T if wants[1] else None, dk, dr, db, None, None, None)[: len(needs)]

    return (steps.outputs(unit.h), last(unit.h)), vjp


class _Unit:
    """One run over the steps: the states, and what each step leaves for the way back."""

    def __init__(
        self, steps: Steps, h: Array, recurrent_kernel: Array, recurrent_dropout: Array | None, names: tuple[str, str]
    ) -> None:
        self.steps, self.h, self.units = steps, h, len(recurrent_kernel)
        self.recurrent_kernel, self.recurrent_dropout = recurrent_kernel, recurrent_dropout
        self.activation, self.gate = (gate_activation(name) for name in names)
        self.gates = self.candidate = self.weighed = np.empty(0)  # z and r; the candidate; what r is multiplied with

    def forward(self, kernel: Array, bias: Array | None) -> None:
        """Fill in the states."""
        raise NotImplementedError

    def backward(self, g_outputs: Array | None, g_state: Array | None) -> tuple[Array, Array, Array, Array | None]:
        """Return the gradients of the projected inputs, the first state, the recurrent kernel and its bias."""
        raise NotImplementedError

    def project(self, kernel: Array, bias: Array | None) -> None:
        projected = self.steps.project(kernel, bias)
        self.gates, self.candidate = projected[:, : 2 * self.units], projected[:, 2 * self.units :]
        self.weighed = np.empty_like(self.h[1:])

    def mix(self, t: int) -> None:
        """Compute the new state, z * h + (1 - z) * candidate."""
        before, after, candidate = self.h[t], self.h[t + 1], self.candidate[t]
        self.activation.apply(candidate)
        np.subtract(before, candidate, out=after)
        after *= self.gates[t, : self.units]
        after += candidate
        self.steps.freeze(t, self.h)

    def mix_gradients(self, t: int, dh: Array, dz: Array, d_candidate: Array) -> Array:
        """Fill in the gradients of z and the candidate before their activations; return what the old state keeps."""
        z = self.gates[t, : self.units]
        dh_seen = self.steps.seen(t, dh)
        np.multiply(self.gate.slope(z), dh_seen, out=dz)
        dz *= self.h[t] - self.candidate[t]
        np.multiply(self.activation.slope(self.candidate[t]), dh_seen, out=d_candidate)
        d_candidate *= 1 - z
        return self.steps.pass_over(t, z * dh, dh)


class _ResetAfter(_Unit):
    """The reset gate weighs the product of the state and the recurrent kernel."""

    def forward(self, kernel: Array, bias: Array | None) -> None:
        self.project(kernel, None if bias is None else bias[0])
        state_bias = 0 if bias is None else np.repeat(bias[1][:, None], self.steps.batch, axis=1)
        product = np.empty((3 * self.units, self.steps.batch), self.h.dtype)
        for t in range(self.steps.count):
            np.matmul(self.recurrent_kernel.T, dropped(self.h[t], self.recurrent_dropout), out=product)
            product += state_bias
            gates = self.gates[t]
            gates += product[: 2 * self.units]
            self.gate.apply(gates)
            self.weighed[t] = product[2 * self.units :]
            self.candidate[t] += self.weighed[t] * gates[self.units :]
            self.mix(t)

    def backward(self, g_outputs: Array | None, g_state: Array | None) -> tuple[Array, Array, Array, Array | None]:
        steps, units = self.steps, self.units
        turned = np.roll(self.recurrent_kernel, units, axis=1)
        # candidate's product, z, r, candidate: the first three belong to the state, the last three to the inputs
        d = np.empty((4 * units, steps.batch), self.h.dtype)
        for_product, for_z, for_r, for_candidate = d.reshape(4, units, -1)
        flat = np.empty((4 * units, steps.count, steps.batch), d.dtype)
        dh, arriving = steps.last_gradient(g_state, units), steps.arriving(g_outputs)
        for t in reversed(range(steps.count)):
            dh += arriving.get(t, 0)
            r = self.gates[t, units:]
            dh = self.mix_gradients(t, dh, for_z, for_candidate)
            np.multiply(for_candidate, r, out=for_product)
            np.multiply(for_candidate, self.weighed[t], out=for_r)
            for_r *= self.gate.slope(r)
            flat[:, t] = d
            dh += dropped(turned @ d[: 3 * units], self.recurrent_dropout)
        dr = weight_gradient(dropped(self.h[:-1], self.recurrent_dropout), flat[: 3 * units])
        db = flat[: 3 * units].reshape(3 * units, -1).sum(axis=1)
        return flat[units:], dh, np.roll(dr, -units, axis=1), np.roll(db, -units)


class _ResetBefore(_Unit):
    """The reset gate weighs the state before it is multiplied by the recurrent kernel."""

    def forward(self, kernel: Array, bias: Array | None) -> None:
        self.project(kernel, bias)
        gates_kernel, candidate_kernel = self.split(self.recurrent_kernel)
        for t in range(self.steps.count):
            gates, seen = self.gates[t], dropped(self.h[t], self.recurrent_dropout)
            gates += gates_kernel.T @ seen
            self.gate.apply(gates)
            np.multiply(gates[self.units :], seen, out=self.weighed[t])
            self.candidate[t] += candidate_kernel.T @ self.weighed[t]
            self.mix(t)

    def backward(self, g_outputs: Array | None, g_state: Array | None) -> tuple[Array, Array, Array, Array | None]:
        steps, units = self.steps, self.units
        gates_kernel, candidate_kernel = self.split(self.recurrent_kernel)
        d = np.empty((3 * units, steps.batch), self.h.dtype)
        for_z, for_r, for_candidate = d.reshape(3, units, -1)
        flat = np.empty((3 * units, steps.count, steps.batch), d.dtype)
        dh, arriving = steps.last_gradient(g_state, units), steps.arriving(g_outputs)
        for t in reversed(range(steps.count)):
            dh += arriving.get(t, 0)
            r = self.gates[t, units:]
            dh = self.mix_gradients(t, dh, for_z, for_candidate)
            d_weighed = candidate_kernel @ for_candidate
            np.multiply(self.gate.slope(r), d_weighed, out=for_r)
            for_r *= dropped(self.h[t], self.recurrent_dropout)
            flat[:, t] = d
            d_weighed *= r
            d_weighed += gates_kernel @ d[: 2 * units]
            dh += dropped(d_weighed, self.recurrent_dropout)
        seen = dropped(self.h[:-1], self.recurrent_dropout)
        dr = [weight_gradient(seen, flat[: 2 * units]), weight_gradient(self.weighed, flat[2 * units :])]
        return flat, dh, np.concatenate(dr, axis=1), None

    def split(self, kernel: Array) -> tuple[Array, Array]:
        """Return the columns of the gates and those of the candidate."""
        return np.ascontiguousarray(kernel[:, : 2 * self.units]), np.ascontiguousarray(kernel[:, 2 * self.units :])
