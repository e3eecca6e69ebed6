"""Dataset: arrays ready for training, a test part held back, and what there is to know about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designer.data.scaling import UNSCALED, Scaling

Task = Literal["classification", "regression"]
Arrays = Mapping[str, NDArray]


@dataclass(frozen=True)
class Fact:
    """Something worth knowing, as a label and a text."""

    label: str
    text: str


@dataclass(frozen=True)
class Dataset:
    """Samples by name, scaled: `inputs` and `targets` for training, `test_inputs` and `test_targets` held back.

    The arrays are read-only, so that the window and the training thread may look at the same ones.
    Class labels are whole numbers from 0; `class_names` tells what they stand for.
    """

    title: str
    task: Task
    inputs: Arrays
    targets: Arrays
    test_inputs: Arrays
    test_targets: Arrays
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    description: str = ""
    input_scaling: Mapping[str, Scaling] = field(default_factory=dict)
    target_scaling: Mapping[str, Scaling] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for arrays in (self.inputs, self.targets, self.test_inputs, self.test_targets):
            for array in arrays.values():
                array.setflags(write=False)

    @property
    def input_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of one sample of every input."""
        return {name: array.shape[1:] for name, array in self.inputs.items()}

    @property
    def target_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of one sample of every target; () for class labels."""
        return {name: array.shape[1:] for name, array in self.targets.items()}

    @property
    def num_samples(self) -> int:
        """How many samples there are for training."""
        return len(next(iter(self.inputs.values())))

    @property
    def num_test_samples(self) -> int:
        """How many samples are held back."""
        return len(next(iter(self.test_inputs.values()))) if self.test_inputs else 0

    @property
    def num_classes(self) -> int:
        return len(self.class_names)

    def class_counts(self, target: str | None = None) -> NDArray[np.intp]:
        """Count the training samples of every class."""
        labels = self.targets[target or next(iter(self.targets))]
        return np.bincount(labels, minlength=self.num_classes)

    def is_image(self, name: str) -> bool:
        """Say whether an input can be drawn: height, width and 1 or 3 channels."""
        shape = self.input_shapes[name]
        return (len(shape) == 3 and shape[-1] in (1, 3)) or (len(shape) == 2 and min(shape) >= 8)

    def facts(self) -> list[Fact]:
        """Return what a student should know before training."""
        samples = f"{self.num_samples:,} for training, {self.num_test_samples:,} held back for the test"
        facts = [Fact("Samples", samples)]
        facts += [Fact(_input_label(name, self.inputs), self._input_text(name)) for name in self.inputs]
        facts += [Fact("Target", self._target_text(name)) for name in self.targets]
        if self.task == "classification":
            facts += [Fact("Balance", self._balance_text(name)) for name in self.targets]
        return facts

    def _input_text(self, name: str) -> str:
        values, scaling = self.inputs[name], self.input_scaling.get(name, UNSCALED)
        return f"shape {values.shape[1:]}, {scaling.text}; {_range(values)}"

    def _target_text(self, name: str) -> str:
        if self.task == "classification":
            return f"{name}, one of {self.num_classes} classes"
        values, scaling = self.targets[name], self.target_scaling.get(name, UNSCALED)
        return f"{name}, a number; {_range(scaling.undo(values))}; {scaling.text}"

    def _balance_text(self, name: str) -> str:
        counts = self.class_counts(name)
        least, most = int(counts.argmin()), int(counts.argmax())
        if counts[least] == counts[most]:
            return f"every class has {counts[least]:,} training samples"
        return (
            f"from {counts[least]:,} ({self.class_names[least]}) to {counts[most]:,} ({self.class_names[most]}) "
            "training samples for a class"
        )


def _input_label(name: str, inputs: Arrays) -> str:
    return "Input" if len(inputs) == 1 else f"Input {name}"


def _range(values: NDArray) -> str:
    return f"from {in_words(values.min())} to {in_words(values.max())}"


def in_words(value: float) -> str:
    """Write a number with four digits that count, large ones in full."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
