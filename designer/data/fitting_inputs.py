"""Feed the inputs of a model: by name if the names fit, else by shape, else column by column in order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.port import Feed, InputPort, filled, fits


def feed_inputs(dataset: Dataset, ports: Sequence[InputPort]) -> tuple[Feed, ...]:
    """Return what every input gets; one array may feed several inputs."""
    found = [
        _by_name(dataset, port) or _by_columns(dataset, port) or _by_shape(dataset, port, position)
        for position, port in enumerate(ports)
    ]
    feeds = [feed for feed in found if feed is not None]
    if len(feeds) < len(ports):
        feeds = list(_in_order(dataset, ports) or ())
    if len(feeds) < len(ports):
        raise _misfit(dataset, next(port for port, feed in zip(ports, found, strict=True) if feed is None))
    return tuple(feeds)


def _by_name(dataset: Dataset, port: InputPort) -> Feed | None:
    """Take the array that is called like the port."""
    shape = dataset.input_shapes.get(port.name)
    return None if shape is None else _shaped(port, port.name, shape)


def _by_columns(dataset: Dataset, port: InputPort) -> Feed | None:
    """Take the columns whose names begin with the port's name, such as petal for petal_length and petal_width."""
    name = port.name.lower()
    chosen = [i for i, feature in enumerate(dataset.feature_names) if _belongs(feature.lower(), name)]
    if not chosen or not fits((len(chosen),), port.shape):
        return None
    return _columns(dataset, port, chosen, ", ".join(dataset.feature_names[i] for i in chosen))


def _belongs(feature: str, name: str) -> bool:
    return feature == name or feature.startswith(name + "_")


def _by_shape(dataset: Dataset, port: InputPort, position: int) -> Feed | None:
    """Take an array of the port's shape, or else with as many values; among equals the one at the same position."""
    arrays = enumerate(dataset.input_shapes.items())
    best_first = sorted(arrays, key=lambda each: (not fits(each[1][1], port.shape), each[0] != position))
    feeds = (_shaped(port, name, shape) for _, (name, shape) in best_first)
    return next((feed for feed in feeds if feed), None)


def _shaped(port: InputPort, source: str, shape: tuple[int, ...]) -> Feed | None:
    """Feed an array as it is, or in another shape that holds the same values."""
    if fits(shape, port.shape):
        return Feed(port.name, source, f"{port.name} gets {source} {shape}")
    new = filled(port.shape, math.prod(shape))
    if new is None:
        return None
    text = f"{port.name} gets {source} {shape}, reshaped to {new}"
    return Feed(port.name, source, text, _reshape(new), reshape_code(new))


def _in_order(dataset: Dataset, ports: Sequence[InputPort]) -> list[Feed] | None:
    """Deal the columns of a table out from left to right, if the inputs together take exactly all of them."""
    (shape, *more) = dataset.input_shapes.values()
    sizes = [port.shape[0] if len(port.shape) == 1 else None for port in ports]
    known = [size for size in sizes if size is not None]
    if more or len(known) < len(ports) or len(shape) != 1 or sum(known) != shape[0]:
        return None
    ends = list(itertools.accumulate(known))
    return [
        _columns(dataset, port, list(range(end - size, end)), f"{end - size + 1} to {end}" if size > 1 else f"{end}")
        for port, size, end in zip(ports, known, ends, strict=True)
    ]


def _columns(dataset: Dataset, port: InputPort, chosen: list[int], which: str) -> Feed:
    columns = "columns" if len(chosen) > 1 else "column"
    source = next(iter(dataset.inputs))
    text = f"{port.name} gets the {columns} {which}"
    return Feed(port.name, source, text, lambda array: array[:, chosen], f"{{}}[:, {_slice_code(chosen)}]")


def _slice_code(chosen: list[int]) -> str:
    first, last = chosen[0], chosen[-1]
    return f"{first}:{last + 1}" if chosen == list(range(first, last + 1)) else str(chosen)


def _reshape(shape: tuple[int, ...]) -> Callable[[NDArray], NDArray]:
    return lambda array: array.reshape(len(array), *shape)


def reshape_code(shape: tuple[int, ...]) -> str:
    """Return the Python that brings samples into a shape."""
    return f"{{}}.reshape({', '.join(map(str, (-1, *shape)))})"


def _misfit(dataset: Dataset, port: InputPort) -> MisfitError:
    name, shape = next(iter(dataset.input_shapes.items()))
    return MisfitError(
        f"The input '{port.name}' takes samples of shape {port.shape}, but {name} of the data '{dataset.title}' has "
        f"samples of shape {shape}.",
        f"Set the shape of '{port.name}' to {shape}, or choose other data.",
        port.name,
    )
