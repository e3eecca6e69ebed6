"""Results: what an evaluation found, output by output, and sample by sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.training.scores.areas import NO_AREAS, Areas
from designer.training.scores.class_report import ClassScores, class_scores, label_scores
from designer.training.scores.intervals import Interval
from designer.training.scores.number_scores import NumberScores


def _none() -> NDArray:
    return np.zeros(0)


@dataclass(frozen=True)
class ClassResult:
    """How often each class (row) was taken for each class (column), and what became of each sample."""

    name: str
    class_names: tuple[str, ...]
    confusion: NDArray[np.intp]
    true: NDArray[np.intp] = field(default_factory=_none)  # by sample: the class,
    predicted: NDArray[np.intp] = field(default_factory=_none)  # the class it was taken for,
    scores: NDArray[np.float32] = field(default_factory=_none)  # what the model gave each class,
    losses: NDArray[np.float64] = field(default_factory=_none)  # and its loss
    areas: Areas = NO_AREAS

    @property
    def accuracy(self) -> float:
        """The share of samples on the diagonal."""
        return float(np.trace(self.confusion) / max(1, self.confusion.sum()))

    @property
    def class_accuracy(self) -> NDArray[np.float64]:
        """The share of each class that was recognised (its recall); 0 where there is no sample."""
        return np.diag(self.confusion) / np.maximum(1, self.confusion.sum(axis=1))

    @property
    def class_scores(self) -> list[ClassScores]:
        """How well each class is recognised."""
        return class_scores(self.confusion, self.class_names)

    @property
    def commonest(self) -> tuple[str, float]:
        """The class with the most samples, and its share: so often is right who always says it."""
        counts = self.confusion.sum(axis=1)
        return self.class_names[int(counts.argmax())], float(counts.max() / max(1, counts.sum()))

    def taken_for(self, row: int, column: int) -> NDArray[np.intp]:
        """Return the samples of a class that were taken for another, the highest loss first."""
        found = np.flatnonzero((self.true == row) & (self.predicted == column))
        return found[np.argsort(-self.losses[found], kind="stable")]


@dataclass(frozen=True)
class LabelResult:
    """Several yes-or-no questions about each sample, of which any number may be answered with yes."""

    name: str
    target: str
    class_names: tuple[str, ...]
    is_true: NDArray[np.bool_]  # (sample, label)
    scores: NDArray[np.float32]  # the probability of yes
    losses: NDArray[np.float64] = field(default_factory=_none)
    areas: Areas = NO_AREAS

    @property
    def is_predicted(self) -> NDArray[np.bool_]:
        """What is more likely than not."""
        return np.asarray(self.scores > 0.5)

    @property
    def class_scores(self) -> list[ClassScores]:
        """How well each label is recognised."""
        return label_scores(self.is_true, self.is_predicted, self.class_names)

    @property
    def num_right(self) -> int:
        """How many samples have all labels right."""
        return int((self.is_true == self.is_predicted).all(axis=1).sum())


@dataclass(frozen=True)
class NumberResult:
    """True and predicted numbers, in the units of the data; a sample may have several."""

    name: str
    target: str
    true: NDArray[np.float32]
    predicted: NDArray[np.float32]
    losses: NDArray[np.float64] = field(default_factory=_none)
    scores: NumberScores | None = None  # if each sample has one number

    @property
    def mean_absolute_error(self) -> float:
        """How far off a prediction is on average, in the units of the data."""
        return float(np.abs(self.true - self.predicted).mean())

    @property
    def residuals(self) -> NDArray[np.float32]:
        """What is missing to the truth: above 0 where too little was predicted."""
        return self.true - self.predicted

    @property
    def num_per_sample(self) -> int:
        """How many numbers each sample has."""
        return max(1, len(self.true) // max(1, len(self.losses))) if len(self.losses) else 1


Result = ClassResult | LabelResult | NumberResult


@dataclass(frozen=True)
class Evaluation:
    """Loss and metrics over all outputs, and what each output gave."""

    num_samples: int
    untrained: tuple[str, ...]  # names of the layers that have no trained weights
    values: Mapping[str, float] = field(default_factory=dict)
    outputs: tuple[Result, ...] = ()
    intervals: Mapping[str, Interval] = field(default_factory=dict)  # by the names of `values`, where there is one
    dataset: Dataset | None = None  # to show the samples
    weights_mark: str = ""  # of the weights that were measured


def worst(losses: NDArray, num: int) -> NDArray[np.intp]:
    """Return the samples with the highest losses, the worst first; what is no number is worst of all."""
    ranked = np.where(np.isnan(losses), np.inf, losses)
    return np.argsort(-ranked, kind="stable")[:num]
