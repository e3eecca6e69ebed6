"""LayerNormalization: bring the features of each sample to mean 0 and spread 1."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.normalization.by_axes import ByAxes
from nn_core.spec.kinds import Axes, Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class LayerNormalization(ByAxes, category="Normalization"):
    """Bring the features of each sample to mean 0 and spread 1, then let the network choose its own mean and spread.

    Every sample is normalised by itself, in training as afterwards: the size of the batch does not matter. The choice
    for sequences and for transformers; for pictures see BatchNormalization.

    Reference: Ba et al., "Layer Normalization" (2016).
    """

    axis: Axes = param(default=-1, help="The axis (or axes) to normalise along; -1 for the features.")
    epsilon: float = param(default=1e-3, minimum=0.0, help="Added to the variance, so that nothing is divided by zero.")
    center: bool = param(default=True, help="Whether beta, the new mean, is learned.")
    scale: bool = param(default=True, help="Whether gamma, the new spread, is learned.")
    beta_initializer: Initializer = param(default="zeros", help="How the new means start.")
    gamma_initializer: Initializer = param(default="ones", help="How the new spreads start.")
    beta_regularizer: Regularizer = param(default=None, help="Penalty on large new means.")
    gamma_regularizer: Regularizer = param(default=None, help="Penalty on large new spreads.")
    beta_constraint: Constraint = param(default=None, help="Limit kept by the new means.")
    gamma_constraint: Constraint = param(default=None, help="Limit kept by the new spreads.")
    rms_scaling: bool = param(
        default=False, kw_only=True, help="Whether the mean stays and only the spread is changed; an old way of Keras."
    )

    supports_masking = True
    formula = "output = gamma · (input − mean) / √(variance + epsilon) + beta, for every sample by itself"
    sample = Sample(args={}, inputs=[(4, 3)])

    def build(self, input_shape: Any) -> None:
        sizes = self.sizes(input_shape)
        self.gamma = self._learned("gamma", sizes) if self.scale or self.rms_scaling else None
        self.beta = self._learned("beta", sizes) if self.center and not self.rms_scaling else None

    def _learned(self, name: str, sizes: tuple[int, ...]) -> Any:
        settings = {key: getattr(self, f"{name}_{key}") for key in ("initializer", "regularizer", "constraint")}
        return self.add_weight(name, sizes, **settings)

    def call(self, inputs: Any) -> Any:
        if self.rms_scaling:
            return self._with_its_mean(inputs)
        return ops.layer_normalization(inputs, self.gamma, self.beta, axis=self.axes(), epsilon=self.epsilon)

    def _with_its_mean(self, inputs: Any) -> Any:
        spread = ops.rsqrt(ops.var(inputs, axis=self.axes(), keepdims=True) + self.epsilon)
        places = {axis % inputs.ndim for axis in self.axes()}
        return inputs * spread * ops.reshape(self.gamma, [n if i in places else 1 for i, n in enumerate(inputs.shape)])
