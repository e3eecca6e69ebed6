"""Dataset: arrays ready for training, a test part held back, and what there is to know about them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from designer.data.scaling import UNSCALED, Scaling

if TYPE_CHECKING:
    from designer.data.table import Table

Task = Literal["classification", "regression"]
Arrays = Mapping[str, NDArray]  # or StoredRows, which look like arrays and stay on disk
NUM_LOOKED_AT = 10_000  # rows of what is on disk, to say something about all of them


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
    validation_inputs: Arrays = field(default_factory=dict)  # empty: the validation is taken off the training part
    validation_targets: Arrays = field(default_factory=dict)
    group_ends: NDArray[np.intp] | None = None  # of the training part, where its groups must stay whole
    augmentation: tuple[dict[str, Any], ...] = ()  # changes for the training part: class_name and config of each
    steps: tuple[Fact, ...] = ()  # how the arrays were made, in order
    warnings: tuple[str, ...] = ()  # what makes the result worth less, such as a leak
    left_out: tuple[str, ...] = ()  # files of a folder that cannot be read
    has_deep_pixels: bool = False  # whether pictures of 16 bits were among the files
    table: Table | None = field(default=None, repr=False)  # the columns they were made of, if they come from a table

    def __post_init__(self) -> None:
        for array in self._all_arrays():
            if isinstance(array, np.ndarray):
                array.setflags(write=False)

    def _all_arrays(self) -> list[NDArray]:
        parts = (self.inputs, self.targets, self.validation_inputs, self.validation_targets)
        return [array for part in (*parts, self.test_inputs, self.test_targets) for array in part.values()]

    @cached_property
    def fingerprint(self) -> str:
        """A mark that equal data have and different data have not; of what is on disk, the first rows count."""
        digest = hashlib.blake2b(digest_size=8)
        for array in self._all_arrays():
            digest.update(repr((array.shape, str(array.dtype))).encode())
            digest.update(np.ascontiguousarray(_looked_at(array)).data)
        return digest.hexdigest()

    @property
    def is_stored(self) -> bool:
        """Whether samples stay on disk and are read while the training goes on."""
        return any(not isinstance(array, np.ndarray) for array in self.inputs.values())

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
    def num_validation_samples(self) -> int:
        """How many samples are for validation alone; 0 if it is taken off the training part."""
        return len(next(iter(self.validation_inputs.values()))) if self.validation_inputs else 0

    @property
    def num_classes(self) -> int:
        return len(self.class_names)

    def validation_share(self, wanted: float) -> float:
        """Return which share to take off the end of the training part for validation, so that no group is cut."""
        if self.validation_inputs or not wanted:
            return 0.0
        return wanted if self.group_ends is None else nearest_share(self.group_ends, wanted)

    def class_counts(self, target: str | None = None) -> NDArray[np.intp]:
        """Count the training samples of every class, among the first ones of what is on disk."""
        labels = _looked_at(self.targets[target or next(iter(self.targets))])
        return np.bincount(labels, minlength=self.num_classes)

    def is_image(self, name: str) -> bool:
        """Say whether an input can be drawn: height, width and 1 or 3 channels."""
        shape = self.input_shapes[name]
        return (len(shape) == 3 and shape[-1] in (1, 3)) or (len(shape) == 2 and min(shape) >= 8)

    def facts(self) -> list[Fact]:
        """Return what a student should know before training."""
        validation = f"{self.num_validation_samples:,} for validation, " if self.validation_inputs else ""
        samples = f"{self.num_samples:,} for training, {validation}{self.num_test_samples:,} held back for the test"
        facts = [Fact("Samples", samples)]
        facts += [Fact(_input_label(name, self.inputs), self._input_text(name)) for name in self.inputs]
        facts += [Fact("Target", self._target_text(name)) for name in self.targets]
        if self.task == "classification":
            facts += [Fact("Balance", self._balance_text(name)) for name in self.targets]
        return facts

    def _input_text(self, name: str) -> str:
        values, scaling = self.inputs[name], self.input_scaling.get(name, UNSCALED)
        stored = "" if isinstance(values, np.ndarray) else "; stays on disk and is read piece by piece"
        return f"shape {values.shape[1:]}, {scaling.text}; {_range(_looked_at(values))}{stored}"

    def _target_text(self, name: str) -> str:
        if self.task == "classification":
            return f"{name}, one of {self.num_classes} classes"
        values, scaling = _looked_at(self.targets[name]), self.target_scaling.get(name, UNSCALED)
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


def nearest_share(ends: NDArray[np.intp], wanted: float) -> float:
    """Return the share, in as few digits as will do, that cuts rows where a group ends; 0 if there is only one."""
    if len(ends) < 2:
        return 0.0
    num = int(ends[-1])
    end = int(ends[:-1][np.abs(ends[:-1] - num * (1 - wanted)).argmin()])
    shares = (round(1 - end / num, digits) for digits in range(1, 9))
    return next((each for each in shares if math.floor(num * (1 - each)) == end), 1 - (end + 0.5) / num)


def _input_label(name: str, inputs: Arrays) -> str:
    return "Input" if len(inputs) == 1 else f"Input {name}"


def _looked_at(array: NDArray) -> NDArray:
    """Return the whole of an array in memory, the first rows of one on disk."""
    return array if isinstance(array, np.ndarray) else np.asarray(array[:NUM_LOOKED_AT])


def _range(values: NDArray) -> str:
    return f"from {in_words(values.min())} to {in_words(values.max())}"


def in_words(value: float) -> str:
    """Write a number with four digits that count, large ones in full."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
