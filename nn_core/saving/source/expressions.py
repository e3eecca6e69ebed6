"""From JSON arguments to Python expressions."""

from __future__ import annotations

import functools
import json
from typing import Any

from nn_core import ops
from nn_core.saving.source.names import AutomaticNames, prefix_of
from nn_core.saving.source.needed import needed, saved_arguments
from nn_core.saving.source.text import call_text
from nn_core.spec import registry
from nn_core.spec.expression import Expression
from nn_core.spec.functions import FunctionKind, named
from nn_core.spec.kinds import Borders, Kind, Optional, Registered, Shape, Size
from nn_core.spec.naming import names_from_start, to_snake_case
from nn_core.spec.params import Param
from nn_core.spec.serialization import MODULES

_FAMILIES = {module: family for family, module in MODULES.items()}


def layer_arguments(class_name: str, arguments: dict[str, Any], names: AutomaticNames) -> list[str]:
    """Return the arguments of a layer as code; one that the layer cannot do without comes first, by its place."""
    cls = registry.find("layer", class_name)
    parameters = getattr(cls, "parameters", {})
    first = next((name for name, each in parameters.items() if not each.is_keyword_only), "")
    found = []
    for name in _in_order(arguments, parameters):
        kind = parameters[name].kind if name in parameters else Kind()
        text = value_text(arguments[name], kind, names)
        by_place = name == first and parameters[name].is_required
        found.append(text if by_place else f"{name}={text}")
    return found


def _in_order(arguments: dict[str, Any], parameters: dict[str, Param]) -> list[str]:
    """Return the names in the order of the constructor; what is given by name only comes last."""
    own = [name for name, each in parameters.items() if name in arguments and not each.is_keyword_only]
    last = [name for name, each in parameters.items() if name in arguments and each.is_keyword_only]
    return [*own, *last, *(name for name in arguments if name not in parameters)]


def value_text(value: Any, kind: Kind | None = None, names: AutomaticNames | None = None) -> str:
    """Return one value as code."""
    kind = kind.kind if isinstance(kind, Optional) else kind
    if isinstance(kind, FunctionKind):
        return function_text(value)
    if isinstance(value, dict) and "class_name" in value:
        return _object_text(value, kind, names)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {value_text(each, None, names)}" for key, each in value.items()) + "}"
    if not isinstance(value, list | tuple):
        return repr(value) if not isinstance(value, str) else _quoted(value)
    if isinstance(kind, Size | Borders):
        return _size_text(value, kind)
    parts = [value_text(each, getattr(kind, "kind", None), names) for each in value]
    if isinstance(kind, Shape):
        return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
    return f"[{', '.join(parts)}]"


def function_text(value: Any) -> str:
    """Return the function of a Lambda: its expression, or a name."""
    entry = value if isinstance(value, dict) else {"expression": value}
    inside = entry["config"] if isinstance(entry.get("config"), dict) else {}
    text = entry.get("expression") or inside.get("expression")
    name = text if not isinstance(entry.get("config"), str) or text else entry["config"]
    if isinstance(name, str) and named(name):
        return f"ops.{name}" if name in ops.__all__ else f"keras.activations.{name}"
    if text is None or str(text).isidentifier():
        return str(text or (name if isinstance(name, str) else "missing_function"))
    expression = Expression(str(text))
    return f"lambda {', '.join(expression.names)}: {expression.text}"


def object_text(entry: dict[str, Any], family: str = "") -> str:
    """Return a saved optimizer, loss, metric … as code: its name if nothing more needs to be said."""
    return _object_text(entry, Registered(family) if family else None, None)


def _object_text(entry: dict[str, Any], kind: Kind | None, names: AutomaticNames | None) -> str:
    config = entry.get("config")
    if entry["class_name"] == "__numpy__":
        return f"np.array({config['value']!r}, dtype={config['dtype']!r})"  # type: ignore[index]
    family = _FAMILIES.get(str(entry.get("module")), getattr(kind, "family", ""))
    if registry.find(family, entry["class_name"]) is None:
        settings = [f"{name}={value_text(value)}" for name, value in (config or {}).items() if value is not None]
        return call_text(entry["class_name"], settings)  # a class of one's own
    if family == "layer":
        return _inner_layer_text(entry["class_name"], dict(config or {}), names or AutomaticNames())
    return _registered_text(family, entry["class_name"], json.dumps(config or {}), isinstance(kind, Registered))


@functools.lru_cache(maxsize=4096)
def _registered_text(family: str, class_name: str, config: str, may_be_word: bool) -> str:
    cls = registry.get(family, class_name)
    said = needed(cls, json.loads(config))
    if not said and may_be_word and registry.find(family, to_snake_case(class_name)) is cls:
        return _quoted(class_name.lower() if family == "optimizer" else to_snake_case(class_name))
    parameters = getattr(cls, "parameters", {})
    settings = [
        f"{name}={value_text(value, parameters[name].kind if name in parameters else None)}"
        for name, value in said.items()
    ]
    name = json.loads(config).get("name")
    if family == "optimizer":
        name = None  # an optimizer is never looked up by its name
    if name and family in ("loss", "metric") and name != _own_name(cls, json.loads(config)):
        settings.append(f"name={_quoted(name)}")
    return call_text(f"{MODULES[family]}.{class_name}", settings)


def _own_name(cls: Any, config: dict[str, Any]) -> str:
    """Return the name an object gets if none is given."""
    with names_from_start():
        return str(cls.from_config({name: value for name, value in config.items() if name != "name"}).name)


def _inner_layer_text(class_name: str, config: dict[str, Any], names: AutomaticNames) -> str:
    """Return a layer inside another; the name that a wrapper gave its copy is not the user's."""
    arguments = saved_arguments(registry.get("layer", class_name), config)
    if config.get("trainable") is False:
        arguments["trainable"] = False
    settings = layer_arguments(class_name, arguments, names)
    name = str(config.get("name") or "").removeprefix("forward_")
    if not names.take(prefix_of(class_name), name):
        settings.append(f"name={_quoted(name)}")
    return call_text(f"layers.{_api_name(class_name)}", settings)


def _api_name(class_name: str) -> str:
    cls = registry.find("layer", class_name)
    return getattr(cls, "api_name", "") or getattr(cls, "__name__", class_name)


def _size_text(value: Any, kind: Kind) -> str:
    """Return one number where it stands for all."""
    numbers = {each for pair in value for each in (pair if isinstance(pair, list | tuple) else [pair])}
    if len(numbers) == 1 and kind.to_json(kind.check(next(iter(numbers)))) == value:
        return repr(next(iter(numbers)))
    return repr(tuple(tuple(each) if isinstance(each, list) else each for each in value))


def _quoted(text: str) -> str:
    """Return a string in double quotes."""
    return json.dumps(text, ensure_ascii=False)
