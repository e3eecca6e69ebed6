"""Nested lists, tuples and dicts of tensors: flatten them, map over them, pack them again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def flatten(structure: Any) -> list[Any]:
    """Return the leaves of nested lists, tuples and dicts, in order (dicts by their own order)."""
    return list(leaves(structure))


def leaves(structure: Any) -> Iterator[Any]:
    """Yield the leaves one by one."""
    if isinstance(structure, dict):
        structure = structure.values()
    elif not isinstance(structure, list | tuple):
        yield structure
        return
    for each in structure:
        yield from leaves(each)


def map_structure(function: Callable[[Any], Any], structure: Any) -> Any:
    """Return the same structure with `function` applied to every leaf."""
    if isinstance(structure, dict):
        return {key: map_structure(function, each) for key, each in structure.items()}
    if isinstance(structure, list | tuple):
        mapped = [map_structure(function, each) for each in structure]
        return mapped if isinstance(structure, list) else tuple(mapped)
    return function(structure)


def pack_like(structure: Any, flat: list[Any]) -> Any:
    """Return the leaves of `flat` arranged as in `structure`."""
    remaining = iter(flat)
    return map_structure(lambda _: next(remaining), structure)
