"""A model's configuration in Keras 2's form, which Keras 2 and Keras 3 both read: what .h5 files hold."""

from __future__ import annotations

from typing import Any

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
    config = {name: _nested(value) for name, value in config.items() if value is not None}
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


def _nested(value: Any) -> Any:
    """A layer inside a layer is written as layers are; everything else stays."""
    is_object = isinstance(value, dict) and "class_name" in value and isinstance(value.get("config"), dict)
    return keras2_config(value) if is_object and registry.find("layer", value["class_name"]) else value


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
