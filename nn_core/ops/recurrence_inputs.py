"""What a recurrence reads: vectors step by step, or words, each of which stands for a row of a table."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nn_core.autodiff import parallel
from nn_core.autodiff.tensor import Array
from nn_core.ops.equal_rows import EqualRows, distinct


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

    def by_step(self, x: Array) -> Array:
        """Return (batch, steps, ...) as (steps, batch, ...), in the order of the walk."""
        turned = x.swapaxes(0, 1)
        return turned[::-1] if self.go_backwards else turned


class Inputs:
    """The inputs of a recurrence: their products with the weights, and the gradients of both.

    `gates` is (step, gate, sample, unit), gradients d of gates are (gate, step, sample, unit). The bias is the weight
    of an input that is always one.
    """

    needs_all = False  # whether `finish` looks at the gradients of all steps

    def __init__(self, layout: Layout, gates: Array) -> None:
        self.layout, self.gates, self.num_gates = layout, gates, gates.shape[1]
        self.weights = np.empty((self.num_gates, layout.features + 1, layout.units), layout.dtype)

    def take(self, x: Any, dropout: Array | None) -> None:
        """Take in what the next run reads."""
        raise NotImplementedError

    def project(self, steps: slice) -> None:
        """Fill in the gates of some steps with the products of inputs and weights."""
        raise NotImplementedError

    def plan_backward(self, together: int) -> None:
        """Make room for the way back, on which so many steps are worked on together."""
        self.kernel_back = np.empty((self.num_gates, self.layout.units, self.layout.features), self.layout.dtype)
        self.sums = np.empty_like(self.weights)  # the gradients of the weights

    def begin(self, kernel_blocks: list[Array], dx: Array | None) -> None:
        """Begin the way back, given the weights of each gate and room for what follows for the inputs, if wanted."""
        for place, block in enumerate(kernel_blocks):
            self.kernel_back[place] = block.T
        self.dx = dx
        self.sums[...] = 0

    def pass_back(self, steps: slice, d: Array) -> None:
        """Give the inputs of some steps their gradients."""

    def learn(self, steps: slice, d: Array) -> None:
        """Add what some steps mean for the weights."""

    def finish(self, d: Array) -> None:
        """End the way back."""


class Vectors(Inputs):
    """Inputs (batch, steps, features)."""

    def __init__(self, layout: Layout, gates: Array) -> None:
        super().__init__(layout, gates)
        self._x = np.empty((layout.length, layout.batch, layout.features + 1), layout.dtype)
        self._x[..., -1] = 1
        self._dropout: Array | None = None

    def take(self, x: Array, dropout: Array | None) -> None:
        inputs = self._x[..., :-1]
        inputs[...] = self.layout.by_step(x)
        if dropout is not None:
            self._dropout = dropout.astype(x.dtype)
            inputs *= self._dropout

    def project(self, steps: slice) -> None:
        np.matmul(self._x[steps, None], self.weights, out=self.gates[steps])

    def plan_backward(self, together: int) -> None:
        super().plan_backward(together)
        layout = self.layout
        self._dx = np.empty((self.num_gates, together * layout.batch, layout.features), layout.dtype)
        self._dx_sum, self._part = np.empty_like(self._dx[0]), np.empty_like(self.sums)

    def pass_back(self, steps: slice, d: Array) -> None:
        if self.dx is None:
            return
        d = rows_of(d)
        parts = np.matmul(d, self.kernel_back, out=self._dx[:, : d.shape[1]])
        total = np.add.reduce(parts, axis=0, out=self._dx_sum[: d.shape[1]])  # straight into dx takes 3 times as long
        self.layout.by_step(self.dx)[steps] = total.reshape(-1, self.layout.batch, self.layout.features)

    def learn(self, steps: slice, d: Array) -> None:
        np.matmul(rows_of(self._x[steps]).T, rows_of(d), out=self._part)
        self.sums += self._part

    def finish(self, d: Array) -> None:
        if self.dx is not None and self._dropout is not None:
            self.dx *= self._dropout[:, None]


_LITTLE = 8_000_000  # operations in the products of a batch with its weights, at which collecting begins to pay
_SHORT = 32  # numbers in a vector
_WIDE = 16  # columns of weights for each of them


def pays_by_word(layout: Layout, num_columns: int) -> bool:
    """Say whether words are worth collecting; random ones, of which hardly any occurs twice, then cost no more.

    Products of short vectors take no longer than collecting. Of many columns more is moved than computed.
    """
    cost = layout.batch * layout.length * layout.features * num_columns
    is_much = cost >= _LITTLE and layout.features >= _SHORT
    return is_much and num_columns <= _WIDE * layout.features and not layout.has_dropout


class Words(Inputs):
    """Inputs that are rows of a table: every word of a batch is multiplied by the weights once, wherever it stands.

    On the way back the gradients of the gates are summed by word first, and then multiplied once as well.
    """

    needs_all = True

    def __init__(self, layout: Layout, gates: Array, num_words: int) -> None:
        super().__init__(layout, gates)
        most = min(num_words, layout.batch * layout.length)
        self._vectors = np.empty((most, layout.features + 1), layout.dtype)
        self._vectors[:, -1] = 1
        self._products = np.empty((self.num_gates, most, layout.units), layout.dtype)
        self._first = most * np.arange(self.num_gates)[:, None]  # of a gate's products
        self._places = np.empty((layout.length, self.num_gates, layout.batch), np.intp)

    def take(self, x: tuple[Array, Array], dropout: Array | None) -> None:
        """Take word numbers (batch, steps) and the table of vectors."""
        numbers, table = x
        self._words, self._which = distinct(self.layout.by_step(numbers).astype(np.intp), len(table))
        self._vectors[: len(self._words), :-1] = table[self._words]
        np.add(self._which[:, None], self._first, out=self._places)
        parallel.run(self._multiply, range(self.num_gates), self._cost())

    def _cost(self) -> float:
        return 2.0 * len(self._words) * self.weights.size

    def _multiply(self, gate: int) -> None:
        count = len(self._words)
        np.matmul(self._vectors[:count], self.weights[gate], out=self._products[gate, :count])

    def project(self, steps: slice) -> None:
        products = self._products.reshape(-1, self.layout.units)
        products.take(self._places[steps], 0, self.gates[steps], "clip")  # other modes take the result twice

    def plan_backward(self, together: int) -> None:
        super().plan_backward(together)
        self._dx = np.empty((self.num_gates, len(self._vectors), self.layout.features), self.layout.dtype)

    def finish(self, d: Array) -> None:
        count = len(self._words)
        equal = EqualRows(self._which.reshape(-1), count)
        jobs = [functools.partial(self._sum, gate, rows_of(d[gate]), equal) for gate in range(self.num_gates)]
        if self.dx is not None:
            jobs.append(functools.partial(self.dx.fill, 0))
        parallel.run(_do, jobs, 2 * self._cost())
        if self.dx is not None:
            self.dx[self._words] = np.add.reduce(self._dx[:, :count], axis=0)

    def _sum(self, gate: int, d: Array, equal: EqualRows) -> None:
        count = len(self._words)
        by_word = self._products[gate, :count]  # the products are not needed any more
        equal.sum(d, by_word)
        np.matmul(self._vectors[:count].T, by_word, out=self.sums[gate])
        if self.dx is not None:
            np.matmul(by_word, self.kernel_back[gate], out=self._dx[gate, :count])


def _do(job: Callable[[], None]) -> None:
    job()


def rows_of(x: Array) -> Array:
    """Return (..., steps, batch, numbers) with a row for each sample at each step, as a view."""
    return x.reshape(*x.shape[:-3], -1, x.shape[-1])
