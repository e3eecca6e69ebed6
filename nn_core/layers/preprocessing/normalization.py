"""Normalization: bring features to mean 0 and spread 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Axis, Optional
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import Numbers

SMALLEST_DEVIATION = 1e-7


class Moment(Tensor):
    """A mean or variance in a shape that meets the inputs; remembers what was given for it, None if it was found."""

    __slots__ = ("given",)

    def __init__(self, value: Any, given: Any = None) -> None:
        super().__init__(value)
        self.given = given


class MomentKind(Numbers):
    """A mean or variance."""

    def to_json(self, value: Any) -> Any:
        return value.given if isinstance(value, Moment) else value


class Normalization(Layer, category="Preprocessing"):
    """Subtract the mean of every feature and divide by its standard deviation.

    A network learns best from features of equal size. Call `adapt(data)` with the training data before training: it
    finds mean and variance, which are then saved as weights. Or give both, if they are known.
    """

    axis: Annotated[Any, Optional(Axis())] = param(
        default=-1, help="Axes whose places have a mean of their own; None takes one mean for everything."
    )
    mean: Annotated[Any, Optional(MomentKind())] = param(
        default=None, help="The mean, if known; otherwise call adapt()."
    )
    variance: Annotated[Any, Optional(MomentKind())] = param(default=None, help="The variance, if the mean is given.")
    invert: bool = param(default=False, help="Whether to do the opposite: multiply, then add the mean.")

    supports_masking = True
    roles = ("rescaling", "linear")
    formula = "output = (input − mean) / √variance"
    sample = Sample(args={"mean": [0.5, 1.0, -1.0], "variance": [1.0, 4.0, 2.0]}, inputs=[(4, 3)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.axis = [] if self.axis is None else [self.axis] if isinstance(self.axis, int) else list(self.axis)
        self.input_mean, self.input_variance = self.mean, self.variance
        if (self.mean is None) != (self.variance is None):
            raise ValueError("Normalization takes both mean and variance, or neither and adapt().")
        if np.shape(self.mean) != np.shape(self.variance):
            raise ValueError(
                "Normalization: mean and variance must have the same shape, but have "
                f"{np.shape(self.mean)} and {np.shape(self.variance)}."
            )
        if np.ndim(self.mean if self.mean is not None else 0) > len(self.axis):
            raise ValueError(
                f"Normalization: with axis={self.axis} mean and variance can have at most {len(self.axis)} axes, "
                f"not {np.ndim(self.mean)}."
            )

    def build(self, input_shape: Any) -> None:
        if self.built:
            return
        ndim = len(input_shape)
        if any(not -ndim <= axis < ndim for axis in self.axis):
            raise ValueError(f"{self._title()}: axis={self.axis} does not exist in an input of shape {input_shape}.")
        self._kept = tuple(sorted(axis % ndim for axis in self.axis))
        sizes = tuple(input_shape[axis] for axis in self._kept)
        if None in sizes:
            raise ValueError(
                f"{self._title()} must know the sizes along axis={self.axis}, but the input shape is {input_shape}."
            )
        self._sizes = tuple(input_shape[axis] if axis in self._kept else 1 for axis in range(ndim))
        if self.input_mean is None:
            self.adapt_mean = self.add_weight("mean", sizes, initializer="zeros", trainable=False)
            self.adapt_variance = self.add_weight("variance", sizes, initializer="ones", trainable=False)
            self.count = self.add_weight("count", (), dtype="int64", initializer="zeros", trainable=False)
        self._refresh()

    def _refresh(self) -> None:
        """Show mean and variance, as they are now, in a shape that meets the inputs."""
        if self.input_mean is None:
            self.mean = Moment(self.adapt_mean.value.reshape(self._sizes))
            self.variance = Moment(self.adapt_variance.value.reshape(self._sizes))
        else:
            self.mean, self.variance = map(self._placed, (self.input_mean, self.input_variance))

    def _placed(self, given: Any) -> Moment:
        """Return given numbers along the last of the kept axes."""
        values = np.asarray(given, self.dtype)
        shape = [1] * len(self._sizes)
        for axis, size in zip(self._kept[len(self._kept) - values.ndim :], values.shape, strict=True):
            shape[axis] = size
        return Moment(np.broadcast_to(values.reshape(shape), self._sizes), given)

    def adapt(self, data: Any) -> None:
        """Find mean and variance of the data, and use them from now on.

        Args:
            data: an array, or an iterable of arrays, each of them a batch.
        """
        if self.input_mean is not None:
            raise ValueError(f"{self._title()} was given its mean and variance; adapt() would have nothing to find.")
        moments = Moments()
        for batch in _batches(data):
            shape = batch.shape
            if not self.built:
                self._build_for((batch,), {})
            if len(shape) != len(self._sizes) or any(shape[axis] != self._sizes[axis] for axis in self._kept):
                raise ValueError(
                    f"{self._title()} was built for {self._sizes} (1 stands for any size), but the data for adapt() "
                    f"has shape {shape}."
                )
            moments.add(batch, tuple(axis for axis in range(len(shape)) if axis not in self._kept))
        if not moments.count:
            raise ValueError(f"{self._title()}: adapt() was given no data.")
        self.adapt_mean.assign(moments.mean)
        self.adapt_variance.assign(moments.variance)
        self._refresh()

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def call(self, inputs: Any) -> Any:
        self._refresh()  # the weights may have been loaded since
        deviation = ops.maximum(ops.sqrt(self.variance), SMALLEST_DEVIATION)
        return inputs * deviation + self.mean if self.invert else (inputs - self.mean) / deviation


class Moments:
    """Mean and variance of numbers that come in batches."""

    def __init__(self) -> None:
        self.count = 0
        self.mean: Any = 0.0
        self.variance: Any = 0.0

    def add(self, batch: Any, axes: tuple[int, ...]) -> None:
        """Take a batch into account, of which `axes` are averaged over."""
        batch = batch.astype("float64")
        mean, variance = batch.mean(axis=axes), batch.var(axis=axes)
        self.count += int(np.prod([batch.shape[axis] for axis in axes]))
        share = int(np.prod([batch.shape[axis] for axis in axes])) / self.count
        moved = self.mean + share * (mean - self.mean)
        before = self.variance + (self.mean - moved) ** 2
        self.variance = (1 - share) * before + share * (variance + (mean - moved) ** 2)
        self.mean = moved


def _batches(data: Any) -> Iterable[Any]:
    """Return arrays: the one given, or those of an iterable; a list of numbers or of rows of numbers is one array."""
    if isinstance(data, Tensor | np.ndarray):
        return [convert_to_numpy(data)]
    if isinstance(data, list | tuple) and not any(hasattr(each, "shape") for each in data):
        return [np.asarray(data, "float32")] if len(data) else []
    return (convert_to_numpy(batch[0] if isinstance(batch, tuple) else batch) for batch in data)
