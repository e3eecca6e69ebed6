"""Nested lists, tuples and dicts, under the names of keras.tree; dicts count in the order of their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

__all__ = [
    "MAP_TO_NONE",
    "assert_same_paths",
    "assert_same_structure",
    "flatten",
    "flatten_with_path",
    "is_nested",
    "lists_to_tuples",
    "map_shape_structure",
    "map_structure",
    "map_structure_up_to",
    "pack_sequence_as",
    "traverse",
]


class MAP_TO_NONE:  # noqa: N801 - Keras's name
    """What a function given to `traverse` returns to put None in the place of an entry."""


def is_nested(structure: Any) -> bool:
    """Say whether it is a list, tuple or dict."""
    return isinstance(structure, list | tuple | dict)


def _keys(structure: Any) -> list[Any]:
    return sorted(structure) if isinstance(structure, dict) else list(range(len(structure)))


def _like(structure: Any, entries: list[Any]) -> Any:
    """Return a structure of the same kind with other entries, which come in the order of the keys."""
    if isinstance(structure, dict):
        found = dict(zip(_keys(structure), entries, strict=True))
        return type(structure)({key: found[key] for key in structure})
    if hasattr(structure, "_fields"):  # a namedtuple
        return type(structure)(*entries)
    return type(structure)(entries)


def flatten_with_path(structure: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """Return (path, leaf) for every leaf; a path holds the keys and positions on the way to it."""
    return list(_leaves(structure, ()))


def _leaves(structure: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if not is_nested(structure):
        yield path, structure
        return
    for key in _keys(structure):
        yield from _leaves(structure[key], (*path, key))


def flatten(structure: Any) -> list[Any]:
    """Return the leaves, in order."""
    return [leaf for _, leaf in flatten_with_path(structure)]


def map_structure(func: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """Return the structure of the first argument, with what a function gives for the leaves of all."""
    first = structures[0]
    if not is_nested(first):
        return None if first is None and not none_is_leaf else func(*structures)
    for other in structures[1:]:
        _compare(first, other, ())
    entries = [
        map_structure(func, *(each[key] for each in structures), none_is_leaf=none_is_leaf) for key in _keys(first)
    ]
    return _like(first, entries)


def map_structure_up_to(shallow_structure: Any, func: Callable[..., Any], *structures: Any) -> Any:
    """Return the structure of the first argument, with what a function gives for what the others have there."""
    if not is_nested(shallow_structure):
        return func(*structures)
    for other in structures:
        _compare(shallow_structure, other, ())
    entries = [
        map_structure_up_to(shallow_structure[key], func, *(each[key] for each in structures))
        for key in _keys(shallow_structure)
    ]
    return _like(shallow_structure, entries)


def map_shape_structure(func: Callable[[Any], Any], structure: Any) -> Any:
    """Return the structure with what a function gives for every shape in it."""
    if isinstance(structure, list | tuple) and all(size is None or isinstance(size, int) for size in structure):
        return func(tuple(structure))
    return _like(structure, [map_shape_structure(func, structure[key]) for key in _keys(structure)])


def pack_sequence_as(structure: Any, flat_sequence: Any) -> Any:
    """Return the leaves of a sequence arranged as in a structure."""
    leaves = list(flat_sequence)
    count = len(flatten(structure))
    if len(leaves) != count:
        raise ValueError(f"The structure has {count} leaves, but the sequence has {len(leaves)}.")
    remaining = iter(leaves)
    return map_structure(lambda _: next(remaining), structure)


def traverse(func: Callable[[Any], Any], structure: Any, top_down: bool = True) -> Any:
    """Return the structure with what a function gives for its parts; None leaves a part and looks into it."""
    found = func(structure) if top_down else None
    if found is not None:
        return None if found is MAP_TO_NONE else found
    if is_nested(structure):
        structure = _like(structure, [traverse(func, structure[key], top_down) for key in _keys(structure)])
    found = None if top_down else func(structure)
    return structure if found is None else None if found is MAP_TO_NONE else found


def lists_to_tuples(structure: Any) -> Any:
    """Return the structure with tuples instead of lists."""
    if not is_nested(structure):
        return structure
    entries = [lists_to_tuples(structure[key]) for key in _keys(structure)]
    return tuple(entries) if isinstance(structure, list) else _like(structure, entries)


def assert_same_structure(a: Any, b: Any) -> None:
    """Raise ValueError, naming the place, if two structures differ in more than their leaves."""
    _compare(a, b, (), is_deep=True)


def assert_same_paths(a: Any, b: Any) -> None:
    """Raise ValueError if the paths to the leaves of two structures differ."""
    first, second = ({path for path, _ in flatten_with_path(each)} for each in (a, b))
    if first != second:
        raise ValueError(f"The structures have not the same leaves: {sorted(map(str, first ^ second))} differ.")


def _compare(a: Any, b: Any, path: tuple[Any, ...], is_deep: bool = False) -> None:
    place = "".join(f"[{key!r}]" for key in path) or "the top"
    if is_nested(a) != is_nested(b) or (is_nested(a) and isinstance(a, dict) != isinstance(b, dict)):
        raise ValueError(f"The structures differ at {place}: {type(a).__name__} and {type(b).__name__}.")
    if is_nested(a) and _keys(a) != _keys(b):
        raise ValueError(f"The structures differ at {place}: the entries are {_keys(a)} and {_keys(b)}.")
    if is_nested(a) and is_deep:
        if type(a) is not type(b):
            raise ValueError(f"The structures differ at {place}: {type(a).__name__} and {type(b).__name__}.")
        for key in _keys(a):
            _compare(a[key], b[key], (*path, key), is_deep)
