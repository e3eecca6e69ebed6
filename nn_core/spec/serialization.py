"""Objects to JSON and back, in the form Keras 3 writes: module, class_name, config, registered_name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nn_core.spec import legacy, registry
from nn_core.spec.naming import did_you_mean

MODULES = {
    "layer": "keras.layers",
    "activation": "keras.activations",
    "initializer": "keras.initializers",
    "regularizer": "keras.regularizers",
    "constraint": "keras.constraints",
    "loss": "keras.losses",
    "metric": "keras.metrics",
    "optimizer": "keras.optimizers",
    "schedule": "keras.optimizers.schedules",
    "callback": "keras.callbacks",
}

_custom_objects: dict[str, Any] = {}


@contextmanager
def custom_object_scope(objects: dict[str, Any] | None) -> Iterator[None]:
    """Let classes and functions of one's own be found by name while loading."""
    before = dict(_custom_objects)
    _custom_objects.update(objects or {})
    try:
        yield
    finally:
        _custom_objects.clear()
        _custom_objects.update(before)


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[Any], Any]:
    """Decorate a class or function of one's own so that saved models that contain it can be loaded."""

    def enter(entry: Any) -> Any:
        own_name = name or entry.__name__
        _custom_objects[own_name] = _custom_objects[f"{package}>{own_name}"] = entry
        entry.registered_name = f"{package}>{own_name}"
        return entry

    return enter


def find_custom(name: str) -> Any | None:
    """Return the user's own class or function of that name, or None."""
    return _custom_objects.get(name)


def get_custom_objects() -> dict[str, Any]:
    """Return the dict in which classes and functions of one's own are looked up; entries may be added to it."""
    return _custom_objects


def get_registered_name(entry: Any) -> str:
    """Return the name under which a class or function of one's own was registered; else its own."""
    return str(vars(entry).get("registered_name") or entry.__name__)


def get_registered_object(name: str, custom_objects: Any = None, module_objects: Any = None) -> Any | None:
    """Return the class or function registered under a name, or None."""
    for objects in (custom_objects, _custom_objects, module_objects):
        if objects and name in objects:
            return objects[name]
    return None


def resolve(family: str, value: Any) -> Any:
    """Return the object of a family that `value` means: an object, a name, a class, or a saved configuration."""
    if isinstance(value, str):
        entry = find_custom(value) or registry.get(family, value)
        return entry() if isinstance(entry, type) else entry
    if isinstance(value, dict):
        return deserialize(value, family)
    if isinstance(value, type):
        return value()
    if callable(value) or hasattr(value, "get_config"):
        return value
    raise ValueError(f"must be the name of a known {family} or such an object, not {value!r}")


def serialize(value: Any) -> Any:
    """Return an object as JSON data; a registered function becomes its name."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if hasattr(value, "get_config"):
        registered = getattr(type(value), "registered_name", None)
        module = MODULES.get(getattr(value, "family", ""), "builtins") if registered is None else None
        name = getattr(type(value), "api_name", "") or type(value).__name__
        return {"module": module, "class_name": name, "config": value.get_config(), "registered_name": registered}
    if callable(value):
        return str(value.__name__)
    raise ValueError(f"{value!r} cannot be saved: it is neither a known name nor an object with get_config().")


def deserialize(config: Any, family: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """Make the object that `config` describes; nothing is imported and no code in it is run."""
    with custom_object_scope(custom_objects):
        if not isinstance(config, dict):
            return resolve(family, config)
        if "class_name" not in config:
            raise ValueError(f"A saved {family} needs 'class_name' and 'config'; found the keys {sorted(config)[:8]}.")
        if config["class_name"] in ("function", "builtin_function_or_method"):
            return resolve(family, config["config"])
        cls = find_class(family, config["class_name"], config.get("registered_name"))
        return cls.from_config(dict(config.get("config") or {}))


def find_class(family: str, class_name: str, registered_name: str | None = None) -> Any:
    """Return the class of a saved object: the user's own, or one of the family."""
    own = find_custom(registered_name or class_name) or find_custom(class_name)
    entry = own or registry.find(family, legacy.LAYERS.get(class_name, class_name))
    if entry is None:
        known = [name for name, _ in registry.entries(family)]
        raise ValueError(
            f"Unknown {family} {class_name!r}.{did_you_mean(class_name, known)} "
            "If it is your own class, pass it in custom_objects={...}."
        )
    return entry
