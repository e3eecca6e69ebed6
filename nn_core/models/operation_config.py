"""Operations between layers, written and read as Keras 3 does where it has the same operation."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from nn_core import ops
from nn_core.layers.operation import INPUT, Operation, find_function, input_mark
from nn_core.spec.naming import to_snake_case

# where Keras has its operations, as far as that does not follow from where we have ours
_PLACES = {
    **dict.fromkeys(("relu", "sigmoid", "softmax", "log_softmax", "softplus", "gelu", "normalize", "one_hot"), "nn"),
    **dict.fromkeys(("cast", "convert_to_tensor", "stop_gradient", "unstack"), "core"),
    **dict.fromkeys(("erf", "logsumexp", "rsqrt", "top_k"), "math"),
    **dict.fromkeys(("dense", "join", "pick", "pad_constant", "dropout"), None),  # ours alone
    "tanh": "numpy",
    "norm": "linalg",
}
_LIKE_NUMPY = ("arithmetic", "comparison", "creation", "einsum", "elementwise", "linear", "reduction", "shape")
# parameters that Keras counts among the tensors; all others are settings of the operation
_TENSORS = ("x", "xs", "x1", "x2", "condition", "key", "indices", "operands", "variable", "fill_value", "weights")


def is_operation(entry: dict[str, Any]) -> bool:
    """Say whether this is how Keras saves an operation; its class may be called like a layer."""
    module = entry.get("module")
    if module:
        return str(module).startswith(("keras.src.ops", "keras.ops"))
    # in HDF5 files there is no module, but only layers say whether they are trainable
    return "trainable" not in entry.get("config", {}) and _name_of(entry) in ops.__all__


def _name_of(entry: dict[str, Any]) -> str:
    return to_snake_case(str(entry["class_name"])).replace("get_item", "getitem")


def operation_entry(layer: Operation, tensors: list[Any]) -> dict[str, Any] | None:
    """Return an operation as Keras 3 saves it, given the entries of its tensors; None if Keras has none such."""
    function = find_function(layer.op)
    place = _place(layer.op, function)
    if place is None:
        return None
    args, kwargs = _filled([layer.args, layer.kwargs], tensors)
    given = inspect.signature(function).bind(*args, **kwargs).arguments
    called = [value for name, value in given.items() if name in _TENSORS]
    if "operands" in given:
        called = list(given["operands"])
    settings = {name: value for name, value in given.items() if name not in _TENSORS}
    return {
        "module": f"keras.src.ops.{place}",
        "class_name": layer.class_name,
        "config": {"name": layer.name, **settings},
        "registered_name": layer.class_name,
        "name": layer.name,
        "inbound_nodes": [{"args": called, "kwargs": {}}],
    }


def operation_from_entry(entry: dict[str, Any], args: Any, kwargs: dict[str, Any], is_tensor: Any) -> Operation:
    """Return the operation that Keras saved; `args` and `kwargs` are those of its call, with some mark for tensors."""
    name = _name_of(entry)
    function = find_function(name)
    known = inspect.signature(function).parameters
    settings = {key: value for key, value in entry["config"].items() if key != "name" and value is not None}
    unknown = [key for key in settings if key not in known and settings[key]]
    if unknown:
        raise ValueError(f"The saved operation {entry['class_name']!r} has a setting {unknown[0]!r} that is not known.")
    settings = {key: value for key, value in settings.items() if key in known}
    count = iter(range(10**6))
    marked_args, marked_kwargs = _map(lambda x: input_mark(next(count)) if is_tensor(x) else x, [args, kwargs])
    first = next(iter(known))
    if first in settings:  # einsum has its equation before the tensors
        marked_args = [settings.pop(first), *marked_args]
    layer_name = entry.get("name") or entry["config"].get("name")
    return Operation(name, marked_args, {**settings, **marked_kwargs}, name=layer_name)


def _place(op: str, function: Callable[..., Any]) -> str | None:
    """Return the module of keras.src.ops that holds an operation."""
    if op in _PLACES:
        return _PLACES[op]
    return "numpy" if function.__module__.rpartition(".")[2] in _LIKE_NUMPY else None


def _filled(value: Any, tensors: list[Any]) -> Any:
    if isinstance(value, dict) and value.get("class_name") == INPUT:
        return tensors[value["config"]["number"]]
    if isinstance(value, dict):
        return {key: _filled(each, tensors) for key, each in value.items()}
    return [_filled(each, tensors) for each in value] if isinstance(value, list) else value


def _map(function: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _map(function, each) for key, each in value.items()}
    return [_map(function, each) for each in value] if isinstance(value, list | tuple) else function(value)
