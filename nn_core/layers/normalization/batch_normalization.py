"""BatchNormalization: bring every feature to mean 0 and spread 1."""

from __future__ import annotations

from typing import Any

from nn_core import initializers, ops
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Axes, Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class BatchNormalization(Layer, category="Normalization"):
    """Bring every feature to mean 0 and spread 1, then let the network choose its own mean and spread.

    While training, mean and variance are those of the batch; moving averages of them are kept and used afterwards.
    Deep networks train faster and more safely with it; it usually stands between a convolution (without bias) and its
    activation. Batches should not be tiny.

    Reference: Ioffe & Szegedy, "Batch Normalization" (2015); `renorm`: Ioffe, "Batch Renormalization" (2017).
    """

    axis: Axes = param(default=-1, help="The axis of the features; 1 if the channels come first.")
    momentum: float = param(default=0.99, help="Share of the moving averages that stays with every batch.")
    epsilon: float = param(default=1e-3, minimum=0.0, help="Added to the variance, so that nothing is divided by zero.")
    center: bool = param(default=True, help="Whether beta, the new mean, is learned.")
    scale: bool = param(default=True, help="Whether gamma, the new spread, is learned.")
    beta_initializer: Initializer = param(default="zeros", help="How the new means start.")
    gamma_initializer: Initializer = param(default="ones", help="How the new spreads start.")
    moving_mean_initializer: Initializer = param(default="zeros", help="How the moving means start.")
    moving_variance_initializer: Initializer = param(default="ones", help="How the moving variances start.")
    beta_regularizer: Regularizer = param(default=None, help="Penalty on large new means.")
    gamma_regularizer: Regularizer = param(default=None, help="Penalty on large new spreads.")
    beta_constraint: Constraint = param(default=None, help="Limit kept by the new means.")
    gamma_constraint: Constraint = param(default=None, help="Limit kept by the new spreads.")
    renorm: bool = param(default=False, help="Whether batches are corrected towards the moving averages in training.")
    renorm_clipping: Any = param(default=None, help="Limits of the correction: a dict with 'rmin', 'rmax', 'dmax'.")
    renorm_momentum: float = param(default=0.99, help="Share of the averages of renorm that stays with every batch.")
    synchronized: bool = param(default=False, help="Kept for Keras; there is only one device here.")

    supports_masking = True
    min_ndim = 2
    roles = ("batch_normalization", "rescaling", "linear")
    formula = "output = gamma · (input − mean) / √(variance + epsilon) + beta"
    sample = Sample(args={}, inputs=[(4, 3)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.axis, list):  # the way Keras 2 writes it
            if len(self.axis) != 1:
                raise ValueError(f"{self._title()}: axis must be one axis, not {self.axis}.")
            self.axis = self.axis[0]
        unknown = set(self.renorm_clipping or {}) - {"rmin", "rmax", "dmax"}
        if unknown:
            raise ValueError(
                f"{self._title()}: renorm_clipping knows 'rmin', 'rmax' and 'dmax', not {sorted(unknown)}."
            )

    def build(self, input_shape: Any) -> None:
        self.compute_output_shape(input_shape)
        size = input_shape[self.axis]
        if size is None:
            raise ValueError(f"{self._title()} must know the size of axis {self.axis}, but got shape {input_shape}.")
        self.gamma = self._learned("gamma", size) if self.scale else None
        self.beta = self._learned("beta", size) if self.center else None
        self.moving_mean = self._average("moving_mean", size, self.moving_mean_initializer)
        self.moving_variance = self._average("moving_variance", size, self.moving_variance_initializer)
        if self.renorm:
            spread = _square_root_of(self.moving_variance_initializer)
            self.moving_stddev = self._average("moving_stddev", size, spread)
            self.renorm_mean = self._average("renorm_mean", size, self.moving_mean_initializer)
            self.renorm_stddev = self._average("renorm_stddev", size, spread)

    def _learned(self, name: str, size: int) -> Any:
        settings = {key: getattr(self, f"{name}_{key}") for key in ("initializer", "regularizer", "constraint")}
        return self.add_weight(name, (size,), **settings)

    def _average(self, name: str, size: int, initializer: Any) -> Any:
        return self.add_weight(name, (size,), initializer=initializer, trainable=False)

    def compute_output_shape(self, input_shape: Any) -> Any:
        if not -len(input_shape) <= self.axis < len(input_shape):
            raise ValueError(f"{self._title()}: there is no axis {self.axis} in the input shape {input_shape}.")
        return input_shape

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if self.built and shape[self.axis] not in (None, *self.moving_mean.shape):
            raise ValueError(
                f"{self._title()} was built for {self.moving_mean.shape[0]} features on axis {self.axis}, "
                f"but got shape {shape}."
            )

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        if mask is not None and mask.ndim != inputs.ndim - 1:
            raise ValueError(
                f"{self._title()} takes a mask with one axis less than the input {inputs.shape}, not {mask.shape}."
            )
        if training and self.trainable:
            return self._normalize_by_batch(inputs, mask)
        scale = ops.rsqrt(self.moving_variance + self.epsilon)
        scale = scale if self.gamma is None else scale * self.gamma
        shift = -self.moving_mean * scale
        return ops.scale_and_shift(inputs, scale, shift if self.beta is None else shift + self.beta, axis=self.axis)

    def _normalize_by_batch(self, inputs: Any, mask: Any) -> Any:
        gamma, beta = self.gamma, self.beta
        if self.renorm:
            gamma, beta = self._corrected(inputs, mask)
        y, mean, variance = ops.batch_norm(inputs, gamma, beta, mask, axis=self.axis, epsilon=self.epsilon)
        _move(self.moving_mean, ops.stop_gradient(mean), self.momentum)
        if not self.renorm:
            _move(self.moving_variance, ops.stop_gradient(variance), self.momentum)
        return y

    def _corrected(self, inputs: Any, mask: Any) -> tuple[Any, Any]:
        """Return gamma and beta with which the batch is normalised as if by the averages of renorm."""
        x = ops.stop_gradient(inputs)
        _, mean, variance = ops.batch_norm(x, None, None, mask, axis=self.axis, epsilon=self.epsilon)
        spread = ops.sqrt(variance + self.epsilon)
        usual = ops.maximum(self.renorm_stddev, self.epsilon**0.5)
        limits = self.renorm_clipping or {}
        r = _clip(spread.value / usual.value, limits.get("rmin"), limits.get("rmax"))
        largest = limits.get("dmax")
        d = _clip((mean.value - self.renorm_mean.value) / usual.value, None if largest is None else -largest, largest)
        _move(self.renorm_mean, mean.value, self.renorm_momentum)
        _move(self.renorm_stddev, spread.value, self.renorm_momentum)
        _move(self.moving_stddev, spread.value, self.momentum)
        self.moving_variance.assign((self.moving_stddev.value**2 - self.epsilon).clip(min=0))
        gamma, beta = (r, d) if self.gamma is None else (self.gamma * r, self.gamma * d)
        return gamma, beta if self.beta is None else beta + self.beta


def _move(average: Any, value: Any, momentum: float) -> None:
    """Bring a moving average closer to a new value."""
    average.assign(ops.stop_gradient(average) * momentum + value * (1 - momentum))


def _clip(x: Any, low: float | None, high: float | None) -> Any:
    return x if low is None and high is None else x.clip(low, high)


def _square_root_of(initializer: Any) -> Any:
    def initialize(shape: tuple[int, ...], dtype: str = "float32") -> Any:
        return convert_to_numpy(initializer(shape, dtype=dtype)) ** 0.5

    return initializers.get(initialize)
