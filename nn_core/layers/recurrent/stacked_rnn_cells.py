"""StackedRNNCells: several cells, one on top of the other, as one."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core.layers.layer import Layer
from nn_core.layers.recurrent.stepping import begin, end, initial_states, is_several, output_size
from nn_core.spec.kinds import Nested, Several
from nn_core.spec.params import param


class StackedRNNCells(Layer, category=""):
    """Several cells, one on top of the other, as one: in each step every cell reads the output of the one below.

    Example:
        >>> layer = RNN(StackedRNNCells([LSTMCell(8), GRUCell(4)]))
    """

    cells: Annotated[Any, Several(Nested(having="state_size"))] = param(help="The cells, from the first to the last.")

    @property
    def state_size(self) -> list[Any]:
        """The size of the state of every cell."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        return output_size(self.cells[-1])

    def get_initial_state(self, batch_size: int) -> list[Any]:
        """Return states of zeros for every cell."""
        return [initial_states(cell, batch_size, str(self.dtype)) for cell in self.cells]

    def check_input_shape(self, shape: Any) -> None:
        first = self.cells[0]
        if isinstance(first, Layer):
            first.check_input_shape(shape)

    def build(self, input_shape: Any) -> None:
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell.build(input_shape)
                cell.built = True
            input_shape = (input_shape[0], output_size(cell))

    def compute_output_shape(self, input_shape: Any) -> Any:
        def of(size: Any) -> Any:
            return [of(each) for each in size] if is_several(size) else (input_shape[0], size)

        return (input_shape[0], self.output_size), of(self.state_size)

    def call(self, inputs: Any, states: Any = None, training: bool = False) -> Any:
        found = []
        for cell, state in zip(self.cells, states or self.get_initial_state(inputs.shape[0]), strict=True):
            inputs, new = cell(inputs, list(state) if is_several(state) else [state])
            found.append(new if is_several(state) else new[0])
        return inputs, found

    def begin_sequence(self, input_shape: Any, training: bool) -> None:
        """Let every cell draw what its dropouts switch off in this sequence."""
        for cell in self.cells:
            begin(cell, input_shape, training)
            input_shape = (input_shape[0], output_size(cell))

    def end_sequence(self) -> None:
        """Let every cell draw anew."""
        for cell in self.cells:
            end(cell)

    def count_macs(self, input_shape: Any) -> int | None:
        total = 0
        for cell in self.cells:
            macs = cell.count_macs(input_shape)
            if macs is None:
                return None
            total, input_shape = total + macs, (input_shape[0], output_size(cell))
        return total
