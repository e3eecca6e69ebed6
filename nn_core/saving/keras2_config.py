"""A model's configuration in Keras 2's form, which Keras 2 and Keras 3 both read: what .h5 files hold."""

from __future__ import annotations

from typing import Any

from nn_core.saving.compile_config import LEFT_TO_COMPILE
from nn_core.spec import registry


def keras2_config(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of a layer or model without what Keras 2 does not know."""
    config = dict(entry["config"])
    if isinstance(config.get("dtype"), dict):
        config["dtype"] = config["dtype"]["config"]["name"]
    if "batch_shape" in config:
        config["batch_input_shape"] = config.pop("batch_shape")
    if "layers" in config:
        config = _model_config(config)
    config = {name: _plain(value) for name, value in config.items() if value is not None}
    plain = {"class_name": entry.get("registered_name") or entry["class_name"], "config": config}
    if "inbound_nodes" in entry:
        plain |= {"name": entry["name"], "inbound_nodes": [_call(each) for each in entry["inbound_nodes"]]}
    return plain


def _model_config(config: dict[str, Any]) -> dict[str, Any]:
    config = {**config, "layers": [keras2_config(each) for each in config["layers"]]}
    for end in ("input_layers", "output_layers"):
        if end in config and _is_history(config[end]):
            config[end] = [config[end]]
    return config


def _plain(value: Any) -> Any:
    """Return a value without empty settings; a layer inside a layer is written as layers are."""
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return value
    if registry.find("layer", value["class_name"]):
        return keras2_config(value)
    return {**value, "config": {name: each for name, each in value["config"].items() if each is not None}}


def _call(call: dict[str, Any]) -> Any:
    """Return a call as a list of [layer, call, output, options]; as it is where Keras 2's form cannot say it."""
    args, kwargs = call["args"], call["kwargs"]
    tensors = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    is_plain = len(args) == 1 and all(map(_is_tensor, tensors)) and not any(map(_is_tensor, kwargs.values()))
    if not is_plain:
        return call
    return [[*tensor["config"]["keras_history"], kwargs] for tensor in tensors]


def _is_tensor(value: Any) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


def _is_history(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and isinstance(value[1], int)


def keras2_object(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of an optimizer, loss or metric, without empty settings."""
    settings = {name: value for name, value in entry["config"].items() if value is not None}
    return {"class_name": entry.get("registered_name") or entry["class_name"], "config": settings}


def without_short_names(value: Any, family: str) -> Any:
    """Return losses or metrics with whole names in place of short ones: Keras 3 cannot read its own 'mse'."""
    if isinstance(value, list | tuple):
        return [without_short_names(each, family) for each in value]
    if isinstance(value, dict):
        is_object = "class_name" in value
        inside = {} if is_object else {name: without_short_names(each, family) for name, each in value.items()}
        return keras2_object(value) if is_object else inside
    entry = registry.find(family, value) if isinstance(value, str) and value not in LEFT_TO_COMPILE else None
    if entry is None:
        return value
    # A metric keeps the short word as its name, because that is what it is called in the history.
    return {"class_name": entry.__name__, "config": {"name": value}} if family == "metric" else entry.__name__
