"""Pictures in any form Keras takes: one or a batch of them, the channels last or first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn_core.autodiff import convert_to_tensor
from nn_core.ops.shape import expand_dims, moveaxis, ndim, shape, squeeze


def on_batch(
    function: Callable[[Any], Any], images: Any, data_format: str | None, ndims: tuple[int, int] = (3, 4)
) -> Any:
    """Apply a function of a batch that has the channels last; return what it gives in the form of what was given."""
    images = images if hasattr(images, "dtype") and hasattr(images, "shape") else convert_to_tensor(images)
    if ndim(images) not in ndims:
        raise ValueError(
            f"Pictures have {ndims[0]} axes, batches of them {ndims[1]}, but the shape is {shape(images)}."
        )
    is_single, is_first = ndim(images) == ndims[0], data_format == "channels_first"
    batch = expand_dims(images, axis=0) if is_single else convert_to_tensor(images)
    found = function(moveaxis(batch, 1, -1) if is_first else batch)
    found = moveaxis(found, -1, 1) if is_first else found
    return squeeze(found, axis=0) if is_single else found


def in_either_format(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let an operation on tensors that have the channels last take `data_format`, and its settings in Keras's order."""
    settings = ("strides", "padding", "data_format", "dilation_rate")

    def operation(inputs: Any, *args: Any, data_format: str | None = None, **kwargs: Any) -> Any:
        if len(args) > 1 and isinstance(args[1], int | tuple | list):  # a bias is no such thing
            args, kwargs = args[:1], {**dict(zip(settings, args[1:], strict=False)), **kwargs}
            data_format = kwargs.pop("data_format", data_format)
        if data_format != "channels_first":
            return function(inputs, *args, **kwargs)
        return moveaxis(function(moveaxis(inputs, 1, -1), *args, **kwargs), -1, 1)

    operation.__name__, operation.__doc__ = function.__name__, function.__doc__
    return operation
