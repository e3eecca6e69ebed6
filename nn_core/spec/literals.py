"""Values that JSON has no word for, in Keras's spelling: slices, '...', arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor


def encode(value: Any) -> Any:
    """Return a value, or lists and dicts of such, as JSON data; tuples become lists."""
    if isinstance(value, list | tuple):
        return [encode(each) for each in value]
    if isinstance(value, dict):
        return {key: encode(each) for key, each in value.items()}
    if isinstance(value, slice):
        limits = {"start": value.start, "stop": value.stop, "step": value.step}
        return {"class_name": "__slice__", "config": limits}
    if value is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(value, Tensor | np.ndarray | np.generic):
        array = np.asarray(value)
        return {"class_name": "__numpy__", "config": {"value": array.tolist(), "dtype": array.dtype.name}}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return getattr(value, "__name__", str(value))  # a dtype


def decode(value: Any) -> Any:
    """Return the value that `encode`, or Keras, wrote."""
    if isinstance(value, list):
        return [decode(each) for each in value]
    if not isinstance(value, dict):
        return value
    config: Any = value.get("config")
    match value.get("class_name"):
        case "__slice__":
            return slice(*(config.get(name) for name in ("start", "stop", "step")))
        case "__ellipsis__":
            return Ellipsis
        case "__numpy__" | "__tensor__":
            return np.array(config["value"], config["dtype"])
        case "__tuple__":
            return [decode(each) for each in value["items"]]
    return {key: decode(each) for key, each in value.items()}
