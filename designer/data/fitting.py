"""Fitting: which part of a dataset goes into which input of a model, and which target belongs to which output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.fitting_inputs import feed_inputs
from designer.data.fitting_targets import feed_target, feed_targets
from designer.data.port import Feed, InputPort, OutputPort


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

    def training(self) -> tuple[list[NDArray], list[NDArray]]:
        """Return the arrays to train with: one for every input, one for every output."""
        return self._arrays(dict(self.dataset.inputs), dict(self.dataset.targets))

    def test(self) -> tuple[list[NDArray], list[NDArray]]:
        """Return the arrays held back for the test, likewise."""
        return self._arrays(dict(self.dataset.test_inputs), dict(self.dataset.test_targets))

    def _arrays(self, inputs: dict[str, NDArray], targets: dict[str, NDArray]) -> tuple[list[NDArray], list[NDArray]]:
        # An output may have to give back an input, hence targets are looked for among both.
        give: Callable[[Feed, dict[str, NDArray]], NDArray] = lambda feed, arrays: feed.make(arrays[feed.source])  # noqa: E731
        return [give(feed, inputs) for feed in self.inputs], [give(feed, inputs | targets) for feed in self.targets]


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
