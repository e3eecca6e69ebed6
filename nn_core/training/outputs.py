"""Outputs: the places and names of what a model gives, and what belongs to each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nn_core import tree
from nn_core.spec.naming import did_you_mean

Path = tuple[Any, ...]


class Outputs:
    """The outputs of a model, in Keras's order: those of a dict by their sorted keys.

    Args:
        structure: what the model gives, a tensor or lists and dicts of them.
        names: of the outputs, one after the other; the keys of a dict count more.
    """

    def __init__(self, structure: Any, names: list[str] | None = None) -> None:
        self.paths: list[Path] = [path for path, _ in tree.flatten_with_path(structure)]
        self.as_given = list(_paths(structure, ()))  # dicts by their own order
        self.is_nested = any(len(path) > 1 for path in self.paths)
        has_keys = isinstance(structure, dict) and not self.is_nested
        self.are_named = has_keys or names is not None
        numbered = [f"output_{i + 1}" for i in range(len(self.paths))]
        self.names: list[str] = [str(key) for (key,) in self.paths] if has_keys else names or numbered

    def __len__(self) -> int:
        return len(self.paths)

    def loss_name(self, i: int, loss: str) -> str:
        """Return the name of an output's loss in the history: the way to the output, or what the loss is called."""
        path, name = self.paths[i], self.names[i] if self.are_named else loss
        ends_in_key = bool(path) and not isinstance(path[-1], int)
        return "/".join(map(str, path if ends_in_key else (*path[:-1], name))) + "_loss"

    def match(self, what: str, values: Any, is_shared: bool = False) -> list[Any]:
        """Return one value for each output, from a list, a dict by output name, a like structure or a single value."""
        if self.is_nested and tree.is_nested(values):
            return [_found_at(path, values, what, is_shared) for path in self.paths]
        if isinstance(values, dict):
            return self._by_name(what, values)
        if isinstance(values, list | tuple):
            if len(values) != len(self):
                names = ", ".join(self.names)
                raise ValueError(f"{what} has {len(values)} parts, but the model has {len(self)} outputs ({names}).")
            return list(values)
        if len(self) > 1 and not is_shared:
            names = ", ".join(self.names)
            raise ValueError(f"The model has {len(self)} outputs ({names}), but {what} is a single array.")
        return [values] * len(self)

    def _by_name(self, what: str, values: dict[str, Any]) -> list[Any]:
        for name in values:
            if name not in self.names:
                raise ValueError(
                    f"{what} names an output {name!r} that the model does not have; its outputs are {self.names}."
                    f"{did_you_mean(name, self.names)}"
                )
        return [values.get(name) for name in self.names]


def _paths(structure: Any, path: Path) -> Iterator[Path]:
    if not tree.is_nested(structure):
        yield path
        return
    for key in structure if isinstance(structure, dict) else range(len(structure)):
        yield from _paths(structure[key], (*path, key))


def _found_at(path: Path, values: Any, what: str, is_shared: bool) -> Any:
    """Return what stands at a place in nested values; what stands above counts for all below if it may be shared."""
    for i, key in enumerate(path):
        if values is None or (is_shared and not tree.is_nested(values)):
            return values
        try:
            values = values[key]
        except (KeyError, IndexError, TypeError):
            place = "".join(f"[{each!r}]" for each in path[: i + 1])
            raise ValueError(f"{what} has nothing at {place}, where the model has an output.") from None
    return values
