"""Operations between layers as code: x + y, x[:, 0], keras.ops.mean(x, axis=1)."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.operation import INPUT
from nn_core.saving.source.expressions import value_text

_BINARY = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "floor_divide": "//",
    "mod": "%",
    "power": "**",
    "matmul": "@",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
}


def operation_text(arguments: dict[str, Any], tensors: list[str]) -> str:
    """Return the expression; `tensors` are the variables that go in."""
    op, args, kwargs = arguments["op"], list(arguments.get("args") or ()), dict(arguments.get("kwargs") or {})
    if op == "getitem" and len(args) == 2:
        keys = args[1] if isinstance(args[1], list) else [args[1]]
        return f"{_text(args[0], tensors)}[{', '.join(map(_key_text, keys))}]"
    if op in _BINARY and len(args) == 2 and not kwargs:
        return f"{_text(args[0], tensors)} {_BINARY[op]} {_text(args[1], tensors)}"
    if op == "negative" and len(args) == 1 and not kwargs:
        return f"-{_text(args[0], tensors)}"
    written = [_text(each, tensors) for each in args]
    written += [f"{name}={_text(value, tensors)}" for name, value in kwargs.items()]
    return f"{'ops' if op in ops.__all__ else 'keras.activations'}.{op}({', '.join(written)})"


def _text(value: Any, tensors: list[str]) -> str:
    if isinstance(value, dict) and value.get("class_name") == INPUT:
        return tensors[int(value["config"]["number"])]
    if isinstance(value, list | tuple):
        return f"[{', '.join(_text(each, tensors) for each in value)}]"
    if isinstance(value, dict) and value.get("class_name") in ("__slice__", "__ellipsis__"):
        return (
            "..."
            if value["class_name"] == "__ellipsis__"
            else f"slice({', '.join(map(repr, value['config'].values()))})"
        )
    return value_text(value)


def _key_text(key: Any) -> str:
    if isinstance(key, dict) and key.get("class_name") == "__slice__":
        start, stop, step = (key["config"].get(name) for name in ("start", "stop", "step"))
        ends = f"{'' if start is None else start}:{'' if stop is None else stop}"
        return ends if step is None else f"{ends}:{step}"
    return "..." if isinstance(key, dict) else repr(key)
