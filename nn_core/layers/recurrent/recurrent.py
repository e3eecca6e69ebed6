"""Recurrent: what layers that read a sequence step by step share."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_tensor
from nn_core.layers.described import Working, product
from nn_core.layers.layer import Layer
from nn_core.layers.recurrent.stepping import (
    begin,
    end,
    initial_states,
    is_several,
    masks_of_steps,
    output_size,
    take_steps,
)
from nn_core.layers.recurrent.unit_cell import UnitCell
from nn_core.layers.shapes import flat_shapes
from nn_core.spec.naming import to_snake_case
from nn_core.spec.params import param
from nn_core.spec.structure import flatten, map_structure


class Recurrent(Layer):
    """Read a sequence step by step with a cell, and keep what matters in a state.

    A subclass that names its cell, `class LSTM(Recurrent, cell=LSTMCell)`, has the parameters of the cell too.
    """

    return_sequences: bool = param(default=False, help="Whether to return the outputs of all steps, not only the last.")
    return_state: bool = param(default=False, help="Whether to return the last state too.")
    go_backwards: bool = param(default=False, help="Whether to read the sequence from its end.")
    stateful: bool = param(default=False, help="Whether the state goes on from one batch to the next.")
    unroll: bool = param(default=False, help="Kept for Keras; it makes no difference here.")
    zero_output_for_mask: bool = param(
        default=False, kw_only=True, help="Whether a masked step gives zeros instead of the output before it."
    )

    roles = ("recurrence",)
    picture = "recurrence"
    output_ports = ("output", "h", "c")
    min_ndim = 3
    supports_masking = True
    cell_class: ClassVar[type[Layer] | None] = None
    cell: Any

    def __init_subclass__(cls, cell: type[Layer] | None = None, **kwargs: Any) -> None:
        if cell is not None:
            cls.cell_class = cell
            cls.parameters = {**cell.parameters, **cls.parameters}
            cls.suggested = cell.suggested
        super().__init_subclass__(**kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("implementation", None)  # Keras's choice between ways to compute the same
        if kwargs.pop("time_major", False):
            raise ValueError(
                "time_major=True is not supported: the batch must be the first axis, the steps the second."
            )
        super().__init__(*args, **kwargs)
        if self.cell_class is not None:
            settings = {name: getattr(self, name) for name in self.cell_class.parameters}
            self.cell = self.cell_class(**{**settings, "name": to_snake_case(self.cell_class.__name__)})
        self.states: list[Any] | None = None
        self._step_shape: tuple[Any, ...] = ()

    # ---- weights and shapes -----------------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        step = (input_shape[0], *input_shape[2:])
        if None in step[1:]:
            raise ValueError(
                f"{self._title()} must know the size of every axis but batch and steps, not {input_shape}."
            )
        if self.stateful and step[0] is None:
            raise ValueError(f"{self._title()} is stateful and must know the batch size: give Input a batch_size.")
        self._step_shape = step
        if isinstance(self.cell, Layer):
            self.cell.check_input_shape(step)
        if isinstance(self.cell, Layer) and not self.cell.built:
            self.cell.build(step)
            self.cell.built = True

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        batch, *sizes = self._step_shape if self.built else (None, *shape[2:])
        if any(found is not None and found != size for found, size in zip(shape[2:], sizes, strict=True)):
            raise ValueError(f"{self._title()} was built for steps of shape {tuple(sizes)}, but got shape {shape}.")
        if self.built and self.stateful and shape[0] not in (None, batch):
            raise ValueError(
                f"{self._title()} is stateful and was built for batches of {batch}, but got shape {shape}."
            )

    def state_shapes(self, input_shape: Any) -> list[Any]:
        """Return the shapes of the states."""

        def of(size: Any) -> Any:
            return [of(each) for each in size] if is_several(size) else (input_shape[0], size)

        sizes = self.cell.state_size
        return list(of(sizes)) if is_several(sizes) else [of(sizes)]

    def step_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """Return the shape of the output of one step."""
        return (input_shape[0], output_size(self.cell))

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, steps, *_ = input_shape
        if self.unroll and steps is None:
            raise ValueError(
                f"{self._title()}: unroll=True needs a known number of steps, but got shape {input_shape}."
            )
        output = self.step_output_shape(input_shape)
        output = (batch, steps, *output[1:]) if self.return_sequences else output
        return (output, *self.state_shapes(input_shape)) if self.return_state else output

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        mask = previous_mask if self.return_sequences else None
        return [mask] if self.return_state else mask

    def count_macs(self, input_shape: Any) -> int | None:
        batch, steps, *sizes = input_shape
        macs = self.cell.count_macs((batch, *sizes)) if isinstance(self.cell, Layer) else None
        return None if macs is None or steps is None else steps * macs

    def explain_params(self, input_shape: Any) -> tuple[Working, ...]:
        gates = getattr(self.cell, "num_gates", 1)
        shapes = [(weight.name, tuple(weight.shape)) for weight in self.weights]
        split = [(name, shape if gates == 1 else by_gates(shape, gates)) for name, shape in shapes]
        return tuple(Working(name, product(shape), math.prod(shape)) for name, shape in split)

    # ---- running ----------------------------------------------------------------------------------------

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        if sequences.shape[1] == 0:
            raise ValueError(f"{self._title()} needs at least one step, but the input has shape {sequences.shape}.")
        self._check_mask(sequences.shape, mask)
        states = self._first_states(initial_state, sequences.shape)
        begin(self.cell, (len(sequences), *sequences.shape[2:]), training)
        try:
            can_run = isinstance(self.cell, UnitCell) and self.cell.can_run
            outputs, *states = (self._run if can_run else self._run_step_by_step)(sequences, states, mask)
        finally:
            end(self.cell)
        if self.stateful:
            self.states = map_structure(lambda state: state.value, states)
        return (outputs, *states) if self.return_state else outputs

    def reset_states(self) -> None:
        """Start the next batch from a state of zeros."""
        self.states = None

    reset_state = reset_states

    def _check_mask(self, shape: tuple[int, ...], mask: Any) -> None:
        given = None if mask is None else tuple(np.shape(mask))
        if given not in (None, shape[:2], (*shape[:2], 1)):
            raise ValueError(
                f"{self._title()} takes a mask with a value for every step, of shape {shape[:2]} for an input of shape "
                f"{shape}, but got a mask of shape {given}."
            )

    def _first_states(self, initial_state: Any, input_shape: tuple[int, ...]) -> list[Any] | None:
        """Return the states before the first step, None where the cell's own are meant."""
        given = self.states if initial_state is None else initial_state
        if given is None:
            return None
        states = list(given) if is_several(given) else [given]
        count = len(self.cell.state_size) if is_several(self.cell.state_size) else 1
        if len(states) != count:
            raise ValueError(f"{self._title()} has {count} states, but initial_state holds {len(states)}.")
        states = [map_structure(lambda state: convert_to_tensor(state, str(self.dtype)), each) for each in states]
        wanted = flat_shapes(self.state_shapes(input_shape))
        found = [tuple(state.shape) for state in flatten(states)]
        if found != wanted:
            raise ValueError(
                f"{self._title()}: for an input of shape {input_shape} initial_state must hold {_listed(wanted)}, "
                f"not {_listed(found)}."
            )
        return states

    def _run(self, x: Any, states: list[Any] | None, mask: Any) -> Any:
        """Take all steps at once."""
        return self.cell.run_sequence(
            x,
            states,
            mask,
            go_backwards=self.go_backwards,
            return_sequences=self.return_sequences,
            zero_output_for_mask=self.zero_output_for_mask,
        )

    def _run_step_by_step(self, x: Any, states: list[Any] | None, mask: Any) -> Any:
        """Do what `_run` does with any cell: slower."""
        states = initial_states(self.cell, len(x), str(self.dtype)) if states is None else states
        inputs, masks = ops.unstack(x, axis=1), masks_of_steps(mask, x.shape[1])
        if self.go_backwards:
            inputs, masks = inputs[::-1], masks[::-1]
        outputs, states = take_steps(self.cell, inputs, states, masks, self.zero_output_for_mask)
        return (ops.stack(outputs, axis=1) if self.return_sequences else outputs[-1], *states)


def by_gates(shape: tuple[int, ...], gates: int) -> tuple[int, ...]:
    """Return a shape with the gates on the last axis shown by themselves, if they are there."""
    return shape if shape[-1] % gates else (*shape[:-1], gates, shape[-1] // gates)


def _listed(shapes: list[Any]) -> str:
    return (
        "states of the shapes " + " and ".join(map(str, shapes)) if len(shapes) > 1 else f"a state of shape {shapes[0]}"
    )
