"""The simplest recurrence: the new state is an activation of the input and the old state."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import gate_activation
from nn_core.ops.recurrence import Steps, dropped, last, weight_gradient


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
) -> tuple[tuple[Array, Array], Vjp]:
    """Run h = activation(x @ kernel + h @ recurrent_kernel + bias) over the steps of x (batch, steps, features).

    Return (outputs, h): the outputs of all steps or the last one, and the last state.
    """
    steps = Steps(x, mask, dropout, go_backwards, return_sequences, zero_output_for_mask)
    activate, slope = gate_activation(activation)
    h = steps.start(h0, len(recurrent_kernel))
    projected = steps.project(kernel, bias)
    for t in range(steps.count):
        np.matmul(recurrent_kernel.T, dropped(h[t], recurrent_dropout), out=h[t + 1])
        h[t + 1] += projected[t]
        activate(h[t + 1])
        steps.freeze(t, h)

    def vjp(g: tuple[Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wants = (*needs, *[False] * 4)  # arguments left out want none
        dz = np.empty((h.shape[1], steps.count, steps.batch), x.dtype)
        dh, arriving = steps.last_gradient(g[1], h.shape[1]), steps.arriving(g[0])
        for t in reversed(range(steps.count)):
            dh += arriving.get(t, 0)
            d = slope(h[t + 1])
            d *= steps.seen(t, dh)
            dz[:, t] = d
            dh = steps.pass_over(t, dropped(recurrent_kernel @ d, recurrent_dropout), dh)
        dx, dk, db = steps.input_gradients(dz, kernel, (wants[0], wants[2], wants[4]))
        dr = weight_gradient(dropped(h[:-1], recurrent_dropout), dz) if wants[3] else None
        return (dx, dh.T if wants[1] else None, dk, dr, db, None, None, None)[: len(needs)]

    return (steps.outputs(h), last(h)), vjp
