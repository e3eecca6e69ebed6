"""The long short-term memory: a recurrence with a carry that gates protect.

Reference: Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000).
"""

from __future__ import annotations

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import gate_activation
from nn_core.ops.recurrence import Steps, dropped, last, weight_gradient


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
) -> tuple[tuple[Array, Array, Array], Vjp]:
    """Run a long short-term memory over (batch, steps, features); return (outputs, h, c).

    The columns of the kernels are the input gate, the forget gate, the candidate and the output gate:
    c = f * c + i * candidate, h = o * activation(c).
    """
    steps = Steps(x, mask, dropout, go_backwards, return_sequences, zero_output_for_mask)
    memory = _Memory(steps, h0, c0, recurrent_kernel, recurrent_dropout, (activation, recurrent_activation))
    memory.forward(kernel, bias)

    def vjp(g: tuple[Array | None, Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wants = (*needs, *[False] * 4)  # arguments left out want none
        dz, dh, dc = memory.backward(*g)
        dx, dk, db = steps.input_gradients(dz, kernel, (wants[0], wants[3], wants[5]))
        dr = weight_gradient(dropped(memory.h[:-1], recurrent_dropout), dz) if wants[4] else None
        gradients = (dx, dh.T if wants[1] else None, dc.T if wants[2] else None, dk, dr, db, None, None, None)
        return gradients[: len(needs)]

    return (steps.outputs(memory.h), last(memory.h), last(memory.c)), vjp


class _Memory:
    """One run over the steps: the states, and what each step leaves for the way back."""

    def __init__(
        self,
        steps: Steps,
        h0: Array | None,
        c0: Array | None,
        recurrent_kernel: Array,
        recurrent_dropout: Array | None,
        names: tuple[str, str],
    ) -> None:
        self.steps, self.units = steps, len(recurrent_kernel)
        self.h, self.c = steps.start(h0, self.units), steps.start(c0, self.units)
        self.recurrent_kernel, self.recurrent_dropout = recurrent_kernel, recurrent_dropout
        self.activation, self.gate = (gate_activation(name) for name in names)
        self.squashed = np.empty_like(self.c[1:])  # activation(c)
        self.gates: Array = np.empty(0)

    def forward(self, kernel: Array, bias: Array | None) -> None:
        """Turn the projected inputs into gates, and fill in the states."""
        steps, h, c = self.steps, self.h, self.c
        self.gates = steps.project(kernel, bias).reshape(steps.count, 4, self.units, steps.batch)
        product = np.empty((4 * self.units, steps.batch), h.dtype)
        for t, (gates, squashed) in enumerate(zip(self.gates, self.squashed, strict=True)):
            np.matmul(self.recurrent_kernel.T, dropped(h[t], self.recurrent_dropout), out=product)
            gates += product.reshape(gates.shape)
            i, f, candidate, o = gates
            self.gate.apply(gates[:2])
            self.activation.apply(candidate)
            self.gate.apply(o)
            np.multiply(f, c[t], out=c[t + 1])
            c[t + 1] += i * candidate
            squashed[...] = c[t + 1]
            self.activation.apply(squashed)
            np.multiply(o, squashed, out=h[t + 1])
            steps.freeze(t, h, c)

    def backward(self, g_outputs: Array | None, g_h: Array | None, g_c: Array | None) -> tuple[Array, Array, Array]:
        """Return the gradients of the projected inputs, (4 * units, steps, batch), and of the first states."""
        steps = self.steps
        dh, dc = steps.last_gradient(g_h, self.units), steps.last_gradient(g_c, self.units)
        arriving = steps.arriving(g_outputs)
        d = np.empty_like(self.gates[0])
        flat = d.reshape(4 * self.units, -1)
        dz = np.empty((4 * self.units, steps.count, steps.batch), d.dtype)
        for t in reversed(range(steps.count)):
            dh += arriving.get(t, 0)
            self._gate_gradients(t, steps.seen(t, dh), dc, d)
            dz[:, t] = flat
            dh = steps.pass_over(t, dropped(self.recurrent_kernel @ flat, self.recurrent_dropout), dh)
            dc = steps.pass_over(t, dc * self.gates[t, 1], dc)
        return dz, dh, dc

    def _gate_gradients(self, t: int, dh: Array, dc: Array, d: Array) -> None:
        """Fill in the gradients of the four gates before their activations; add to that of c what comes through h."""
        gates, squashed = self.gates[t], self.squashed[t]
        i, _, candidate, o = gates
        through_h = self.activation.slope(squashed)
        through_h *= o
        through_h *= dh
        dc += through_h
        d[:2] = self.gate.slope(gates[:2])
        d[0] *= candidate
        d[1] *= self.c[t]
        np.multiply(self.activation.slope(candidate), i, out=d[2])
        d[:3] *= self.steps.seen(t, dc)
        np.multiply(self.gate.slope(o), squashed, out=d[3])
        d[3] *= dh
