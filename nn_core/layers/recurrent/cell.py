"""Cell: one step of a recurrence, without the loop over the steps."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core import initializers, ops
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.layer import Layer
from nn_core.ops.random import SeedGenerator
from nn_core.spec.kinds import Activation, Constraint, Initializer, Regularizer
from nn_core.spec.params import param
from nn_core.spec.structure import flatten


class Cell(Layer):
    """Make the output and the new states from the input and the old states of one step."""

    activation: Activation = param(default="tanh", help="Function applied to the new state.")
    use_bias: bool = param(default=True, help="Whether biases are added.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights of the input start.")
    recurrent_initializer: Initializer = param(default="orthogonal", help="How the weights of the state start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights of the input.")
    recurrent_regularizer: Regularizer = param(default=None, help="Penalty on large weights of the state.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights of the input.")
    recurrent_constraint: Constraint = param(default=None, help="Limit kept by the weights of the state.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    dropout: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the inputs switched off in training.")
    recurrent_dropout: float = param(
        default=0.0, minimum=0.0, maximum=1.0, help="Share of the state switched off in training, between the steps."
    )
    seed: int | None = param(default=None, help="Makes the random choice of the dropouts repeatable.")

    num_states: ClassVar[int] = 1
    num_gates: ClassVar[int] = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("implementation", None)  # Keras's choice between ways to compute the same
        super().__init__(*args, **kwargs)
        self._random = SeedGenerator(self.seed)
        self._dropouts: list[Any] | None = None

    # ---- what a cell writes -----------------------------------------------------------------------------

    def step(self, x: Any, states: list[Any], dropouts: list[Any]) -> list[Any]:
        """Return the new states, the first of which is the output; `dropouts` are for the input and the state."""
        raise NotImplementedError

    def shape_of_state(self, input_shape: Any) -> tuple[Any, ...]:
        """Return the shape of each state for inputs of this shape."""
        raise NotImplementedError

    # ---- what follows -----------------------------------------------------------------------------------

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        state = self.shape_of_state(input_shape)
        return state, [state] * self.num_states

    def call(self, inputs: Any, states: Any = None, training: bool = False) -> Any:
        if states is None:
            states = [ops.zeros(self.shape_of_state(inputs.shape), str(self.dtype))] * self.num_states
        drawn = self._dropouts if self._dropouts is not None else self._draw(inputs.shape, training)
        new = self.step(inputs, flatten(states), drawn)
        return new[0], new

    def begin_sequence(self, input_shape: Any, training: bool) -> None:
        """Draw what the dropouts switch off, to be the same at every step until the sequence ends."""
        self._dropouts = self._draw(input_shape, training)

    def end_sequence(self) -> None:
        """Draw anew at the next call."""
        self._dropouts = None

    def _draw(self, input_shape: Any, training: bool) -> list[Any]:
        """Return the factors for the input and for the state, None where nothing is dropped."""
        rates = (self.dropout, self.recurrent_dropout)
        shapes = (input_shape, self.shape_of_state(input_shape))
        return [self._factors(*each) if training else None for each in zip(rates, shapes, strict=True)]

    def _factors(self, rate: float, shape: tuple[int, ...]) -> Any:
        if not 0 < rate < 1:
            return None
        kept = self._random.generator.random(shape, np.float32) >= rate
        return (kept / (1 - rate)).astype(str(self.dtype))

    def _add(self, name: str, shape: tuple[int, ...], initializer: Any) -> Any:
        kind = name.removesuffix("_kernel") if name != "kernel" else name
        regularizer, constraint = getattr(self, f"{kind}_regularizer"), getattr(self, f"{kind}_constraint")
        return self.add_weight(name, shape, initializer=initializer, regularizer=regularizer, constraint=constraint)


def with_forget_gate_open(initializer: Any, units: int) -> Any:
    """Return an initializer for the bias of four gates that starts the second one, the forget gate, with ones."""

    def initialize(shape: tuple[int, ...], dtype: str = "float32") -> Any:
        rest = [convert_to_numpy(initializer((size,), dtype=dtype)) for size in (units, 2 * units)]
        return np.concatenate([rest[0], np.ones(units, dtype), rest[1]])

    return initializers.get(initialize)
