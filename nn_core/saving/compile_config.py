"""How a model was compiled, as plain data and back."""

from __future__ import annotations

from typing import Any

from nn_core.spec.serialization import deserialize, serialize
from nn_core.spec.structure import map_structure

# 'accuracy' is whatever kind fits the targets; compile() finds out.
LEFT_TO_COMPILE = ("accuracy", "acc", "crossentropy", "ce")
_ARGUMENTS = ("loss", "loss_weights", "metrics", "weighted_metrics")


def compile_to_config(model: Any) -> dict[str, Any]:
    """Return the arguments of `compile` as Keras 3 writes them."""
    given = model._compile_arguments
    rest = {name: map_structure(serialize, given[name]) for name in _ARGUMENTS}
    return {"optimizer": serialize(model.optimizer), **rest}


def compile_from_config(model: Any, config: dict[str, Any], optimizer: Any = None) -> None:
    """Compile a model as the description says, from Keras 3 or 2."""
    optimizer = optimizer or config.get("optimizer") or "rmsprop"
    given: dict[str, Any] = {"optimizer": deserialize(_keras3_optimizer(optimizer), "optimizer")}
    given["loss"] = _deserialized(config.get("loss"), "loss")
    given["loss_weights"] = config.get("loss_weights")
    for name in ("metrics", "weighted_metrics"):
        given[name] = _deserialized(config.get(name), "metric")
    model.compile(**given)


def _deserialized(config: Any, family: str) -> Any:
    """Return names and objects in the same lists and dicts; Keras 2 wraps metrics that are functions."""
    if isinstance(config, list):
        return [_deserialized(each, family) for each in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config:
        return {name: _deserialized(each, family) for name, each in config.items()}
    if config["class_name"] in ("MeanMetricWrapper", "LossFunctionWrapper"):
        return _wrapped_function(config["config"])
    serves_as_metric = str(config.get("module")).endswith("losses")
    return deserialize(config, "loss" if serves_as_metric else family)


def _wrapped_function(config: dict[str, Any]) -> Any:
    """Return the name Keras 2 was given: 'accuracy' stays the word it was, whatever function it became."""
    name, function = config.get("name"), config.get("fn")
    return name if name in LEFT_TO_COMPILE else function or name


def _keras3_optimizer(config: Any) -> Any:
    """Return the optimizer's description without what only Keras 2 says."""
    if not isinstance(config, dict):
        return config
    left_out = ("jit_compile", "is_legacy_optimizer", "decay")
    inner = {name: value for name, value in (config.get("config") or {}).items() if name not in left_out}
    rate, decay = inner.get("learning_rate"), (config.get("config") or {}).get("decay")
    if isinstance(rate, dict):
        settings = {name: value for name, value in rate["config"].items() if value is not None}
        inner["learning_rate"] = {**rate, "config": settings}
    elif decay:
        settings = {"initial_learning_rate": rate, "decay_steps": 1, "decay_rate": decay}
        inner["learning_rate"] = {"class_name": "InverseTimeDecay", "config": settings}
    return {**config, "class_name": str(config["class_name"]).removeprefix("Custom>"), "config": inner}
