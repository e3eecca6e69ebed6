"""Trial: ask a model about one sample of one's own."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.port import Feed
from designer.data.scaling import UNSCALED
from designer.data.sources import load
from designer.model.compiler import compile_graph, restore_weights
from designer.model.document import Document, Weights
from designer.training.control import Control
from designer.training.evaluation import (
    Obedient,
    as_list,
    class_scores_of,
    label_names,
    label_scores_of,
    losses_of,
)
from designer.training.plan import Plan, holds_labels, plan
from designer.training.run import Order, single

_LOOKED_AT = 1000  # rows of a target, to see what it is


@dataclass(frozen=True)
class Answer:
    """What one output says about a sample: a score for each class or label, or numbers in the units of the data."""

    output: str
    names: tuple[str, ...]
    values: NDArray[np.float32]
    is_classes: bool
    are_labels: bool = False  # any number of them may be right

    @property
    def has_shares(self) -> bool:
        """Whether the values are probabilities, to be shown as bars."""
        return self.is_classes or self.are_labels

    @property
    def best(self) -> int:
        """The number of the class that the model takes the sample for."""
        return int(self.values.argmax())


class Trial:
    """A model made ready once, to be asked again and again, from any thread."""

    def __init__(self, order: Order) -> None:
        self._order, self._lock, self._control = order, threading.Lock(), Control()
        self._model: Any = None
        self._plan: Plan | None = None
        self._document: Document | None = None

    def stop(self) -> None:
        """End what is being computed, and never answer again."""
        self._control.stop()

    def answers(self, samples: Mapping[str, NDArray]) -> list[Answer]:
        """Return what each output says about the first of the samples, given as the inputs of the data."""
        predictions = self.predict(samples)
        assert self._plan is not None, "a prediction makes the plan"
        fit = self._plan.fit
        each_output = zip(fit.targets, losses_of(self._plan), predictions, strict=True)
        return [_answer(fit.dataset, *each) for each in each_output]

    def predict(self, samples: Mapping[str, NDArray], weights: Weights | None = None) -> list[NDArray]:
        """Return what each output gives for samples, with other weights if there are any."""
        with self._lock:
            model, prepared = self._ready()
            if weights is not None:
                assert self._document is not None, "made with the model"
                self._document.weights = weights
                restore_weights(model, self._document)
            inputs = [feed.make(samples[feed.source]) for feed in prepared.fit.inputs]
            return as_list(model.predict(single(inputs), 256, verbose=0, callbacks=[Obedient(self._control)]))

    def scores(self, samples: Mapping[str, NDArray], output: int, weights: Weights | None = None) -> NDArray:
        """Return what one output gives each class, for any number of samples."""
        predicted = self.predict(samples, weights)[output]
        assert self._plan is not None, "a prediction makes the plan"
        return class_scores_of(predicted, self._plan.fit.dataset.num_classes, losses_of(self._plan)[output])

    def _ready(self) -> tuple[Any, Plan]:
        if self._plan is None:
            self._document = document = self._order.document()
            self._plan = plan(document, load(self._order.data_name))
            self._model = compile_graph(document)
            restore_weights(self._model, document)
        return self._model, self._plan


def _answer(dataset: Dataset, feed: Feed, loss: Any, predicted: NDArray) -> Answer:
    if dataset.task == "classification" and feed.source in dataset.targets:
        return Answer(feed.port, dataset.class_names, class_scores_of(predicted, dataset.num_classes, loss)[0], True)
    is_asked = feed.source in dataset.targets and holds_labels(np.asarray(dataset.targets[feed.source][:_LOOKED_AT]))
    if is_asked and (scores := label_scores_of(predicted[:1], loss)) is not None:
        return Answer(feed.port, label_names(feed.source, scores.shape[1]), scores[0], False, True)
    scaling = {**dataset.input_scaling, **dataset.target_scaling}.get(feed.source, UNSCALED)
    shape = (1, *{**dataset.inputs, **dataset.targets}[feed.source].shape[1:])
    values = scaling.undo(predicted[:1].reshape(shape)).ravel()
    names = (feed.source,) if len(values) == 1 else tuple(f"{feed.source}[{i}]" for i in range(len(values)))
    return Answer(feed.port, names, values, False)
