"""clone_model: the same architecture with fresh weights."""

from __future__ import annotations

from typing import Any


def clone_model(model: Any) -> Any:
    """Return a model with the same layers and connections, whose weights start anew."""
    return type(model).from_config(model.get_config())
