"""Sketch: a model as plain values, from which code is written: layers, calls of layers, inputs and outputs.

Both a model and the graph on a canvas can be sketched; the writer knows neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nn_core.spec.structure import leaves


@dataclass(frozen=True)
class Ref:
    """What a call gives: its output with this number."""

    call: str
    port: int = 0


@dataclass(frozen=True, eq=False)
class LayerSketch:
    """A layer: its class, its name, and the JSON arguments that have to be said. `inner` is a nested model.

    Each sketch is equal to itself alone, so that what was worked out for it can be kept.
    """

    key: str
    class_name: str
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    inner: Sketch | None = None


@dataclass(frozen=True)
class CallSketch:
    """A call of a layer; Refs stand in its arguments where tensors come."""

    id: str
    layer: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    num_outputs: int = 1
    number: int = 0  # of the calls of this layer, in order

    @property
    def refs(self) -> list[Ref]:
        """The tensors that go in."""
        return list(refs_in([self.args, self.kwargs]))


@dataclass(frozen=True)
class Sketch:
    """A whole model. In a sequential one, each call takes what the one before gives, and nothing else is said."""

    name: str  # empty: the one it gets by itself
    layers: dict[str, LayerSketch]
    calls: tuple[CallSketch, ...]
    inputs: Any = ()  # Refs in lists or dicts, as Model(inputs=...) takes them
    outputs: Any = ()
    is_sequential: bool = False
    trainable: bool = True


def refs_in(structure: Any) -> Iterator[Ref]:
    """Yield the Refs in nested lists and dicts."""
    return (each for each in leaves(structure) if isinstance(each, Ref))
