"""UnitCell: what cells share whose state is a row of units."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core import activations, ops
from nn_core.layers.recurrent.cell import Cell
from nn_core.ops.gates import GATE_ACTIVATIONS
from nn_core.spec.params import param


class UnitCell(Cell):
    """A step of a recurrence whose state is a row of numbers; a whole sequence can be run at once."""

    units: int = param(after="", minimum=1, help="Number of outputs, and of numbers in the state.")

    input_ndim = 2
    suggested: ClassVar[dict[str, Any]] = {"units": 32}

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any], **settings: Any) -> Any:
        """Take all steps of (batch, steps, features) at once; return the outputs and the last states."""
        raise NotImplementedError

    def run_sequence(self, x: Any, states: list[Any] | None, mask: Any, **settings: Any) -> Any:
        """Take all steps at once with the dropouts of this sequence, from zeros if no states are given."""
        dropouts = self._dropouts if self._dropouts is not None else [None, None]
        return self.run(x, states or [None] * self.num_states, mask, dropouts, **settings)

    def functions(self) -> list[Any]:
        """Return the activations within the recurrence."""
        return [self.activation]

    @property
    def can_run(self) -> bool:
        """Whether the recurrences that take all steps at once know the activations."""
        return all(map(_is_gate_activation, self.functions()))

    @property
    def state_size(self) -> Any:
        """The number of units of each state, as Keras has it: a list if there are several."""
        return self.units if self.num_states == 1 else [self.units] * self.num_states

    @property
    def output_size(self) -> int:
        return int(self.units)

    def shape_of_state(self, input_shape: Any) -> tuple[Any, ...]:
        return (input_shape[0], self.units)

    def get_initial_state(self, batch_size: int) -> list[Any]:
        """Return states of zeros."""
        return [ops.zeros((batch_size, self.units), str(self.dtype)) for _ in range(self.num_states)]

    def bias_shape(self) -> tuple[int, ...]:
        """Return the shape of the bias."""
        return (self.num_gates * self.units,)

    def start_of_bias(self) -> Any:
        """Return the initializer of the bias."""
        return self.bias_initializer

    def build(self, input_shape: Any) -> None:
        columns = self.num_gates * self.units
        self.kernel = self._add("kernel", (input_shape[-1], columns), self.kernel_initializer)
        self.recurrent_kernel = self._add("recurrent_kernel", (self.units, columns), self.recurrent_initializer)
        self.bias = self._add("bias", self.bias_shape(), self.start_of_bias()) if self.use_bias else None

    def count_macs(self, input_shape: Any) -> int | None:
        features = input_shape[-1]
        return None if features is None else int((features + self.units) * self.num_gates * self.units)


def _is_gate_activation(function: Any) -> bool:
    """Say whether the recurrences that take all steps at once know this very function."""
    name = getattr(function, "__name__", "")
    return name in GATE_ACTIVATIONS and activations.get(name) is function


def dropped(x: Any, factors: Any) -> Any:
    """Return a tensor with a share of it switched off."""
    return x if factors is None else x * factors
