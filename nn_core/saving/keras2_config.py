"""A model's configuration in Keras 2's form, which Keras 2 and Keras 3 both read: what .h5 files hold."""

from __future__ import annotations

from typing import Any

from nn_core.saving.compile_config import LEFT_TO_COMPILE
from nn_core.saving.keras2 import is_drawn_network, is_history, list_form, numbered_from_one, with_keras2_names
from nn_core.saving.keras2_layers import for_keras_2
from nn_core.spec import registry

_NETWORKS = ("Sequential", "Functional", "Model")
_NEEDED = {"TextVectorization": ("ngrams",)}  # settings that Keras 3 looks for even where they say nothing


def keras2_config(entry: dict[str, Any], for_keras_2_only: bool = False) -> dict[str, Any]:
    """Return the entry of a model without what Keras 2 does not know.

    Where a model inside a model cannot be written for both, Keras 3 can read it, or (on demand) only Keras 2.
    """
    if for_keras_2_only:
        plain: dict[str, Any] = with_keras2_names(numbered_from_one(_layer(entry, keeps_nested_calls=False)))
        return plain
    return _layer(entry, keeps_nested_calls=True)


def _layer(entry: dict[str, Any], keeps_nested_calls: bool) -> dict[str, Any]:
    config = dict(entry["config"])
    if isinstance(config.get("dtype"), dict):
        config["dtype"] = config["dtype"]["config"]["name"]
    if "batch_shape" in config:
        config["batch_input_shape"] = config.pop("batch_shape")
    if "layers" in config and entry["class_name"] in _NETWORKS:
        config = _model_config(config, keeps_nested_calls)
    needed = _NEEDED.get(entry["class_name"], ())
    config = {
        name: _plain(value, keeps_nested_calls) for name, value in config.items() if value is not None or name in needed
    }
    if config.get("score_mode") == "dot":  # the default, which Keras 3 would take for its function of that name
        del config["score_mode"]
    if not keeps_nested_calls:
        config = for_keras_2(entry["class_name"], config)
    return {"class_name": entry.get("registered_name") or _own_name(entry["class_name"]), "config": config}


def _own_name(class_name: str) -> str:
    """Return what a layer's class is called, which may differ from the name under which Keras offers it."""
    return str(getattr(registry.find("layer", class_name), "__name__", class_name))


def _model_config(config: dict[str, Any], keeps_nested_calls: bool) -> dict[str, Any]:
    entries = config["layers"]
    as_lists = not (keeps_nested_calls and any(map(is_drawn_network, entries)))
    config = {**config, "layers": [_layer_in_model(each, keeps_nested_calls, as_lists) for each in entries]}
    for end in ("input_layers", "output_layers"):
        if end in config and is_history(config[end]):
            config[end] = [config[end]]
    return config


def _layer_in_model(entry: dict[str, Any], keeps_nested_calls: bool, as_lists: bool) -> dict[str, Any]:
    plain = _layer(entry, keeps_nested_calls)
    if "inbound_nodes" in entry:
        plain["name"] = entry["name"]
        names = () if keeps_nested_calls else getattr(registry.find("layer", entry["class_name"]), "ports", ())
        plain["inbound_nodes"] = [list_form(call, names) if as_lists else call for call in entry["inbound_nodes"]]
    return plain


def _plain(value: Any, keeps_nested_calls: bool) -> Any:
    """Return a value without empty settings; a layer inside a layer is written as layers are."""
    if isinstance(value, list) and all(isinstance(each, dict) and "module" in each for each in value):
        return [_plain(each, keeps_nested_calls) for each in value]
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return value
    if registry.find("layer", value["class_name"]):
        return {**value, **_layer(value, keeps_nested_calls)}  # Keras 3 wants to know the module
    return {**value, "config": {name: each for name, each in value["config"].items() if each is not None}}


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
