"""Described: what a layer says about itself to those who draw, repair, review and explain a network."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from nn_core.layers.data_format import channels_last_shape
from nn_core.layers.shapes import flat_shapes
from nn_core.layers.symbolic_size import SymbolicSize

Role = Literal[
    "batch_normalization",  # brings numbers into range by the mean and the spread of the batch, and has an offset
    "dropout",  # switches off a share of its inputs while training: `rate`
    "flattening",  # lays out each sample as one row, whatever its shape
    "lookup",  # takes whole numbers below `input_dim` and gives a learned vector for each
    "masking",  # marks steps to be skipped (if it has a switch `mask_zero`: where that is on)
    "recurrence",  # reads a sequence step by step; `return_sequences` says whether it gives one too
    "rescaling",  # brings numbers into the range that suits a network
    "transparent",  # outside training it gives what it gets
    "linear",  # apart from its activation, it gives sums of its inputs with fixed or trained factors
    "weighted",  # the factors of those sums are trained: it can do what any number of linear layers in a row can do
]
Picture = Literal["", "window", "pooling", "units", "recurrence", "attention", "dropout"]


@dataclass(frozen=True)
class Working:
    """A number of a layer, worked out: `height: ⌊(28 + 2·0 − 3)/1⌋ + 1 = 26`."""

    subject: str
    calculation: str  # +, −, ×, ·, /, ⌊ ⌋, ⌈ ⌉ and numbers
    result: int | SymbolicSize

    @property
    def text(self) -> str:
        """The calculation and what it gives."""
        result = f"{self.result:,}" if isinstance(self.result, int) else str(self.result)
        is_plain = self.calculation in (result, f"{self.result:,}")
        return result if is_plain else f"{self.calculation} = {result}"


@dataclass(frozen=True)
class Window:
    """What a layer sees of one axis at a time: so many elements, so far apart, moved by so much."""

    size: int
    stride: int = 1
    dilation: int = 1


class Described:
    """The declarations a layer may make about itself. All of them have a default, worked out from what there is."""

    bridges_axes: ClassVar[bool] = False  # whether to offer it where the number of axes does not fit
    roles: ClassVar[tuple[Role, ...]] = ()
    applies: ClassVar[str] = ""  # the activation the layer is, by name
    formula: ClassVar[str] = ""  # what it computes, as one would write it on a board
    picture: ClassVar[Picture] = ""  # what to draw to explain it

    @classmethod
    def projection(cls, ndim: int, size: int) -> dict[str, Any] | None:
        """Return the arguments with which the layer changes the size of the last of `ndim` axes, and no other."""
        return None

    def windows(self) -> tuple[Window, ...]:
        """Return the window on every axis between batch and channels; empty if it does not slide one."""
        return ()

    def explain_shape(self, *input_shapes: Any) -> tuple[Working, ...]:
        """Work out the sizes of the (first) output; by default its sizes themselves."""
        shape = flat_shapes(self.compute_output_shape(*input_shapes))[0]  # type: ignore[attr-defined]
        names = axis_names(len(shape), getattr(self, "data_format", None))
        return tuple(
            Working(name, f"{size:,}", size)
            for name, size in zip(names[1:], shape[1:], strict=True)
            if size is not None
        )

    def explain_params(self, *input_shapes: Any) -> tuple[Working, ...]:
        """Work out the number of parameters, weight by weight; the layer has been built."""
        weights: Any = self.weights  # type: ignore[attr-defined]
        names = [weight.path.removeprefix(f"{self.name}/") for weight in weights]  # type: ignore[attr-defined]
        shapes = [tuple(weight.shape) for weight in weights]
        return tuple(Working(name, product(shape), math.prod(shape)) for name, shape in zip(names, shapes, strict=True))

    def explain_macs(self, *input_shapes: Any) -> tuple[Working, ...]:
        """Work out the multiply-adds for one sample; nothing where there are none, or a size is open."""
        macs: int | None = self.count_macs(*input_shapes)  # type: ignore[attr-defined]
        return (Working("multiply-adds", f"{macs:,}", macs),) if macs else ()


def product(sizes: Sequence[int]) -> str:
    """Return sizes as a product: 3 × 3 × 32."""
    return " × ".join(f"{size:,}" for size in sizes) or "1"


def axis_names(ndim: int, data_format: str | None = None) -> list[str]:
    """Return what the axes of a tensor are called."""
    spatial = {2: [], 3: ["steps"], 4: ["height", "width"], 5: ["depth", "height", "width"]}
    between = spatial.get(ndim, [f"axis {axis}" for axis in range(1, ndim - 1)])
    last = "features" if ndim <= 3 else "channels"
    if ndim < 2:
        return ["batch"][:ndim]
    return ["batch", last, *between] if data_format == "channels_first" else ["batch", *between, last]


def window_working(subject: str, size: int, window: Window, padding: str, result: int) -> Working:
    """Work out how many windows fit along an axis."""
    if padding != "valid":
        return Working(subject, f"⌈{size:,}/{window.stride}⌉", result)
    reach = f"{window.dilation}·({window.size} − 1) − 1" if window.dilation > 1 else f"{window.size}"
    return Working(subject, f"⌊({size:,} + 2·0 − {reach})/{window.stride}⌋ + 1", result)


def worked_spatial(layer: Any, input_shape: Any, how: Sequence[Callable[[int], str]]) -> tuple[Working, ...]:
    """Work out the axes between batch and channels, each by what `how` writes for its size."""
    before = channels_last_shape(input_shape, layer.data_format)
    after = channels_last_shape(layer.compute_output_shape(input_shape), layer.data_format)
    *names, last = axis_names(len(after))[1:]
    axes = zip(names, before[1:-1], how, after[1:-1], strict=True)
    worked = [Working(name, write(n), result) for name, n, write, result in axes if n is not None]
    return (*worked, *([Working(last, f"{after[-1]:,}", after[-1])] if after[-1] is not None else []))
