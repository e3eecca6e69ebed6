"""What Keras 2 writes otherwise than Keras 3, and means otherwise.

Calls are lists of [layer, number of the call, number of the output]. Those of a model inside a model are counted from 1
where it begins with an InputLayer, because drawing it was call 0. Keras 3 counts from 0 in the same lists, so such a
call cannot be written for both.
"""

from __future__ import annotations

from typing import Any


def numbered_from_zero(entry: Any) -> Any:
    """Return the entry of a model from Keras 2 with all calls counted from 0, as we and Keras 3 do."""
    return _renumbered(entry, -1)


def numbered_from_one(entry: Any) -> Any:
    """Return the entry of a model with calls in lists as Keras 2 counts them."""
    return _renumbered(entry, +1)


def with_keras2_meanings(value: Any) -> Any:
    """Return a description from Keras 2 with its hard_sigmoid, which was steeper than that of Keras 3."""
    return _with_activation(value, "hard_sigmoid", "keras2_hard_sigmoid")


def with_keras2_names(value: Any) -> Any:
    """Return a description for Keras 2 in which its hard_sigmoid has its own name again."""
    return _with_activation(value, "keras2_hard_sigmoid", "hard_sigmoid")


def _with_activation(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return [_with_activation(each, old, new) for each in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _with_activation(each, old, new) for key, each in value.items()}
    return {key: new if key.endswith("activation") and each == old else each for key, each in changed.items()}


def is_drawn_network(entry: dict[str, Any]) -> bool:
    """Say whether a layer is a model that begins with an InputLayer."""
    layers = entry["config"].get("layers") if isinstance(entry.get("config"), dict) else None
    return bool(layers) and isinstance(layers, list) and layers[0].get("class_name") == "InputLayer"


def list_form(call: dict[str, Any], names: tuple[str, ...] = ()) -> Any:
    """Return a call as a list of [layer, call, output, options]; as it is where a list cannot say it.

    Args:
        names: those of the arguments, for Keras 2, which has further tensors among the options.
    """
    args, kwargs = call["args"], call["kwargs"]
    if 1 < len(args) <= len(names) and all(map(_is_tensor, args)):
        further = {name: each["config"]["keras_history"] for name, each in zip(names[1:], args[1:], strict=False)}
        return [[*args[0]["config"]["keras_history"], {**kwargs, **further}]]
    tensors = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    is_plain = len(args) == 1 and all(map(_is_tensor, tensors)) and not any(map(_is_tensor, kwargs.values()))
    if not is_plain:
        return call
    return [[*tensor["config"]["keras_history"], kwargs] for tensor in tensors]


def is_history(value: Any) -> bool:
    """Say whether this is [layer, call, output] and perhaps options."""
    is_list = isinstance(value, list) and len(value) >= 3
    return is_list and isinstance(value[0], str) and isinstance(value[1], int)


def _renumbered(entry: Any, by: int) -> Any:
    config = entry.get("config") if isinstance(entry, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(config, dict) or not isinstance(layers, list):
        return entry
    networks = {each.get("name") for each in layers if is_drawn_network(each)}
    config = {**config, "layers": [_renumbered(each, by) for each in layers]}
    if any(isinstance(call, list) for each in layers for call in each.get("inbound_nodes") or []):
        config = _moved(config, networks, by)
    return {**entry, "config": config}


def _moved(value: Any, networks: set[Any], by: int) -> Any:
    """Change the numbers in the calls of this model, but not inside the models in it."""
    config = dict(value)
    config["layers"] = [
        {**each, "inbound_nodes": _with_other_numbers(each.get("inbound_nodes") or [], networks, by)}
        for each in value["layers"]
    ]
    for end in ("input_layers", "output_layers"):
        if end in config:
            config[end] = _with_other_numbers(config[end], networks, by)
    return config


def _with_other_numbers(value: Any, networks: set[Any], by: int) -> Any:
    if is_history(value):
        name, call, *rest = value
        options = [_with_other_numbers(each, networks, by) for each in rest]
        return [name, call + by if name in networks else call, *options]
    if isinstance(value, dict):
        return {key: _with_other_numbers(each, networks, by) for key, each in value.items()}
    return [_with_other_numbers(each, networks, by) for each in value] if isinstance(value, list) else value


def _is_tensor(value: Any) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"
