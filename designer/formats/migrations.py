"""Migrations: a description of an earlier version becomes one of the present version, step by step.

1   graph, settings, data; arrays of the layers in weights.h5
2   notes; weights.h5 also holds the curves of the last training

A new version is needed where an older program would misread or lose something. Then raise VERSION, add a function here
and a file that the program of that version wrote to tests/data/projects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VERSION = 2


def migrated(description: dict[str, Any]) -> dict[str, Any]:
    """Return the description in the present version."""
    for version in range(description["version"], VERSION):
        description = {**MIGRATIONS[version](description), "version": version + 1}
    return description


def _from_1(description: dict[str, Any]) -> dict[str, Any]:
    return {**description, "notes": []}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1}  # by the version they start from
