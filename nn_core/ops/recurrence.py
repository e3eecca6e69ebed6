"""What the recurrent primitives share: sequences laid out step by step, and lists of calls that run over the steps."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from nn_core.autodiff import parallel
from nn_core.autodiff.tensor import Array
from nn_core.ops.gates import Call

_CHUNK = 1 << 17  # numbers: so many gradients of gates are worked on together, about what a cache holds


class Layout(NamedTuple):
    """The sizes of a run, and what it has to take into account."""

    batch: int
    length: int
    features: int
    units: int
    dtype: Any
    has_mask: bool
    has_dropout: bool
    has_recurrent_dropout: bool
    go_backwards: bool
    return_sequences: bool
    zero_masked: bool


class Recurrence:
    """A recurrence over sequences of one size: its memory, and what to compute, written down once as lists of calls.

    Arrays here are (steps, features, batch): a step is one contiguous block of memory, and so is each gate in it.
    A step makes few calls, on arrays that were cut out beforehand: with small layers, time goes into the calls. What
    does not depend on the step before is computed for a chunk of steps together.

    A subclass says how many gates there are, and writes the two lists in `plan_forward` and `plan_backward`.
    """

    num_gates = 1  # rows of the projected inputs, in units
    num_gradients = 1  # rows of what flows back, in units
    num_states = 1

    def __init__(self, layout: Layout) -> None:
        self.layout, self.units = layout, layout.units
        rows = self.num_gates * self.units
        self.states = [self.room(layout.length + 1, self.units) for _ in range(self.num_states)]
        self.h = self.states[0]
        self.gates = self.room(layout.length, rows)
        self.input_weights = np.empty((rows, layout.features + 1), layout.dtype)
        self._x = self.room(layout.length, layout.features + 1)
        self._x[:, -1] = 1  # the bias is the weight of an input that is always one
        self.seen = self.room(self.units) if layout.has_recurrent_dropout else self.h  # h as its weights see it
        if layout.has_mask:
            self.mask, self.visible, self.hidden = (np.empty((layout.length, 1, layout.batch), bool) for _ in range(3))
        if layout.has_dropout:
            self.dropout = np.empty((layout.batch, layout.features), layout.dtype)
        if layout.has_recurrent_dropout:
            self.recurrent_dropout = self.room(self.units)
        self.is_planned_back = False
        size = max(1, self.num_gradients * self.units * layout.batch)
        self.chunk = max(1, min(layout.length, _CHUNK // size))  # steps
        self._forward: list[Call] = []
        self.plan_forward(self._forward)

    def room(self, *shape: int) -> Array:
        """Return memory for numbers of every sample."""
        return np.empty((*shape, self.layout.batch), self.layout.dtype)

    # ---- what a subclass writes -------------------------------------------------------------------------

    def plan_forward(self, calls: list[Call]) -> None:
        """List the calls that fill in the states, given projected inputs in `gates`."""
        raise NotImplementedError

    def plan_chunk(self, calls: list[Call], steps: slice, d: Array) -> None:
        """List the calls for the gradients d, (steps, num_gradients * units, batch), of some steps, the last first."""
        raise NotImplementedError

    def take_weights(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        """Fill in `input_weights` and those of the state, in the layout used here."""
        raise NotImplementedError

    def take_weights_back(self, kernel: Array, recurrent_kernel: Array) -> None:
        """Fill in `kernel_turned` and `recurrent_weights`, through which gradients flow back."""
        self.kernel_turned[...], self.recurrent_weights[...] = kernel.T, recurrent_kernel

    def write_weight_gradients(self, kernel: Array, recurrent_kernel: Array, bias: Array | None) -> None:
        """Fill in the gradients of the weights, in Keras's layout, from `weight_sums`."""
        raise NotImplementedError

    # ---- forwards ---------------------------------------------------------------------------------------

    def forward(
        self,
        x: Array,
        states: Sequence[Array | None],
        weights: tuple[Array, Array, Array | None],
        masks: tuple[Array | None, Array | None, Array | None],
    ) -> None:
        """Run over the steps of x (batch, steps, features)."""
        self.take_weights(*weights)
        self._take_masks(*masks)
        layout = self.layout
        self._x[:, :-1] = self._turned(x)
        if layout.has_dropout:
            self._x[:, :-1] *= self.dropout.T
        for room, state in zip(self.states, states, strict=True):
            room[0] = 0 if state is None else state.T
        if self.layout.has_recurrent_dropout:
            np.multiply(self.h[0], self.recurrent_dropout, out=self.seen)
        cost = 2.0 * self.gates.size * self._x.shape[1]
        parallel.run(self._project, parallel.pieces_of(layout.length, cost), cost)
        for function, args in self._forward:
            function(*args)

    def _project(self, steps: slice) -> None:
        """Multiply the inputs of some steps by their weights."""
        np.matmul(self.input_weights, self._x[steps], out=self.gates[steps])

    def _turned(self, x: Array) -> Array:
        """Return (batch, steps, features) as it is laid out here."""
        turned = x.transpose(1, 2, 0)
        return turned[::-1] if self.layout.go_backwards else turned

    def _take_masks(self, mask: Array | None, dropout: Array | None, recurrent_dropout: Array | None) -> None:
        if mask is not None:
            self.mask[...] = self._turned(mask.astype(bool)[:, :, None])
            np.logical_not(self.mask, out=self.hidden)
            # a masked step repeats the last output; before the first true step there is none, and zeros stand for it
            self.visible[...] = self.mask if self.layout.zero_masked else np.logical_or.accumulate(self.mask, axis=0)
        if dropout is not None:
            self.dropout[...] = dropout
        if recurrent_dropout is not None:
            self.recurrent_dropout[...] = recurrent_dropout.T

    def before(self, t: int) -> Array:
        """Return the state before step t as its weights see it."""
        return self.seen if self.layout.has_recurrent_dropout else self.h[t]

    def finish_step(self, calls: list[Call], t: int) -> None:
        """Let the samples that are masked at step t keep their states, and show the state to the next step."""
        if self.layout.has_mask:
            calls += [(_keep, (state[t + 1], state[t], self.hidden[t])) for state in self.states]
        if self.layout.has_recurrent_dropout:
            calls.append((np.multiply, (self.h[t + 1], self.recurrent_dropout, self.seen)))

    def write_results(self, outputs: Array, *states: Array) -> None:
        """Fill in the outputs, of all steps or the last, and the last states."""
        layout = self.layout
        if layout.return_sequences:
            shown = self.h[1:].transpose(2, 0, 1)
            visible = self.visible.transpose(2, 0, 1) if layout.has_mask else None
        else:
            shown, visible = self.h[-1].T, self.visible[-1].T if layout.has_mask else None
        if visible is None:
            np.copyto(outputs, shown)
        else:
            np.multiply(shown, visible, out=outputs)
        for state, room in zip(states, self.states, strict=True):
            np.copyto(state, room[-1].T)

    def result_shapes(self) -> list[tuple[int, ...]]:
        """Return the shapes of the outputs and the last states."""
        layout = self.layout
        last = (layout.batch, layout.units)
        outputs = (layout.batch, layout.length, layout.units) if layout.return_sequences else last
        return [outputs, *[last] * self.num_states]

    # ---- the way back -----------------------------------------------------------------------------------

    def plan_backward(self) -> None:
        """Write down the way back; forward runs alone do not need it."""
        layout, length, rows = self.layout, self.chunk, self.num_gradients * self.units
        self.is_planned_back = True
        self.dx: Array | None = None
        self.d_states = [self.room(self.units) for _ in range(self.num_states)]
        self.arriving = self.room(layout.length, self.units) if layout.return_sequences else np.empty(0)
        self.recurrent_weights = np.empty((self.units, rows), layout.dtype)
        self.scratch = [self.room(self.units) for _ in range(4)]
        self._d, self._d_turned = self.room(length, rows), np.empty(length * rows * layout.batch, layout.dtype)
        self._fed = np.empty(length * (self.units + layout.features + 1) * layout.batch, layout.dtype)
        self.weight_sums = np.empty((self.units + 1 + layout.features, rows), layout.dtype)
        self._weight_part = np.empty_like(self.weight_sums)
        self.kernel_turned = np.empty((rows, layout.features), layout.dtype)
        self._dx = np.empty((length * layout.batch, layout.features), layout.dtype)
        self._backward: list[Call] = []
        for start in reversed(range(0, layout.length, length)):
            steps = slice(start, min(start + length, layout.length))
            self.plan_chunk(self._backward, steps, self._d[: steps.stop - start])
            self._backward.append((self._collect, (steps,)))

    def backward(
        self,
        g_outputs: Array | None,
        g_states: Sequence[Array | None],
        weights: tuple[Array, Array, Array | None],
        dx: Array | None,
    ) -> None:
        """Walk back; afterwards `d_states` and `weight_sums` hold what was found, and dx if it was given."""
        self.take_weights_back(*weights[:2])
        self.dx = dx
        for room, g in zip(self.d_states, g_states, strict=True):
            room[...] = 0 if g is None else g.T
        self._take_arriving(g_outputs)
        self.weight_sums[...] = 0
        for function, args in self._backward:
            function(*args)
        if dx is not None and self.layout.has_dropout:
            dx *= self.dropout[:, None]

    def _take_arriving(self, g: Array | None) -> None:
        """Take in the gradients that reach the state through the outputs."""
        if not self.layout.return_sequences:
            if g is not None:
                self.d_states[0] += g.T * self.visible[-1] if self.layout.has_mask else g.T
            return
        self.arriving[...] = 0 if g is None else g.transpose(1, 2, 0)
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

    def pass_state(self, calls: list[Call], t: int, find: Callable[[list[Call], Array], None]) -> None:
        """Replace the gradient of h by that of the h before step t, which `find` computes; where masked, keep it."""
        dh = self.d_states[0]
        if not self.layout.has_mask:
            find(calls, dh)
            return
        find(calls, self.scratch[1])
        calls.append((_keep, (dh, self.scratch[1], self.mask[t])))

    def through_weights(self, d: Array, calls: list[Call], out: Array) -> None:
        """Find the gradient of the state that the recurrent weights multiplied to what has the gradient d."""
        calls.append((np.matmul, (self.recurrent_weights, d, out)))
        self.drop(calls, out)

    def drop(self, calls: list[Call], g: Array) -> None:
        """Weigh a gradient that arrives through the recurrent weights as the state was."""
        if self.layout.has_recurrent_dropout:
            calls.append((np.multiply, (g, self.recurrent_dropout, g)))

    def _collect(self, steps: slice) -> None:
        """Add what a chunk of steps means for the weights, and give its inputs their gradients."""
        layout, length = self.layout, steps.stop - steps.start
        rows, columns = self._d.shape[1], length * layout.batch
        d = self._d_turned[: rows * columns].reshape(rows, columns)
        np.copyto(d.reshape(rows, length, -1), self._d[:length].swapaxes(0, 1))
        fed = self._gathered(steps, length, columns)
        jobs = [functools.partial(self.sum_weights, steps, fed, d)]
        if self.dx is not None:
            jobs.append(functools.partial(self._write_dx, steps, d, self._places(self.dx, steps)))
        parallel.run(_do, jobs, cost=2.0 * d.size * layout.features)

    def _write_dx(self, steps: slice, d: Array, target: Array) -> None:
        dx = self._dx[: d.shape[1]]
        np.matmul(d.T, self.kernel_turned, out=dx)
        target[...] = dx.reshape(steps.stop - steps.start, self.layout.batch, -1).swapaxes(0, 1)

    def _gathered(self, steps: slice, length: int, columns: int) -> Array:
        """Return states, ones and inputs of a chunk as rows: what the gradients are multiplied with."""
        units, rows = self.units, len(self.weight_sums)
        fed = self._fed[: rows * columns].reshape(rows, length, -1)
        np.copyto(fed[:units], self.h[steps].swapaxes(0, 1))
        if self.layout.has_recurrent_dropout:
            fed[:units] *= self.recurrent_dropout[:, None]
        fed[units] = 1
        np.copyto(fed[units + 1 :], self._x[steps, :-1].swapaxes(0, 1))
        return fed.reshape(rows, columns)

    def sum_weights(self, steps: slice, fed: Array, d: Array) -> None:
        """Add the products of what was fed to the weights in these steps and the gradients d, both as matrices."""
        np.matmul(fed, d.T, out=self._weight_part)
        self.weight_sums += self._weight_part

    def _places(self, x: Array, steps: slice) -> Array:
        """Return the part of a sequence that these steps stand for."""
        return x[:, ::-1][:, steps] if self.layout.go_backwards else x[:, steps]


def _do(job: Callable[[], None]) -> None:
    job()


def _keep(target: Array, source: Array, where: Array) -> None:
    np.copyto(target, source, where=where)
