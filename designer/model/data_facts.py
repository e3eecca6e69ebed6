"""What the design of a model may depend on in its data: sizes, ranges and classes, without the data themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class InputFacts:
    """One input of the data: the shape of a sample and the range of its numbers."""

    name: str
    shape: tuple[int, ...]
    minimum: float
    maximum: float
    is_whole: bool = False  # whole numbers of an integer type: labels, words, categories
    is_image: bool = False


@dataclass(frozen=True)
class DataFacts:
    """A data set in a few numbers."""

    inputs: tuple[InputFacts, ...]
    task: Literal["classification", "regression"]
    num_samples: int
    class_counts: tuple[int, ...] = ()
    target_shape: tuple[int, ...] = ()
    target_minimum: float = 0.0
    target_maximum: float = 0.0

    @property
    def num_classes(self) -> int:
        """The number of classes; 0 where numbers are to be learned."""
        return len(self.class_counts)
