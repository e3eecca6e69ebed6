"""Evaluation: how good a model is on the data that was held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.port import Feed
from designer.data.scaling import UNSCALED
from designer.data.sources import load
from designer.model.compiler import compile_graph, restore_weights
from designer.training.control import Control
from designer.training.plan import Plan, plan
from designer.training.run import Order, single
from nn_core.training.callbacks.callback import Callback


@dataclass(frozen=True)
class ClassResult:
    """How often each class (row) was taken for each class (column)."""

    name: str
    class_names: tuple[str, ...]
    confusion: NDArray[np.intp]

    @property
    def accuracy(self) -> float:
        """The share of samples on the diagonal."""
        return float(np.trace(self.confusion) / max(1, self.confusion.sum()))

    @property
    def class_accuracy(self) -> NDArray[np.float64]:
        """The share of each class that was recognised (its recall); 0 where there is no sample."""
        return np.diag(self.confusion) / np.maximum(1, self.confusion.sum(axis=1))


@dataclass(frozen=True)
class NumberResult:
    """True and predicted numbers, in the units of the data."""

    name: str
    target: str
    true: NDArray[np.float32]
    predicted: NDArray[np.float32]

    @property
    def mean_absolute_error(self) -> float:
        """How far off a prediction is on average, in the units of the data."""
        return float(np.abs(self.true - self.predicted).mean())


@dataclass(frozen=True)
class Evaluation:
    """Loss and metrics over all outputs, and what each output gave."""

    num_samples: int
    untrained: tuple[str, ...]  # names of the layers that have no trained weights
    values: Mapping[str, float] = field(default_factory=dict)
    outputs: tuple[ClassResult | NumberResult, ...] = ()


class _Obedient(Callback):
    """Ends an evaluation when it is told to."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._control.passed("validation")

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        self._control.passed("validation")


def evaluate(order: Order, control: Control) -> Evaluation:
    """Measure the model with the weights of the order on the test part of its data."""
    document, dataset = order.document(), load(order.data_name)
    if not dataset.num_test_samples:
        raise DataError(f"The data '{dataset.title}' has no test part to evaluate on.")
    prepared = plan(document, dataset)
    model = compile_graph(document)
    untrained = tuple(restore_weights(model, document))
    model.compile(**prepared.compile_arguments())
    inputs, targets = prepared.fit.test()
    watch, size = [_Obedient(control)], max(order.settings.batch_size, 128)
    values = model.evaluate(single(inputs), single(targets), size, verbose=0, callbacks=watch, return_dict=True)
    predicted = model.predict(single(inputs), size, verbose=0, callbacks=watch)
    predictions = predicted if isinstance(predicted, list | tuple) else [predicted]
    results = [_result(prepared, *each) for each in zip(prepared.fit.targets, predictions, strict=True)]
    return Evaluation(dataset.num_test_samples, untrained, dict(values), tuple(results))


def _result(prepared: Plan, feed: Feed, predicted: NDArray) -> ClassResult | NumberResult:
    dataset = prepared.fit.dataset
    if dataset.task == "classification" and feed.source in dataset.test_targets:
        return _class_result(dataset, feed, predicted)
    everything = {**dataset.test_inputs, **dataset.test_targets}
    scaling = {**dataset.input_scaling, **dataset.target_scaling}.get(feed.source, UNSCALED)
    true = everything[feed.source]
    undone = [scaling.undo(values.reshape(true.shape)).ravel() for values in (true, predicted)]
    return NumberResult(feed.port, feed.source, *undone)


def _class_result(dataset: Dataset, feed: Feed, predicted: NDArray) -> ClassResult:
    true, count = dataset.test_targets[feed.source], dataset.num_classes
    if predicted.shape[-1] == 1:
        labels = (predicted[:, 0] > 0.5).astype(int)
    else:
        labels = predicted[:, :count].argmax(axis=-1)
    confusion = np.zeros((count, count), np.intp)
    np.add.at(confusion, (true, labels), 1)
    return ClassResult(feed.port, dataset.class_names, confusion)
