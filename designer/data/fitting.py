"""Fitting: which part of a dataset goes into which input of a model, and which target belongs to which output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from numpy.typing import NDArray

from designer.data.augmenting import AugmentedRows
from designer.data.dataset import Arrays, Dataset
from designer.data.errors import MisfitError
from designer.data.fitting_inputs import feed_inputs
from designer.data.fitting_targets import feed_target, feed_targets
from designer.data.port import Feed, InputPort, OutputPort
from designer.data.seal import count_look
from designer.data.stored import StoredRows
from nn_core.training.batches import split_for_validation

Pair = tuple[list[NDArray], list[NDArray]]


@dataclass(frozen=True)
class Fit:
    """What every input and output of a model gets, in the model's order, and how to say it."""

    dataset: Dataset
    inputs: tuple[Feed, ...]
    targets: tuple[Feed, ...]

    @property
    def sentences(self) -> list[str]:
        """Say for every port where its numbers come from."""
        return [feed.text for feed in (*self.inputs, *self.targets)]

    def training(self, is_augmented: bool = False) -> tuple[list[NDArray], list[NDArray]]:
        """Return the arrays to train with: one for every input, one for every output."""
        found = self._arrays(self.dataset.inputs, self.dataset.targets)
        return (self._augmented(found[0]), found[1]) if is_augmented else found

    def parts(self, validation_split: float) -> tuple[Pair, Pair | None]:
        """Return what to train with and what to validate with; only the former is changed at random.

        The validation part is that of the data, else the end of the training part, as Keras takes it; of groups that
        are to stay whole, as many as come nearest to the share.
        """
        if self.dataset.validation_inputs:
            return self.training(is_augmented=True), self.validation()
        share = self.dataset.validation_share(validation_split)
        if not share:
            return self.training(is_augmented=True), None
        (x, y), (x_val, y_val) = self._divided(self.training(), share)
        return (self._augmented(x), y), (x_val, y_val)

    def validation(self) -> Pair:
        """Return the arrays of the validation part, if the data have one of their own."""
        return self._arrays(self.dataset.validation_inputs, self.dataset.validation_targets)

    def test(self, is_look: bool = True) -> tuple[list[NDArray], list[NDArray]]:
        """Return the arrays held back for the test, likewise; the look is counted."""
        if is_look:
            count_look(self.dataset)
        return self._arrays(self.dataset.test_inputs, self.dataset.test_targets)

    def _divided(self, pair: Pair, share: float) -> tuple[Pair, Pair]:
        first, last = split_for_validation((*pair, None), share)
        return (list(first[0]), list(first[1])), (list(last[0]), list(last[1]))

    def _augmented(self, inputs: list[NDArray]) -> list[NDArray]:
        """Let the pictures among the inputs change at random."""
        changes, shapes = self.dataset.augmentation, self.dataset.input_shapes
        if not changes:
            return inputs
        return [
            AugmentedRows(array, changes) if len(array.shape) == 4 and feed.source in shapes else array  # type: ignore[misc]
            for feed, array in zip(self.inputs, inputs, strict=True)
        ]

    def _arrays(self, inputs: Arrays, targets: Arrays) -> tuple[list[NDArray], list[NDArray]]:
        # An output may have to give back an input, hence targets are looked for among both.
        everything = {**inputs, **targets}
        return [_given(feed, inputs) for feed in self.inputs], [_given(feed, everything) for feed in self.targets]


def _given(feed: Feed, arrays: Arrays) -> NDArray:
    array = arrays[feed.source]
    return array.mapped(feed.make) if isinstance(array, StoredRows) else feed.make(array)  # type: ignore[return-value]


def fit(dataset: Dataset, inputs: Sequence[InputPort], outputs: Sequence[OutputPort]) -> Fit:
    """Fit data to a model; MisfitError says which shapes do not go together and what would help."""
    return Fit(dataset, feed_inputs(dataset, inputs), feed_targets(dataset, outputs))


def misfits(dataset: Dataset, inputs: Sequence[InputPort], outputs: Sequence[OutputPort]) -> list[MisfitError]:
    """Return everything that keeps data and model apart: the first input, and every output."""
    attempts: list[Callable[[], object]] = [lambda: feed_inputs(dataset, inputs)]
    attempts += [partial(feed_target, dataset, port, position) for position, port in enumerate(outputs)]
    found = []
    for attempt in attempts:
        try:
            attempt()
        except MisfitError as error:
            found.append(error)
    return found
