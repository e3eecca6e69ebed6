"""Migrations: a description of an earlier version becomes one of the present version, step by step.

1   graph, settings, data; arrays of the layers in weights.h5
2   notes; weights.h5 also holds the curves of the last training
3   callbacks in the training settings, in place of early_stopping and patience
4   weights.h5 holds long arrays with an index in place of one array for each weight: nn_core.saving.arrays

A new version is needed where an older program would misread or lose something. Then raise VERSION, add a function here
and a file that the program of that version wrote to tests/data/projects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VERSION = 4


def migrated(description: dict[str, Any]) -> dict[str, Any]:
    """Return the description in the present version."""
    for version in range(description["version"], VERSION):
        description = {**MIGRATIONS[version](description), "version": version + 1}
    return description


def _from_1(description: dict[str, Any]) -> dict[str, Any]:
    return {**description, "notes": []}


def _from_2(description: dict[str, Any]) -> dict[str, Any]:
    settings = description.get("settings")
    if not isinstance(settings, dict) or not settings.get("early_stopping"):
        return description
    config = {"patience": settings.get("patience", 5), "restore_best_weights": True}
    return {**description, "settings": {**settings, "callbacks": [{"class_name": "EarlyStopping", "config": config}]}}


def _from_3(description: dict[str, Any]) -> dict[str, Any]:
    return description  # the reader of weights.h5 sees which kind it has


# By the version they start from.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1, 2: _from_2, 3: _from_3}
