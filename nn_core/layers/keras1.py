"""Layers of Keras 1 whose arguments came in another order: functions that make the layers of today."""
# ruff: noqa: N802 - these functions have the names of classes

from __future__ import annotations

from typing import Any

from nn_core.layers.convolution.conv2d import Conv2D
from nn_core.layers.convolution.conv2d_transpose import Conv2DTranspose
from nn_core.layers.convolution.conv3d import Conv3D
from nn_core.layers.merging.add import Add
from nn_core.layers.merging.average import Average
from nn_core.layers.merging.concatenate import Concatenate
from nn_core.layers.merging.dot import Dot
from nn_core.layers.merging.maximum import Maximum
from nn_core.layers.merging.minimum import Minimum
from nn_core.layers.merging.multiply import Multiply
from nn_core.spec.remarks import remark

MODES = {"sum": Add, "mul": Multiply, "concat": Concatenate, "ave": Average, "max": Maximum, "min": Minimum}


def Convolution2D(*args: Any, **kwargs: Any) -> Any:
    """Conv2D with rows and columns of the kernel as arguments of their own: Convolution2D(32, 3, 3)."""
    return _with_sizes(Conv2D, ("nb_row", "nb_col"), args, kwargs)


def Convolution3D(*args: Any, **kwargs: Any) -> Any:
    """Conv3D with the three sizes of the kernel as arguments of their own: Convolution3D(32, 3, 3, 3)."""
    return _with_sizes(Conv3D, ("kernel_dim1", "kernel_dim2", "kernel_dim3"), args, kwargs)


def AtrousConvolution2D(*args: Any, **kwargs: Any) -> Any:
    """Conv2D with holes between the elements of the kernel."""
    return _with_sizes(Conv2D, ("nb_row", "nb_col"), args, kwargs)


def Deconvolution2D(*args: Any, **kwargs: Any) -> Any:
    """Conv2DTranspose; it finds the output shape by itself."""
    return _with_sizes(Conv2DTranspose, ("nb_row", "nb_col"), args, kwargs)


def _with_sizes(layer: Any, names: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Make the layer; give the sizes of a kernel that came one by one their old names, which the layer understands."""
    sizes = args[1 : 1 + len(names)]
    if len(sizes) < len(names) or not all(isinstance(size, int) for size in sizes):
        return layer(*args, **kwargs)
    old = {"nb_filter": args[0], **dict(zip(names, sizes, strict=True)), **kwargs}
    return layer(**old) if len(args) == 1 + len(names) else layer(args[0], sizes, *args[1 + len(names) :], **kwargs)


def Merge(
    layers: Any = None, mode: str = "sum", concat_axis: int = -1, dot_axes: Any = -1, name: str | None = None
) -> Any:
    """Return the layer that combines tensors in one of Keras 1's ways."""
    if layers:
        raise ValueError(
            "Merge([...]) of models made a Sequential with several inputs, which there is no more: call the models on "
            "Input(...), combine what they give with add, concatenate …, and make Model(inputs, outputs) of it."
        )
    if mode not in (*MODES, "dot", "cos"):
        raise ValueError(f"merge: mode must be one of {', '.join(MODES)}, dot, cos, not {mode!r}; else use Lambda.")
    layer: Any = MODES.get(mode, Dot)
    options = {"dot": {"axes": dot_axes}, "cos": {"axes": dot_axes, "normalize": True}, "concat": {"axis": concat_axis}}
    remark(f"merge with mode={mode!r} is an old spelling; write {layer.__name__}().")
    return layer(name=name, **options.get(mode, {}))


def merge(
    inputs: Any, mode: str = "sum", concat_axis: int = -1, dot_axes: Any = -1, name: str | None = None, **ignored: Any
) -> Any:
    """Combine tensors in one of Keras 1's ways."""
    return Merge(None, mode, concat_axis, dot_axes, name)(inputs)
