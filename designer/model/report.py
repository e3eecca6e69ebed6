"""Report: what is known about a graph: shapes, numbers and problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nn_core.layers.node import SymbolicShape
from nn_core.layers.symbolic_size import SymbolicSize

Stage = Literal["", "make", "take", "compute"]  # make the layer, take these axes, compute shapes and weights
Severity = Literal["error", "warning", "hint"]
Subject = Literal["model", "data", "design"]
UnknownShape = SymbolicShape | None  # None: not known, shown as "?"
ShownShape = tuple[int | SymbolicSize | None, ...] | None  # the same with letters: (None, H−2, W−2, 32)


@dataclass(frozen=True)
class Facts:
    """What is known about one node. Numbers are None while the shape of the input is unknown."""

    input_shapes: tuple[UnknownShape, ...] = ()
    output_shapes: tuple[UnknownShape, ...] = (None,)
    num_params: int | None = None
    num_trainable: int | None = None
    macs: int | None = None
    error: str | None = None  # a sentence, at the culprit only
    error_stage: Stage = ""  # what could not be done
    weight_shapes: tuple[tuple[int, ...], ...] = ()
    partial_shapes: tuple[UnknownShape, ...] = ()  # what is known of outputs whose shape is unknown because of others
    lettered_shapes: tuple[ShownShape, ...] = ()  # the outputs as far as known, calculated with letters where not
    inner: Mapping[str, Facts] | None = None  # of a nested model: the facts of the nodes in it

    @property
    def output_shape(self) -> UnknownShape:
        """The shape of the first output."""
        return self.output_shapes[0] if self.output_shapes else None

    @property
    def shown_shapes(self) -> tuple[ShownShape, ...]:
        """The output shapes as far as they are known, open sizes as letters."""
        return self.lettered_shapes or self.open_shapes

    @property
    def shown_shape(self) -> ShownShape:
        """The shape of the first output, open sizes as letters; None while others keep it from being known."""
        return self.shown_shapes[0] if self.output_shape is not None else None

    @property
    def open_shapes(self) -> tuple[UnknownShape, ...]:
        """The output shapes as far as they are known."""
        return self.output_shapes if self.is_known or not self.partial_shapes else self.partial_shapes

    @property
    def is_known(self) -> bool:
        """Whether all output shapes are known."""
        return all(shape is not None for shape in self.output_shapes)


@dataclass(frozen=True)
class Problem:
    """Something wrong, with the nodes it is about, the sentence that says so and what would fix it."""

    severity: Severity
    node_ids: tuple[str, ...]
    text: str
    remedy: str = ""
    about: Subject = "model"  # "data": the model is sound, but cannot be trained with it; "design": it could be better
    rule: str = ""  # the name of the function that found it
    why: str = ""  # what is behind it, in a few sentences
    inside: Problem | None = None  # of a nested model: the same problem as it is seen in there


@dataclass(frozen=True)
class Report:
    """The facts of every node, the problems, and the totals (of what is known)."""

    facts: Mapping[str, Facts] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    total_params: int = 0
    total_trainable: int = 0
    total_macs: int = 0
    is_complete: bool = True  # False: some numbers are unknown and the totals are lower bounds

    @property
    def is_valid(self) -> bool:
        """Whether the graph can be made a model; whatever the data."""
        return not any(problem.about == "model" for problem in self.errors)

    @property
    def is_trainable(self) -> bool:
        """Whether the model can be trained with the chosen data."""
        return not self.errors

    @property
    def errors(self) -> list[Problem]:
        """The problems that must be solved before training, those of the model first."""
        found = [problem for problem in self.problems if problem.severity == "error"]
        return sorted(found, key=lambda problem: problem.about != "model")

    def problems_of(self, node_id: str) -> list[Problem]:
        """Return the problems a node is part of."""
        return [problem for problem in self.problems if node_id in problem.node_ids]
