"""Sliding: what layers share that slide a window over their input."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from nn_core.layers.data_format import channels_last, channels_last_shape, in_format, to_format
from nn_core.layers.described import Window, Working, axis_names, product, window_working
from nn_core.layers.layer import Layer
from nn_core.ops.windows import per_axis, window_output_size
from nn_core.spec.kinds import Activation, Choice, Constraint, DataFormat, Initializer, Regularizer, Size2
from nn_core.spec.params import param


class Sliding(Layer):
    """Slide a window over the input and make new channels of what it sees."""

    kernel_size: Size2 = param(help="Height and width of the window that slides over the input.")
    strides: Size2 = param(default=(1, 1), help="Steps by which the window moves; 2 halves the size of the output.")
    padding: Annotated[str, Choice(("valid", "same"))] = param(
        default="valid", help="'valid': the window stays inside. 'same': zeros around keep the size (at stride 1)."
    )
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")
    activation: Activation = param(default=None, help="Function applied to every output; linear if none.")
    use_bias: bool = param(default=True, help="Whether a bias is added to every output channel.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")

    roles = ("weighted", "linear")
    picture = "window"
    dilation_rate: Any = 1
    suggested: ClassVar[dict[str, Any]] = {"filters": 32, "kernel_size": 3}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channels: int | None = None

    # ---- what such a layer writes -----------------------------------------------------------------------

    def build_kernels(self, channels: int) -> None:
        """Make the weights apart from the bias."""
        raise NotImplementedError

    def output_channels(self, channels: int | None) -> int | None:
        """Return the number of channels of the output, given that of the input."""
        raise NotImplementedError

    def slide(self, x: Any) -> Any:
        """Compute the output, before the activation, of a tensor that has the channels last."""
        raise NotImplementedError

    # ---- what follows -----------------------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        self.compute_output_shape(input_shape)
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        if channels is None:
            raise ValueError(f"{self._title()} must know the number of channels, but the input shape is {input_shape}.")
        self._channels = channels
        self.build_kernels(channels)
        self.bias = self.add("bias", self.bias_shape(input_shape)) if self.use_bias else None

    def bias_shape(self, input_shape: Any) -> tuple[int, ...]:
        """Return the shape of the bias: one number for each channel of the output."""
        return (channels_last_shape(self.compute_output_shape(input_shape), self.data_format)[-1],)

    def add(self, name: str, shape: tuple[int, ...], kind: str | None = None) -> Any:
        """Make a weight with the initializer, regularizer and constraint of its kind (its name if none is given)."""
        initializer, regularizer, constraint = (
            getattr(self, f"{kind or name}_{each}") for each in ("initializer", "regularizer", "constraint")
        )
        return self.add_weight(name, shape, initializer=initializer, regularizer=regularizer, constraint=constraint)

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        channels = channels_last_shape(shape, self.data_format)[-1]
        if self.built and channels is not None and channels != self._channels:
            raise ValueError(f"{self._title()} was built for {self._channels} channels, but got shape {shape}.")

    def refuse_strides_with_dilation(self) -> None:
        """Raise ValueError if the window both moves in large steps and is spread out."""
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{self._title()}: strides={self.strides} and dilation_rate={self.dilation_rate} cannot both exceed 1."
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, channels = channels_last_shape(input_shape, self.data_format)
        rates = per_axis(self.dilation_rate, len(sizes))
        axes = zip(sizes, self.kernel_size, self.strides, rates, strict=True)
        found = [window_output_size(n, window, stride, self.padding, rate) for n, window, stride, rate in axes]
        if any(size is not None and size < 1 for size in found):
            raise ValueError(
                f"{self._title()}: a kernel of size {self.kernel_size} with dilation_rate {self.dilation_rate} does "
                f"not fit into the input shape {input_shape}. Use a smaller kernel_size or padding='same'."
            )
        return in_format((batch, *found, self.output_channels(channels)), self.data_format)

    def windows(self) -> tuple[Window, ...]:
        rates = per_axis(self.dilation_rate, len(self.kernel_size))
        return tuple(map(Window, self.kernel_size, self.strides, rates))

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        sizes, found = input_shape, self.compute_output_shape(input_shape)
        if self.data_format == "channels_first":
            sizes, found = channels_last_shape(sizes, self.data_format), channels_last_shape(found, self.data_format)
        *names, last = axis_names(len(found))[1:]
        axes = zip(names, sizes[1:-1], self.windows(), found[1:-1], strict=True)
        worked = [self.explain_size(name, n, window, y) for name, n, window, y in axes if None not in (n, y)]
        return (*worked, Working(last, f"{found[-1]:,}", found[-1]))

    def explain_size(self, name: str, size: int, window: Window, result: int) -> Working:
        """Work out the size of the output along one axis."""
        return window_working(name, size, window, self.padding, result)

    def explain_macs(self, input_shape: Any) -> tuple[Working, ...]:
        macs, places = self.count_macs(input_shape), self.count_places(input_shape)
        if not macs or not places or macs % places:
            return super().explain_macs(input_shape)
        at_one_place = macs // places
        sizes = channels_last_shape(self.compute_output_shape(input_shape), self.data_format)[1:-1]
        return (Working("multiply-adds", f"{product(sizes)} × {at_one_place:,}", macs),)

    def count_places(self, input_shape: Any) -> int | None:
        """Return at how many places of one sample the window stands; None if a size is open."""
        places = channels_last_shape(self.compute_output_shape(input_shape), self.data_format)[1:-1]
        return None if None in places else math.prod(places)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a layer from its configuration; Keras 2 also wrote settings it inherited and never used."""
        unused = {"groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"} - cls.parameters.keys()
        return super().from_config({name: value for name, value in config.items() if name not in unused})

    def call(self, inputs: Any) -> Any:
        return self.activation(to_format(self.slide(channels_last(inputs, self.data_format)), self.data_format))
