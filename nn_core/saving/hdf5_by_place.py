"""Weights in the HDF5 layout of Keras 3's .weights.h5 and .keras: by the place of a layer in the model, not its name.

A layer's arrays are numbered in a group `vars` at layers/dense, layers/dense_1 …: classes are counted within each
model. A part of a layer stands below it under the name of its attribute, the optimizer beside the layers.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nn_core.saving.errors import ModelFileError
from nn_core.saving.hdf5_access import dataset_at, group_at, writing
from nn_core.saving.hdf5_weights import fill
from nn_core.spec.naming import to_snake_case

if TYPE_CHECKING:
    from nn_core.autodiff import Variable
    from nn_core.layers.layer import Layer

ENDING = ".weights.h5"
_LARGEST_ATTRIBUTE = 60_000  # bytes of a name


def write_weights_file(model: Any, path: Path) -> None:
    """Write weights, and the state of the optimizer if there is one."""
    with writing(path) as file:
        write_state(file, model)


def is_by_place(file: Any) -> bool:
    """Say whether a file has this layout."""
    return ("layers" in file or "vars" in file) and "layer_names" not in file.attrs and "layer_names0" not in file.attrs


def write_state(file: Any, model: Any, include_optimizer: bool = True) -> None:
    """Write everything a model has learned."""
    for path, holder in _places(model, ""):
        _write(file, path, str(holder.name), _own_weights(holder))
    optimizer: Any = getattr(model, "optimizer", None)
    if include_optimizer and getattr(optimizer, "built", False):
        _write(file, "optimizer", str(optimizer.name), optimizer.variables)


def read_state(
    file: Any, model: Any, skip_mismatch: bool = False, needs_optimizer: bool = True, by_name: bool = False
) -> None:
    """Fill a model, and its optimizer if that fits too; the weights stay as they are unless every one of them fits."""
    found = _places_by_name(file, model) if by_name else _places(model, "")
    places = [(path, holder, _own_weights(holder)) for path, holder in found]
    pairs = [
        pair
        for path, holder, weights in places
        if weights
        for pair in _pairs(file, path, f"Layer '{holder.name}'", weights, skip_mismatch)
    ]
    for variable, dataset in pairs:
        fill(variable, dataset)
    if getattr(model, "compiled", False) and "optimizer" in file and not by_name:
        _read_optimizer(file, model, needs_optimizer)


def _read_optimizer(file: Any, model: Any, is_needed: bool) -> None:
    model.optimizer.build(model.trainable_variables)
    variables = model.optimizer.variables
    try:
        pairs = _pairs(file, "optimizer", "The optimizer", variables)
    except ModelFileError:
        if is_needed:
            text = "The saved state of the optimizer does not fit the model; training starts with a fresh one."
            warnings.warn(text, stacklevel=6)
        return
    for variable, dataset in pairs:
        fill(variable, dataset)


# ---- places -----------------------------------------------------------------------------------------------------


def _places(holder: Layer, path: str) -> Iterator[tuple[str, Layer]]:
    """Yield a layer or model with its place, and all that it holds, each once."""
    seen: set[int] = set()
    waiting = [(path, holder)]
    while waiting:
        place, each = waiting.pop()
        if id(each) not in seen:
            seen.add(id(each))
            yield _joined(place, getattr(each, "weights_holder", "")), each
            waiting.extend(reversed([(_joined(place, name), part) for name, part in _parts(each)]))


def _places_by_name(file: Any, model: Any) -> Iterator[tuple[str, Layer]]:
    """Yield the layers whose names are in the file, with the places they have there, and all that they hold."""
    inside = group_at(file, "layers")
    saved = {str(group_at(inside, f"{place}/vars").attrs.get("name")): f"layers/{place}" for place in inside}
    for layer in model.layers:
        if str(layer.name) in saved:
            yield from _places(layer, saved[str(layer.name)])


def _joined(*steps: str) -> str:
    return "/".join(filter(None, steps))


def _parts(holder: Layer) -> Iterator[tuple[str, Layer]]:
    """Yield the layers a model or layer holds, with the names of their places in it."""
    if hasattr(holder, "graph_nodes") or hasattr(holder, "_stack"):
        yield from _numbered("layers", holder.layers)  # type: ignore[attr-defined]
        return
    from nn_core.layers.layer import Layer

    held = dict(vars(holder))
    if hasattr(holder, "layers"):  # of a model in Python; what has a place already keeps it
        held["layers"] = holder.layers
    for name, value in sorted(held.items()):
        value = list(value.values()) if isinstance(value, dict) else value
        if isinstance(value, Layer):
            yield holder.file_names.get(name, name), value
        elif isinstance(value, list | tuple) and not name.startswith("_"):
            yield from _numbered(name, (each for each in value if isinstance(each, Layer)))


def _numbered(container: str, layers: Iterable[Layer]) -> Iterator[tuple[str, Layer]]:
    """Name layers after their classes: dense, dense_1 …."""
    counts: dict[str, int] = {}
    for layer in layers:
        name = to_snake_case(type(layer).__name__)
        number = counts[name] = counts.get(name, -1) + 1
        yield f"{container}/{name}_{number}" if number else f"{container}/{name}", layer


def _own_weights(holder: Layer) -> list[Variable]:
    """Return the weights that are attributes of the layer itself; made to be trained first."""
    return sorted(holder._variables, key=lambda variable: not variable.is_parameter)


# ---- arrays -----------------------------------------------------------------------------------------------------


def _write(file: Any, path: str, name: str, variables: list[Variable]) -> None:
    group = file.create_group(_joined(path, "vars"))
    if len(name.encode()) < _LARGEST_ATTRIBUTE:
        group.attrs["name"] = name
    for number, variable in enumerate(variables):
        group.create_dataset(str(number), data=variable.value)


def _pairs(
    file: Any, path: str, title: str, variables: list[Variable], skip_mismatch: bool = False
) -> list[tuple[Variable, Any]]:
    """Pair weights with the arrays of their place; ModelFileError if they do not fit."""
    place = _joined(path, "vars")
    try:
        group = group_at(file, place)
        if len(group) != len(variables):
            raise ModelFileError(f"{title} has {len(variables)} weights, but the file has {len(group)} at '{place}'.")
        pairs = [(v, dataset_at(group, str(i))) for i, v in enumerate(variables)]
        for variable, dataset in pairs:
            if variable.shape != dataset.shape:
                raise ModelFileError(
                    f"{title}: the weight '{variable.name}' has the shape {variable.shape} in the model, "
                    f"but {dataset.shape} in the file."
                )
    except ModelFileError:
        if not skip_mismatch:
            raise
        return []
    return pairs
