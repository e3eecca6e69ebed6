"""serialize_keras_object and deserialize_keras_object: for objects of any family, and lists and dicts of them."""

from __future__ import annotations

from typing import Any

from nn_core.spec import registry
from nn_core.spec.naming import did_you_mean
from nn_core.spec.serialization import MODULES, custom_object_scope, deserialize, find_custom, serialize


def serialize_keras_object(obj: Any) -> Any:
    """Return an object, or a list or dict that may hold some, as JSON data."""
    if isinstance(obj, dict):
        return {key: serialize_keras_object(each) for key, each in obj.items()}
    if isinstance(obj, list | tuple):
        return [serialize_keras_object(each) for each in obj]
    return serialize(obj)


def deserialize_keras_object(config: Any, custom_objects: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    """Make again what `serialize_keras_object` described; no code in it is run."""
    with custom_object_scope(custom_objects):
        return _made(config)


def _made(config: Any) -> Any:
    if isinstance(config, list | tuple):
        return [_made(each) for each in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {key: _made(each) for key, each in config.items()}
    return deserialize(config, _family_of(config))


def _family_of(config: dict[str, Any]) -> str:
    """Return the family of a saved object: that of its module, or the first one that knows its class."""
    module, name = str(config.get("module")), config["class_name"]
    families = [family for family, its_module in MODULES.items() if module.startswith(its_module)]
    own = find_custom(config.get("registered_name") or name) or find_custom(name)
    knowing = [each for each in [*families, *MODULES] if registry.find(each, name) is not None]
    family = getattr(own, "family", None) or next(iter(knowing + families), None)
    if family is None:
        known = [each for family in MODULES for each, _ in registry.entries(family)]
        raise ValueError(
            f"There is nothing called {name!r}.{did_you_mean(name, known)} "
            "If it is your own class, pass it in custom_objects={...}."
        )
    return str(family)
