"""The registry: every layer, activation, loss … by family and name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from nn_core.spec.naming import did_you_mean, to_snake_case

T = TypeVar("T", bound=Callable[..., Any])

_families: dict[str, dict[str, Any]] = {}
_spellings: dict[str, dict[str, str]] = {}


def register(family: str, *aliases: str) -> Callable[[T], T]:
    """Enter a class or function under its own name, its snake_case name and the aliases."""

    def enter(entry: T) -> T:
        name = entry.__name__
        _families.setdefault(family, {})[name] = entry
        for spelling in (name, to_snake_case(name), *aliases):
            _spellings.setdefault(family, {})[spelling] = name
        return entry

    return enter


def find(family: str, name: str) -> Any | None:
    """Return the entry with this name or alias, or None."""
    own_name = _spellings.get(family, {}).get(name)
    return None if own_name is None else _families[family][own_name]


def get(family: str, name: str) -> Any:
    """Return the entry with this name or alias; ValueError names the nearest one that exists."""
    entry = find(family, name)
    if entry is None:
        known = _families.get(family, {}) if name[:1].isupper() else _spellings.get(family, {})
        hint = did_you_mean(name, known)
        raise ValueError(f"There is no {family} called {name!r}.{hint}")
    return entry


def entries(family: str) -> Iterator[tuple[str, Any]]:
    """Yield (own name, class or function) of a family, in the order of registration."""
    yield from _families.get(family, {}).items()


def aliases(family: str) -> dict[str, Any]:
    """Return the entries of a family by their further names, as far as those are written like class names."""
    spellings = _spellings.get(family, {}).items()
    return {each: _families[family][name] for each, name in spellings if each != name and each[:1].isupper()}


def names(family: str) -> list[str]:
    """Return the snake_case names of a family, as a user would write them."""
    return list(dict.fromkeys(name if name.islower() else to_snake_case(name) for name in _families.get(family, {})))
