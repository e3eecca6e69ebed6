"""The weights of a model in an HDF5 group: one group for each layer, its arrays in the order of a list of names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn_core.saving.errors import ModelFileError
from nn_core.saving.hdf5_access import dataset_at, group_at, read_names, write_names

if TYPE_CHECKING:
    from nn_core.autodiff import Variable
    from nn_core.layers.layer import Layer

KERAS_VERSIONS = {2: "2.15.0", 3: "3.15.1"}  # whose layouts we write; readers choose by it
_TOP_LEVEL = "top_level_model_weights"  # those a model of one's own has beside its layers


def write_weights(group: Any, model: Any, keras_version: int = 3) -> None:
    """Write all weights of a model."""
    write_names(group, "layer_names", [str(layer.name) for layer in model.layers])
    group.attrs["backend"] = b"tensorflow"  # tells tf_keras that no kernel has to be turned around
    group.attrs["keras_version"] = KERAS_VERSIONS[keras_version].encode()
    for layer in model.layers:
        write_arrays(group.create_group(layer.name), distinct_names(ordered_weights(layer)))
    held = {id(v) for layer in model.layers for v in layer.weights}
    own = [v for v in model.weights if id(v) not in held]
    write_arrays(group.create_group(_TOP_LEVEL), distinct_names(own))


def write_arrays(group: Any, arrays: dict[str, Any]) -> None:
    """Write arrays with the list of their names."""
    write_names(group, "weight_names", list(arrays))
    for name, array in arrays.items():
        group.create_dataset(name, data=array)


def ordered_weights(layer: Layer) -> list[Variable]:
    """Return a layer's weights in the order of files: what is trained first."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def distinct_names(variables: list[Variable]) -> dict[str, Any]:
    """Return the arrays under their variables' paths, made to differ where nested models use one name twice."""
    found: dict[str, Any] = {}
    folders: set[str] = set()
    for variable in variables:
        name, number = str(variable.path), 1
        while name in found or name in folders or found.keys() & _folders(name):
            name, number = f"{variable.path}_{number}", number + 1
        found[name] = variable.value
        folders |= _folders(name)
    return found


def _folders(name: str) -> set[str]:
    """Return the groups above a name: a, a/b for a/b/c."""
    steps = name.split("/")
    return {"/".join(steps[:i]) for i in range(1, len(steps))}


def read_weights(group: Any, model: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Fill a model; its weights stay as they are unless every one of them fits."""
    pairs = _pairs_by_name(group, model) if by_name else _pairs_in_order(group, model)
    assignments = [each for layer, name in pairs for each in _assignments(group, layer, name, skip_mismatch)]
    for variable, dataset in assignments:
        fill(variable, dataset)


def fill(variable: Variable, dataset: Any) -> None:
    """Give a weight the numbers of a file; one that was only described until now gets memory of its own."""
    variable.value = np.asarray(dataset[()]).astype(variable.dtype)


def _pairs_by_name(group: Any, model: Any) -> list[tuple[Layer, str]]:
    """Match layers and groups by their names; what is only on one side is left alone."""
    saved = set(read_names(group, "layer_names"))
    return [(layer, str(layer.name)) for layer in model.layers if layer.name in saved]


def _pairs_in_order(group: Any, model: Any) -> list[tuple[Layer, str]]:
    """Match the layers that have weights: by name if the names are the same, otherwise in their order."""
    saved = [name for name in read_names(group, "layer_names") if read_names(group_at(group, name), "weight_names")]
    layers = {str(layer.name): layer for layer in model.layers if layer.weights}
    if set(saved) == set(layers):
        return [(layers[name], name) for name in saved]
    if len(saved) != len(layers):
        raise ModelFileError(
            f"It has weights for {len(saved)} layers ({_listed(saved)}), "
            f"but the model '{model.name}' has {len(layers)} layers with weights ({_listed(list(layers))})."
        )
    return list(zip(layers.values(), saved, strict=True))


def _assignments(group: Any, layer: Layer, name: str, skip_mismatch: bool) -> list[tuple[Variable, Any]]:
    """Pair the weights of a layer with arrays of the file; ModelFileError if they do not fit."""
    inside = group_at(group, name)
    arrays = [dataset_at(inside, each) for each in read_names(inside, "weight_names")]
    variables = ordered_weights(layer)
    wanted, found = [v.shape for v in variables], [array.shape for array in arrays]
    if wanted == found:
        return list(zip(variables, arrays, strict=True))
    if skip_mismatch:
        return []
    raise ModelFileError(_misfit(layer, name, variables, wanted, found))


def _misfit(layer: Layer, name: str, variables: list[Variable], wanted: list[Any], found: list[Any]) -> str:
    saved_as = "" if name == layer.name else f" (saved as '{name}')"
    if len(wanted) != len(found):
        return f"Layer '{layer.name}'{saved_as} has {len(wanted)} weights, but the file has {len(found)} for it."
    i = next(i for i, (a, b) in enumerate(zip(wanted, found, strict=True)) if a != b)
    return (
        f"Layer '{layer.name}'{saved_as}: the weight '{variables[i].name}' has the shape {wanted[i]} in the model, "
        f"but {found[i]} in the file."
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:5])} and {len(names) - 5} more"
