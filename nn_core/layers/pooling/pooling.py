"""Pooling: what the layers that summarise windows share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from nn_core.layers.data_format import channels_last, channels_last_shape, in_format, to_format
from nn_core.layers.described import Window, Working, axis_names, window_working
from nn_core.layers.layer import Layer
from nn_core.ops.windows import window_output_size
from nn_core.spec.kinds import DataFormat, Optional, Size, Size2
from nn_core.spec.params import param


class Pooling(Layer):
    """Summarise every window of the input by one number per channel."""

    picture = "pooling"

    pool_size: Size2 = param(default=(2, 2), help="Height and width of the window.")
    strides: Annotated[Any, Optional(Size(2))] = param(
        default=None, help="Steps by which the window moves; the size of the window if not given."
    )
    padding: Literal["valid", "same"] = param(
        default="valid", help="'valid': windows stay inside. 'same': windows may reach over the edge."
    )
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strides = self.strides or self.pool_size

    def pool(self, x: Any, **settings: Any) -> Any:
        """Summarise the windows of a tensor that has the channels last."""
        raise NotImplementedError

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, channels = channels_last_shape(input_shape, self.data_format)
        axes = zip(sizes, self.pool_size, self.strides, strict=True)
        found = [window_output_size(n, window, stride, self.padding) for n, window, stride in axes]
        if any(size is not None and size < 1 for size in found):
            raise ValueError(
                f"{self._title()}: a window of size {self.pool_size} does not fit into the input shape {input_shape}. "
                "Use a smaller pool_size or padding='same'."
            )
        return in_format((batch, *found, channels), self.data_format)

    def windows(self) -> tuple[Window, ...]:
        return tuple(map(Window, self.pool_size, self.strides))

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        sizes = channels_last_shape(input_shape, self.data_format)
        found = channels_last_shape(self.compute_output_shape(input_shape), self.data_format)
        *names, last = axis_names(len(found))[1:]
        axes = zip(names, sizes[1:-1], self.windows(), found[1:-1], strict=True)
        worked = [window_working(name, n, window, self.padding, y) for name, n, window, y in axes if n is not None]
        return (*worked, *([Working(last, f"{found[-1]:,}", found[-1])] if found[-1] is not None else []))

    def call(self, inputs: Any) -> Any:
        x = channels_last(inputs, self.data_format)
        y = self.pool(x, pool_size=self.pool_size, strides=self.strides, padding=self.padding)
        return to_format(y, self.data_format)
