"""What the recurrent primitives share: sequences laid out step by step, and lists of calls that run over the steps."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import tandem
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import Call, ready
from nn_core.ops.recurrence_inputs import Inputs, Layout, Vectors, Words, rows_of

_CHUNK = 1 << 17  # numbers: so many gates or gradients of gates are worked on together, about what a cache holds


class Recurrence:
    """A recurrence over sequences of one size: its memory, and what to compute, written down once as lists of calls.

    Arrays here are (step, gate, sample, unit): a step is one contiguous block of memory, and so is each gate in it.
    A step makes few calls, on arrays that were cut out beforehand: with small layers, time goes into the calls. What
    does not depend on the step before is computed for a chunk of steps together: the products of inputs and weights
    ahead of the walk over the steps, the gradients of the weights behind it; where it pays, in a thread of their own.

    A subclass says which gates there are, and lists the calls of a step in `plan_step` and `plan_chunk`.
    """

    order: tuple[int, ...] = (0,)  # the block of columns in the kernels that belongs to each gate
    order_back: tuple[int, ...] = (0,)  # the block of the recurrent kernel through which each gradient flows back
    num_gradients = 1  # the first of them flow to the state before, the last to the inputs
    num_states = 1
    has_bypass = False  # whether the state also reaches the next one without being multiplied by weights

    def __init__(self, layout: Layout, scales: Sequence[float]) -> None:
        """Make room; `scales` are the factors which the activations of the gates want in the weights."""
        self.layout, self.units, self._scales = layout, layout.units, scales
        num_gates, length, rows = len(self.order), layout.length, layout.batch * layout.length
        self.states = [self.room(length + 1) for _ in range(self.num_states)]
        self.h = self.states[0]
        self.gates, self.product = self.room(length, num_gates), self.room(num_gates)
        self.inputs: Inputs = Vectors(layout, self.gates)
        self.state_weights = np.empty((num_gates, self.units, self.units), layout.dtype)
        self.seen = self.room() if layout.has_recurrent_dropout else self.h  # h as its weights see it
        if layout.has_mask:
            self.mask, self.visible, self.hidden = (np.empty((length, layout.batch, 1), bool) for _ in range(3))
        if layout.has_recurrent_dropout:
            self.recurrent_dropout = self.room()
        self.is_planned_back = False
        self.on_two_threads = tandem.is_worth(2.0 * rows * num_gates * self.units * (layout.features + self.units))
        together = max(1, _CHUNK // max(1, max(num_gates, self.num_gradients) * self.units * layout.batch))
        self.chunks = [slice(start, min(start + together, length)) for start in range(0, length, together)]
        self._projections = [functools.partial(self._project, steps) for steps in self.chunks]
        self._walk = [functools.partial(_make, ready(self._calls_forward(steps))) for steps in self.chunks]

    def room(self, *shape: int) -> Array:
        """Return memory for the units of every sample."""
        return np.empty((*shape, self.layout.batch, self.units), self.layout.dtype)

    def columns(self, block: int) -> slice:
        """Return the columns of a block in the kernels."""
        return slice(block * self.units, (block + 1) * self.units)

    def read_words(self, num_words: int) -> None:
        """Read words and their table, (word numbers, vectors), in place of vectors step by step."""
        self.inputs = Words(self.layout, self.gates, num_words)

    # ---- what a subclass writes -------------------------------------------------------------------------

    def plan_step(self, calls: list[Call], t: int) -> None:
        """List the calls that fill in the states after step t, given its projected inputs in `gates`."""
        raise NotImplementedError

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        """List the calls for the gradients d (gradient, step, sample, unit) of some steps, the last first."""
        raise NotImplementedError

    # ---- forwards ---------------------------------------------------------------------------------------

    def forward(
        self,
        x: Any,
        states: Sequence[Array | None],
        weights: tuple[Array, Array, Array | None],
        masks: tuple[Array | None, Array | None, Array | None],
    ) -> None:
        """Run over the steps of x, (batch, steps, features) or what `read_words` tells."""
        self.take_weights(*weights)
        mask, dropout, recurrent_dropout = masks
        self._take_masks(mask, recurrent_dropout)
        self.inputs.take(x, dropout)
        for room, state in zip(self.states, states, strict=True):
            room[0] = 0 if state is None else state
        if self.layout.has_recurrent_dropout:
            np.multiply(self.h[0], self.recurrent_dropout, out=self.seen)
        tandem.run(self._projections, self._walk, self.on_two_threads)

    def take_weights(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        """Fill in the weights of the inputs and of the state."""
        of_inputs = self.inputs.weights
        for place, (block, scale) in enumerate(zip(self.order, self._scales, strict=True)):
            columns = self.columns(block)
            np.multiply(kernel[:, columns], scale, out=of_inputs[place, :-1])
            np.multiply(recurrent_kernel[:, columns], scale, out=self.state_weights[place])
            of_inputs[place, -1] = 0 if bias is None else bias[columns] * scale

    def _take_masks(self, mask: Array | None, recurrent_dropout: Array | None) -> None:
        if mask is not None:
            self.mask[...] = self.layout.by_step(mask.astype(bool)[:, :, None])
            np.logical_not(self.mask, out=self.hidden)
            # a masked step repeats the last output; before the first true step there is none, and zeros stand for it
            self.visible[...] = self.mask if self.layout.zero_masked else np.logical_or.accumulate(self.mask, axis=0)
        if recurrent_dropout is not None:
            self.recurrent_dropout[...] = recurrent_dropout

    def _project(self, steps: slice) -> None:
        self.inputs.project(steps)

    def _calls_forward(self, steps: slice) -> list[Call]:
        calls: list[Call] = []
        for t in range(steps.start, steps.stop):
            self.plan_step(calls, t)
            if self.layout.has_mask:  # masked samples keep their states
                calls += [(np.copyto, (state[t + 1], state[t], "same_kind", self.hidden[t])) for state in self.states]
            if self.layout.has_recurrent_dropout:
                calls.append((np.multiply, (self.h[t + 1], self.recurrent_dropout, self.seen)))
        return calls

    def before(self, t: int) -> Array:
        """Return the state before step t as its weights see it."""
        return self.seen if self.layout.has_recurrent_dropout else self.h[t]

    def write_results(self, outputs: Array, *states: Array) -> None:
        """Fill in the outputs, of all steps or the last, and the last states."""
        layout = self.layout
        shown = self.h[1:].swapaxes(0, 1) if layout.return_sequences else self.h[-1]
        if layout.has_mask:
            visible = self.visible.swapaxes(0, 1) if layout.return_sequences else self.visible[-1]
            np.multiply(shown, visible, out=outputs)
        else:
            np.copyto(outputs, shown)
        for state, room in zip(states, self.states, strict=True):
            np.copyto(state, room[-1])

    def result_shapes(self) -> list[tuple[int, ...]]:
        """Return the shapes of the outputs and the last states."""
        layout = self.layout
        last = (layout.batch, layout.units)
        outputs = (layout.batch, layout.length, layout.units) if layout.return_sequences else last
        return [outputs, *[last] * self.num_states]

    # ---- the way back -----------------------------------------------------------------------------------

    def plan_backward(self) -> None:
        """Write down the way back; forward runs alone do not need it."""
        layout, length = self.layout, self.chunks[0].stop
        self.is_planned_back = True
        self.d_states = [self.room() for _ in range(self.num_states)]
        self.arriving = self.room(layout.length) if layout.return_sequences else np.empty(0)
        self.scratch = [self.room() for _ in range(3)]
        total = self.scratch[1] if layout.has_mask else self.d_states[0]  # of the state before
        self._total, parts = total, len(self.order_back) + self.has_bypass
        self.flowing = total[None] if parts == 1 else self.room(parts)
        self.weights_back = np.empty((len(self.order_back), self.units, self.units), layout.dtype)
        self.inputs.plan_backward(length)
        self.state_sums = np.zeros((len(self.order_back), self.units + 1, self.units), layout.dtype)  # as if with bias
        self._state_part = np.zeros_like(self.state_sums)
        self._walk_back, self._sums = [], []
        keeps_all = self.on_two_threads or self.inputs.needs_all  # on two threads the sums may be far behind
        self._d = self.room(self.num_gradients, layout.length if keeps_all else length)
        for steps in reversed(self.chunks):
            calls: list[Call] = []
            part = self._d[:, steps] if keeps_all else self._d[:, : steps.stop - steps.start]
            self.plan_chunk(calls, steps, part)
            calls.append((self.inputs.pass_back, (steps, part[-len(self.order) :])))
            self._walk_back.append(functools.partial(_make, ready(calls)))
            self._sums.append(functools.partial(self._sum_weights, steps, part))

    def backward(
        self,
        g_outputs: Array | None,
        g_states: Sequence[Array | None],
        weights: tuple[Array, Array, Array | None],
        dx: Array | None,
    ) -> None:
        """Walk back; afterwards `d_states` and the sums hold what was found, and dx if it was given.

        dx is the gradient of x or, where words are read, of their table.
        """
        self._take_weights_back(weights[1])
        self.inputs.begin([weights[0][:, self.columns(block)] for block in self.order], dx)
        for room, g in zip(self.d_states, g_states, strict=True):
            room[...] = 0 if g is None else g
        self._take_arriving(g_outputs)
        self.state_sums[...] = 0
        tandem.run(self._walk_back, self._sums, self.on_two_threads)
        self.inputs.finish(self._d[-len(self.order) :])

    def _take_weights_back(self, recurrent_kernel: Array) -> None:
        for place, block in enumerate(self.order_back):
            self.weights_back[place] = recurrent_kernel[:, self.columns(block)].T

    def _take_arriving(self, g: Array | None) -> None:
        """Take in the gradients that reach the state through the outputs."""
        if not self.layout.return_sequences:
            if g is not None:
                self.d_states[0] += g * self.visible[-1] if self.layout.has_mask else g
            return
        self.arriving[...] = 0 if g is None else g.swapaxes(0, 1)
        if self.layout.has_mask:
            self.arriving *= self.visible

    def arrive(self, calls: list[Call], t: int) -> Array:
        """Add what reaches the state at step t; return its gradient without the samples that are masked there."""
        dh = self.d_states[0]
        if self.layout.return_sequences:
            calls.append((np.add, (dh, self.arriving[t], dh)))
        return self.unmasked(calls, t, dh, self.scratch[0])

    def unmasked(self, calls: list[Call], t: int, g: Array, out: Array) -> Array:
        """Return a gradient without the samples that are masked at step t."""
        if not self.layout.has_mask:
            return g
        calls.append((np.multiply, (g, self.mask[t], out)))
        return out

    def through_weights(self, calls: list[Call], d: Array, first: int = 0) -> None:
        """Find what gradients d (gradient, sample, unit) mean for the state that the recurrent weights multiplied."""
        if len(d) == 1:
            calls.append((np.ndarray.dot, (d[0], self.weights_back[first], self.flowing[first])))
        else:
            parts = slice(first, first + len(d))
            calls.append((np.matmul, (d, self.weights_back[parts], self.flowing[parts])))

    def pass_state(self, calls: list[Call], t: int) -> None:
        """Replace the gradient of the state by that of the state before step t, the sum of what is `flowing`."""
        through = self.flowing[: len(self.order_back)]
        if self.layout.has_recurrent_dropout:
            calls.append((np.multiply, (through, self.recurrent_dropout, through)))
        if len(self.flowing) > 1:
            calls.append((np.add.reduce, (self.flowing, 0, None, self._total)))
        if self.layout.has_mask:
            calls.append((np.copyto, (self.d_states[0], self._total, "same_kind", self.mask[t])))

    def _sum_weights(self, steps: slice, d: Array) -> None:
        """Add what some steps mean for the weights."""
        self.inputs.learn(steps, d[-len(self.order) :])
        seen = self.h[steps] * self.recurrent_dropout if self.layout.has_recurrent_dropout else self.h[steps]
        self.state_products(rows_of(seen).T, steps, rows_of(d[: len(self.order_back)]), self._state_part)
        self.state_sums += self._state_part

    def state_products(self, seen: Array, steps: slice, d: Array, out: Array) -> None:
        """Multiply the states that the recurrent weights saw in some steps by the gradients of what came of them.

        The last row of `out` is for a bias.
        """
        np.matmul(seen, d, out=out[:, :-1])

    def write_weight_gradients(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        """Fill in the gradients of the weights, in Keras's layout."""
        for place, block in enumerate(self.order):
            kernel[:, self.columns(block)] = self.inputs.sums[place, :-1]
            if bias is not None:
                bias[self.columns(block)] = self.inputs.sums[place, -1]
        for place, block in enumerate(self.order_back):
            recurrent_kernel[:, self.columns(block)] = self.state_sums[place, :-1]


def _make(calls: list[Call]) -> None:
    for function, args in calls:
        function(*args)
