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
    units = len(recurrent_kernel)
    h, c = steps.start(h0, units), steps.start(c0, units)
    names = (activation, recurrent_activation)
    gates = steps.project(kernel, bias).reshape(steps.count, 4, units, steps.batch)
    squashed = _forward(steps, h, c, gates, recurrent_kernel, recurrent_dropout, names)

    def vjp(g: tuple[Array | None, Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wants = (*needs, *[False] * 4)  # arguments left out want none
        dh, dc = steps.last_gradient(g[1], units), steps.last_gradient(g[2], units)
        through_h, through_c, through_gates = _slopes(steps, gates, c, squashed, names)
        arriving = steps.arriving(g[0])
        dz = np.empty_like(gates)
        for t in reversed(range(steps.count)):
            dh += arriving.get(t, 0)
            np.multiply(dh, through_h[t], out=dz[t, 3])
            dc += dh * through_c[t]
            np.multiply(dc, through_gates[t], out=dz[t, :3])
            before = dropped(recurrent_kernel @ dz[t].reshape(4 * units, -1), recurrent_dropout)
            dh = steps.pass_over(t, before, dh)
            dc = steps.pass_over(t, dc * gates[t, 1], dc)
        flat = dz.reshape(steps.count, 4 * units, steps.batch)
        dx, dk, db = steps.input_gradients(flat, kernel, (wants[0], wants[3], wants[5]))
        dr = weight_gradient(dropped(h[:-1], recurrent_dropout), flat) if wants[4] else None
        gradients = (dx, dh.T if wants[1] else None, dc.T if wants[2] else None, dk, dr, db, None, None, None)
        return gradients[: len(needs)]

    return (steps.outputs(h), last(h), last(c)), vjp


def _forward(
    steps: Steps,
    h: Array,
    c: Array,
    gates: Array,
    recurrent_kernel: Array,
    recurrent_dropout: Array | None,
    names: tuple[str, str],
) -> Array:
    """Turn projected inputs into gates and fill in the states; return activation(c) of all steps."""
    activate, activate_gate = (gate_activation(name).apply for name in names)
    squashed = np.empty_like(c[1:])
    product = np.empty((4 * h.shape[1], steps.batch), h.dtype)
    for t in range(steps.count):
        np.matmul(recurrent_kernel.T, dropped(h[t], recurrent_dropout), out=product)
        gates[t] += product.reshape(gates[t].shape)
        activate_gate(gates[t, :2])
        activate(gates[t, 2])
        activate_gate(gates[t, 3])
        i, f, candidate, o = gates[t]
        np.multiply(f, c[t], out=c[t + 1])
        c[t + 1] += i * candidate
        squashed[t] = c[t + 1]
        activate(squashed[t])
        np.multiply(o, squashed[t], out=h[t + 1])
        steps.freeze(t, h, c)
    return squashed


def _slopes(steps: Steps, gates: Array, c: Array, squashed: Array, names: tuple[str, str]) -> tuple[Array, Array, Array]:
    """Return, for all steps: what h changes with o, what h changes with c, what c changes with i, f and candidate."""
    slope, gate_slope = (gate_activation(name).slope for name in names)
    i, f, candidate, o = gates.swapaxes(0, 1)
    through_h = gate_slope(o)
    through_h *= squashed
    through_c = slope(squashed)
    through_c *= o
    through_gates = np.empty_like(gates[:, :3])
    np.multiply(gate_slope(i), candidate, out=through_gates[:, 0])
    np.multiply(gate_slope(f), c[:-1], out=through_gates[:, 1])
    np.multiply(slope(candidate), i, out=through_gates[:, 2])
    steps.silence(through_h, through_c, *through_gates.swapaxes(0, 1))
    return through_h, through_c, through_gates
