"""Differences of two runs: what was changed between them, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from designer.archive.record import RunRecord, in_order
from designer.model.graph import Graph, LayerSpec

Part = Literal["model", "settings", "data", "versions"]
NONE = "–"
FIRST_WEIGHTS = {"anew": "new", "weights": "of an earlier run", "go on": "of an earlier run, which goes on"}
_SEVERAL = 2
_BY_OUTPUT = ("losses", "metrics")  # an output without its own gets what suits model and data
_LEFT_OPEN = {
    "class_weight": "every sample counts alike",
    "schedule": "constant",
    "learning_rate": "the optimizer's own",
    "epochs": "by the number of samples",
    "seed": "drawn anew for each run",
}


@dataclass(frozen=True)
class Change:
    """One thing that is not the same in two runs, in words."""

    part: Part
    name: str
    before: str
    after: str

    @property
    def is_named_by_user(self) -> bool:
        """Whether its name is that of a layer, which is the same in every language."""
        return self.part == "model"

    @property
    def text(self) -> str:
        """The change in one line."""
        return f"{self.name}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Outcome:
    """A value at the end of two runs; None where one has it not."""

    name: str
    before: float | None
    after: float | None

    @property
    def step(self) -> float | None:
        """How much it grew."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Difference:
    """Everything that differs: causes, and what may be their effect."""

    changes: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def is_confounded(self) -> bool:
        """Whether one cannot say what caused a difference of the results."""
        return len(self.changes) >= _SEVERAL

    @property
    def sentence(self) -> str:
        """What one may conclude."""
        number = len(self.changes)
        if number == 0:
            return "Nothing was changed: whatever differs in the results is chance."
        if number == 1:
            return "1 thing changed: what differs in the results comes from it, or from chance."
        return f"{number} things changed: which of them made the difference, nobody can tell. Change one at a time."


def difference(before: RunRecord, after: RunRecord, old: Graph, new: Graph) -> Difference:
    """Compare two runs; the graphs are those of their models."""
    changes = (*_of_graphs(old, new), *_of_settings(before, after), *_of_data(before, after))
    versions = _of_values("versions", before.versions, after.versions)
    names = in_order((*before.results, *after.results))
    outcomes = tuple(Outcome(name, before.results.get(name), after.results.get(name)) for name in names)
    return Difference((*changes, *versions), outcomes)


# ---- the model --------------------------------------------------------------------------------------------


def _of_graphs(old: Graph, new: Graph, where: str = "") -> Iterator[Change]:
    """Yield the changes of the layers, which are known by their names, and then of the wires."""
    before, after = _by_name(old), _by_name(new)
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield Change("model", f"{where}{name}", before[name].class_name, "removed")
        elif name not in before:
            yield Change("model", f"{where}{name}", "added", after[name].class_name)
        else:
            yield from _of_layers(before[name], after[name], where)
    yield from _of_wires(old, new, where)


def _of_layers(old: LayerSpec, new: LayerSpec, where: str) -> Iterator[Change]:
    if old.class_name != new.class_name:
        yield Change("model", f"{where}{new.name}", old.class_name, new.class_name)
        return
    for each in _of_values("model", old.arguments, new.arguments):
        yield Change("model", f"{where}{new.name}, {each.name}", each.before, each.after)
    if old.inner is not None and new.inner is not None:
        yield from _of_graphs(old.inner, new.inner, f"{where}{new.name}/")


def _of_wires(old: Graph, new: Graph, where: str) -> Iterator[Change]:
    """Yield one change for the wires between layers that both have: others changed with their layers."""
    common = _by_name(old).keys() & _by_name(new).keys()
    before, after = _wires(old, common), _wires(new, common)
    if before == after or _by_name(old).keys() != _by_name(new).keys():
        return
    yield Change("model", f"{where}wires", _listed(before - after), _listed(after - before))


def _by_name(graph: Graph) -> dict[str, LayerSpec]:
    return {layer.name: layer for layer in graph.layers.values()}


def _wires(graph: Graph, names: set[str]) -> set[str]:
    ends = ((graph.layer_of(edge.source).name, graph.layer_of(edge.target).name) for edge in graph.edges)
    return {f"{source} → {target}" for source, target in ends if {source, target} <= names}


def _listed(wires: set[str]) -> str:
    return ", ".join(sorted(wires)) or NONE


# ---- everything else --------------------------------------------------------------------------------------


def _of_settings(before: RunRecord, after: RunRecord) -> Iterator[Change]:
    """Yield what was set otherwise; a seed that was drawn is chance and no change."""
    old, new = ({**each.settings, "first weights": FIRST_WEIGHTS[each.begun]} for each in (before, after))
    yield from _of_values("settings", old, new)


def _of_data(before: RunRecord, after: RunRecord) -> Iterator[Change]:
    if before.data_name != after.data_name:
        yield Change("data", "data", before.data_name or NONE, after.data_name or NONE)
    elif before.data_hash != after.data_hash:
        yield Change("data", "content of the data", before.data_hash or NONE, after.data_hash or NONE)


def _of_values(part: Part, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield Change(part, name.replace("_", " "), in_words(old.get(name), name), in_words(new.get(name), name))


def in_words(value: Any, setting: str = "") -> str:
    """Return a setting as one would write it; what was left open says what happens."""
    if value is None or (not value and setting in _BY_OUTPUT):
        return _LEFT_OPEN.get(setting, "automatic")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if "class_name" in value:
            return str(value["class_name"])
        return ", ".join(f"{name}: {in_words(each)}" for name, each in value.items()) or NONE
    if isinstance(value, list | tuple):
        return ", ".join(in_words(each) for each in value) or NONE
    return f"{value:g}" if isinstance(value, float) else str(value)
