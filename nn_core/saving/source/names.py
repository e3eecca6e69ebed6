"""Names in code: those that layers get by themselves, and those of variables."""

from __future__ import annotations

import builtins
import functools
import keyword
import re
from collections import Counter

from nn_core.spec import registry
from nn_core.spec.naming import to_snake_case

_TAKEN = {"keras", "layers", "np", "x", "model", "history", "tf", *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}


class AutomaticNames:
    """Counts along with a program that is being written, to know which names need not be said."""

    def __init__(self, start: AutomaticNames | None = None) -> None:
        self._counts: Counter[str] = Counter(start._counts if start else ())

    def is_next(self, prefix: str, name: str) -> bool:
        """Say whether the next object of this kind gets this name by itself."""
        return name == self._next(prefix)

    def take(self, prefix: str, name: str) -> bool:
        """Make an object with a name; say whether it gets it by itself."""
        is_automatic = self.is_next(prefix, name)
        if is_automatic or not name:
            self._counts[prefix] += 1
        return is_automatic or not name

    def _next(self, prefix: str) -> str:
        count = self._counts[prefix]
        return f"{prefix}_{count}" if count else prefix


@functools.lru_cache(maxsize=1024)
def prefix_of(class_name: str, op: str = "") -> str:
    """Return what the names of a layer's class begin with."""
    if op:
        return op.replace("getitem", "get_item")
    cls = registry.find("layer", class_name)
    return to_snake_case(getattr(cls, "__name__", class_name))


class Variables:
    """The names of variables that a piece of code has taken."""

    def __init__(self, taken: set[str] | None = None) -> None:
        self.taken = _TAKEN | (taken or set())

    def new(self, wanted: str) -> str:
        """Return a free name as near to the wanted one as Python allows."""
        base = re.sub(r"\W+", "_", wanted, flags=re.ASCII).strip("_").lower() or "tensor"
        base = f"layer_{base}" if base[0].isdigit() else base
        name, number = base, 1
        while name in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name)
        return name
