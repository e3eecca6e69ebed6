"""GroupNormalization: bring groups of channels of each sample to mean 0 and spread 1."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class GroupNormalization(Layer, category="Normalization"):
    """Bring groups of channels of each sample to mean 0 and spread 1, then let the network choose its own.

    Works with small batches, where BatchNormalization does not. One group normalises the sample as a whole,
    `groups=-1` every channel by itself (instance normalisation).

    Reference: Wu & He, "Group Normalization" (2018).
    """

    groups: int = param(default=32, minimum=-1, help="Number of groups; it must divide the channels. -1: one for each.")
    axis: int = param(default=-1, help="The axis of the channels; 1 if they come first.")
    epsilon: float = param(default=1e-3, minimum=0.0, help="Added to the variance, so that nothing is divided by zero.")
    center: bool = param(default=True, help="Whether beta, the new mean, is learned.")
    scale: bool = param(default=True, help="Whether gamma, the new spread, is learned.")
    beta_initializer: Initializer = param(default="zeros", help="How the new means start.")
    gamma_initializer: Initializer = param(default="ones", help="How the new spreads start.")
    beta_regularizer: Regularizer = param(default=None, help="Penalty on large new means.")
    gamma_regularizer: Regularizer = param(default=None, help="Penalty on large new spreads.")
    beta_constraint: Constraint = param(default=None, help="Limit kept by the new means.")
    gamma_constraint: Constraint = param(default=None, help="Limit kept by the new spreads.")

    min_ndim = 2
    suggested = {"groups": -1}
    supports_masking = True
    sample = Sample(args={"groups": 2}, inputs=[(3, 4)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.groups == 0:
            raise ValueError(f"{self._title()}: groups must be at least 1, or -1 for one group per channel, not 0.")

    def build(self, input_shape: Any) -> None:
        channels = self._channels(input_shape)
        self.gamma = self._learned("gamma", channels) if self.scale else None
        self.beta = self._learned("beta", channels) if self.center else None

    def _channels(self, shape: Any) -> int:
        """Return the number of channels; ValueError if the groups do not come out even."""
        if not -len(shape) <= self.axis < len(shape):
            raise ValueError(f"{self._title()}: there is no axis {self.axis} in the input shape {shape}.")
        channels = shape[self.axis]
        if channels is None:
            raise ValueError(f"{self._title()} must know the size of axis {self.axis}, but got shape {shape}.")
        if channels % self.groups:
            raise ValueError(
                f"{self._title()} cannot cut {channels} channels into {self.groups} groups of the same size: "
                f"choose a number of groups that divides {channels}."
            )
        return int(channels)

    def _learned(self, name: str, size: int) -> Any:
        settings = {key: getattr(self, f"{name}_{key}") for key in ("initializer", "regularizer", "constraint")}
        return self.add_weight(name, (size,), **settings)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self._channels(input_shape)
        return input_shape

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if self.built and self.weights and shape[self.axis] not in (None, *self.weights[0].shape):
            raise ValueError(
                f"{self._title()} was built for {self.weights[0].shape[0]} channels on axis {self.axis}, "
                f"but got shape {shape}."
            )

    def call(self, inputs: Any) -> Any:
        shape, axis = inputs.shape, self.axis % inputs.ndim
        groups = shape[axis] if self.groups == -1 else self.groups
        grouped = ops.reshape(inputs, (*shape[:axis], groups, shape[axis] // groups, *shape[axis + 1 :]))
        others = [i for i in range(1, inputs.ndim + 1) if i != axis]
        y = ops.reshape(ops.layer_normalization(grouped, axis=others, epsilon=self.epsilon), shape)
        gamma = ops.ones(shape[axis], str(self.dtype)) if self.gamma is None else self.gamma
        beta = ops.zeros(shape[axis], str(self.dtype)) if self.beta is None else self.beta
        return ops.scale_and_shift(y, gamma, beta, axis=axis)
