"""ByAxes: the base of layers that normalise along axes they are told."""

from __future__ import annotations

from typing import Any

from nn_core.layers.layer import Layer


class ByAxes(Layer):
    """Normalise along the axes in `axis`: one number, or a list of them."""

    axis: Any
    min_ndim = 2

    def axes(self) -> list[int]:
        """Return the axes as a list."""
        return sorted(self.axis) if isinstance(self.axis, list) else [self.axis]

    def sizes(self, input_shape: Any) -> tuple[int, ...]:
        """Return the sizes of the axes; ValueError if one is not known."""
        self.compute_output_shape(input_shape)
        sizes = tuple(input_shape[axis] for axis in self.axes())
        if None in sizes:
            raise ValueError(f"{self._title()} must know the size of axis {self.axis}, but got shape {input_shape}.")
        return sizes

    def compute_output_shape(self, input_shape: Any) -> Any:
        for axis in self.axes():
            if not -len(input_shape) <= axis < len(input_shape):
                raise ValueError(f"{self._title()}: there is no axis {axis} in the input shape {input_shape}.")
        return input_shape

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        built = self.weights[0].shape if self.built and self.weights else None
        if built is not None and any(
            size not in (None, b) for size, b in zip(map(shape.__getitem__, self.axes()), built, strict=True)
        ):
            raise ValueError(f"{self._title()} was built for {built} along axis {self.axis}, but got shape {shape}.")
