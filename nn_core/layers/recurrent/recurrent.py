"""Recurrent: what layers that read a sequence step by step share."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core import activations, initializers, ops
from nn_core.autodiff import convert_to_numpy, convert_to_tensor
from nn_core.layers.layer import Layer
from nn_core.ops.gates import GATE_ACTIVATIONS
from nn_core.ops.random import SeedGenerator
from nn_core.spec.kinds import Activation, Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class Recurrent(Layer):
    """Read a sequence step by step and keep what matters in a state."""

    units: int = param(minimum=1, help="Number of outputs, and of numbers in the state.")
    activation: Activation = param(default="tanh", help="Function applied to the new state.")
    use_bias: bool = param(default=True, help="Whether biases are added.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the weights of the input start.")
    recurrent_initializer: Initializer = param(default="orthogonal", help="How the weights of the state start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large weights of the input.")
    recurrent_regularizer: Regularizer = param(default=None, help="Penalty on large weights of the state.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the weights of the input.")
    recurrent_constraint: Constraint = param(default=None, help="Limit kept by the weights of the state.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")
    dropout: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the inputs switched off in training.")
    recurrent_dropout: float = param(
        default=0.0, minimum=0.0, maximum=1.0, help="Share of the state switched off in training, between the steps."
    )
    seed: int | None = param(default=None, help="Makes the random choice of the dropouts repeatable.")
    return_sequences: bool = param(default=False, help="Whether to return the outputs of all steps, not only the last.")
    return_state: bool = param(default=False, help="Whether to return the last state too.")
    go_backwards: bool = param(default=False, help="Whether to read the sequence from its end.")
    stateful: bool = param(default=False, help="Whether the state goes on from one batch to the next.")
    unroll: bool = param(default=False, help="Kept for Keras; it makes no difference here.")
    zero_output_for_mask: bool = param(
        default=False, kw_only=True, help="Whether a masked step gives zeros instead of the output before it."
    )

    input_ndim = 3
    supports_masking = True
    num_states: ClassVar[int] = 1
    num_gates: ClassVar[int] = 1
    suggested: ClassVar[dict[str, Any]] = {"units": 32}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("implementation", None)  # Keras's choice between ways to compute the same
        if kwargs.pop("time_major", False):
            raise ValueError(
                "time_major=True is not supported: the batch must be the first axis, the steps the second."
            )
        super().__init__(*args, **kwargs)
        self._random = SeedGenerator(self.seed)
        self.states: list[Any] | None = None
        self._batch_size: int | None = None

    # ---- what a recurrent layer writes ------------------------------------------------------------------

    def run(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any]) -> Any:
        """Run over all steps at once; return outputs and last states."""
        raise NotImplementedError

    def step(self, x: Any, states: list[Any], dropout: Any) -> list[Any]:
        """Return the new states after one step; the first of them is the output."""
        raise NotImplementedError

    def bias_shape(self) -> tuple[int, ...]:
        """Return the shape of the bias."""
        return (self.num_gates * self.units,)

    def start_of_bias(self) -> Any:
        """Return the initializer of the bias."""
        return self.bias_initializer

    # ---- weights and shapes -----------------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        batch, _, features = input_shape
        if features is None:
            raise ValueError(
                f"{self._title()} must know the size of the last axis, but the input shape is {input_shape}."
            )
        if self.stateful and batch is None:
            raise ValueError(f"{self._title()} is stateful and must know the batch size: give Input a batch_size.")
        self._batch_size = batch
        columns = self.num_gates * self.units
        self.kernel = self._add("kernel", (features, columns), self.kernel_initializer)
        self.recurrent_kernel = self._add("recurrent_kernel", (self.units, columns), self.recurrent_initializer)
        self.bias = self._add("bias", self.bias_shape(), self.start_of_bias()) if self.use_bias else None

    def _add(self, name: str, shape: tuple[int, ...], initializer: Any) -> Any:
        kind = name.removesuffix("_kernel") if name != "kernel" else name
        regularizer, constraint = getattr(self, f"{kind}_regularizer"), getattr(self, f"{kind}_constraint")
        return self.add_weight(name, shape, initializer=initializer, regularizer=regularizer, constraint=constraint)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, steps, _ = input_shape
        if self.unroll and steps is None:
            raise ValueError(
                f"{self._title()}: unroll=True needs a known number of steps, but got shape {input_shape}."
            )
        output = (batch, steps, self.units) if self.return_sequences else (batch, self.units)
        return (output, *[(batch, self.units)] * self.num_states) if self.return_state else output

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if self.built and shape[-1] is not None and shape[-1] != self.kernel.shape[0]:
            raise ValueError(f"{self._title()} was built for {self.kernel.shape[0]} features, but got shape {shape}.")
        if self.built and self.stateful and shape[0] not in (None, self._batch_size):
            raise ValueError(
                f"{self._title()} is stateful and was built for batches of {self._batch_size}, but got shape {shape}."
            )

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        mask = previous_mask if self.return_sequences else None
        return [mask, *[None] * self.num_states] if self.return_state else mask

    def count_macs(self, input_shape: Any) -> int | None:
        _, steps, features = input_shape
        known = steps is not None and features is not None
        return steps * (features + self.units) * self.num_gates * self.units if known else None

    # ---- running ----------------------------------------------------------------------------------------

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        batch, _, features = sequences.shape
        rates = ((self.dropout, features), (self.recurrent_dropout, self.units))
        dropouts = [self._dropout(rate, (batch, size)) if training else None for rate, size in rates]
        run = self.run if all(map(_is_gate_activation, self._functions())) else self._run_step_by_step
        outputs, *states = run(sequences, self._first_states(initial_state), mask, dropouts)
        if self.stateful:
            self.states = [state.value for state in states]
        return (outputs, *states) if self.return_state else outputs

    def reset_states(self) -> None:
        """Start the next batch from a state of zeros."""
        self.states = None

    reset_state = reset_states

    def _functions(self) -> list[Any]:
        return [self.activation]

    def _names(self) -> dict[str, Any]:
        """Return the settings that all fused recurrences take."""
        return {
            "activation": self.activation.__name__,
            "go_backwards": self.go_backwards,
            "return_sequences": self.return_sequences,
            "zero_output_for_mask": self.zero_output_for_mask,
        }

    def _first_states(self, initial_state: Any) -> list[Any]:
        """Return the states before the first step, None where they are zeros."""
        given = initial_state
        if given is None:
            given = self.states or [None] * self.num_states
        states = list(given) if isinstance(given, list | tuple) else [given]
        if len(states) != self.num_states:
            raise ValueError(f"{self._title()} has {self.num_states} states, but initial_state holds {len(states)}.")
        return [None if state is None else convert_to_tensor(state, str(self.dtype)) for state in states]

    def _dropout(self, rate: float, shape: tuple[int, ...]) -> Any:
        """Return factors that switch off a share of the columns, the same at every step; None if there is none."""
        if not 0 < rate < 1:
            return None
        kept = self._random.generator.random(shape, np.float32) >= rate
        return (kept / (1 - rate)).astype(str(self.dtype))

    def _run_step_by_step(self, x: Any, states: list[Any], mask: Any, dropouts: list[Any]) -> Any:
        """Do what `run` does with the operations of `step`: slower, but for any activation."""
        zeros = ops.zeros((x.shape[0], self.units), str(self.dtype))
        states = [zeros if state is None else state for state in states]
        seen = None if mask is None else convert_to_numpy(mask).astype(bool)
        outputs = [zeros]
        order = range(x.shape[1])
        for t in reversed(order) if self.go_backwards else order:
            x_t = x[:, t] if dropouts[0] is None else x[:, t] * dropouts[0]
            new = self.step(x_t, states, dropouts[1])
            output = new[0]
            if seen is not None:
                is_seen = seen[:, t, None]
                output = ops.where(is_seen, output, zeros if self.zero_output_for_mask else outputs[-1])
                new = [ops.where(is_seen, a, b) for a, b in zip(new, states, strict=True)]
            states = new
            outputs.append(output)
        return (ops.stack(outputs[1:], axis=1) if self.return_sequences else outputs[-1], *states)


def _is_gate_activation(function: Any) -> bool:
    """Say whether the fused recurrences know this very function."""
    name = getattr(function, "__name__", "")
    return name in GATE_ACTIVATIONS and activations.get(name) is function


def with_forget_gate_open(initializer: Any, units: int) -> Any:
    """Return an initializer for the bias of four gates that starts the second one, the forget gate, with ones."""

    def initialize(shape: tuple[int, ...], dtype: str = "float32") -> Any:
        rest = [convert_to_numpy(initializer((size,), dtype=dtype)) for size in (units, 2 * units)]
        return np.concatenate([rest[0], np.ones(units, dtype), rest[1]])

    return initializers.get(initialize)
