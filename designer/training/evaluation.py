"""Evaluation: how good a model is on the data that was held back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.archive.marks import mark_of
from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.port import Feed
from designer.data.scaling import UNSCALED
from designer.data.sources import load
from designer.model.compiler import compile_graph, restore_weights
from designer.training.certainty import intervals, sample_losses
from designer.training.control import Control
from designer.training.logits import is_margin, sigmoid, softmax
from designer.training.plan import Plan, holds_labels, plan
from designer.training.results import ClassResult, Evaluation, LabelResult, NumberResult, Result
from designer.training.run import Order, single
from designer.training.scores.areas import of_classes, of_labels
from designer.training.scores.number_scores import number_scores
from nn_core.losses import as_loss
from nn_core.training.callbacks.callback import Callback


class Obedient(Callback):
    """Ends an evaluation or a prediction when it is told to."""

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
    watch, size = [Obedient(control)], max(order.settings.batch_size, 128)
    values = model.evaluate(single(inputs), single(targets), size, verbose=0, callbacks=watch, return_dict=True)
    predictions = as_list(model.predict(single(inputs), size, verbose=0, callbacks=watch))
    losses = [sample_losses(*each) for each in zip(losses_of(prepared), targets, predictions, strict=True)]
    bounds = intervals(prepared, values, targets, predictions, losses, control)
    each_output = zip(prepared.fit.targets, losses_of(prepared), predictions, losses, strict=True)
    results = [_result(prepared, *each) for each in each_output]
    return Evaluation(
        dataset.num_test_samples, untrained, dict(values), tuple(results), bounds, dataset, mark_of(order.weights)
    )


def as_list(predicted: Any) -> list[NDArray]:
    """Return what a model predicted as a list, an array for each output."""
    return list(predicted) if isinstance(predicted, list | tuple) else [predicted]


def losses_of(prepared: Plan) -> list[Any]:
    """Return the loss of every output."""
    return [as_loss(loss) for loss in prepared.compile_arguments()["loss"]]


def _result(prepared: Plan, feed: Feed, loss: Any, predicted: NDArray, losses: NDArray) -> Result:
    dataset = prepared.fit.dataset
    if dataset.task == "classification" and feed.source in dataset.test_targets:
        return _class_result(dataset, feed, loss, predicted, losses)
    everything = {**dataset.test_inputs, **dataset.test_targets}
    true = np.asarray(everything[feed.source][:])
    is_asked = feed.source in dataset.test_targets and holds_labels(true)
    if is_asked and (scores := label_scores_of(predicted, loss)) is not None:
        names = label_names(feed.source, scores.shape[1])
        areas = of_labels(true > 0, scores, names)
        return LabelResult(feed.port, feed.source, names, true > 0, scores, losses, areas)
    scaling = {**dataset.input_scaling, **dataset.target_scaling}.get(feed.source, UNSCALED)
    undone = [scaling.undo(values.reshape(true.shape)).ravel() for values in (true, predicted)]
    scores = number_scores(*undone) if undone[0].size == len(losses) else None
    return NumberResult(feed.port, feed.source, *undone, losses, scores)


def _class_result(dataset: Dataset, feed: Feed, loss: Any, predicted: NDArray, losses: NDArray) -> ClassResult:
    true, count = np.asarray(dataset.test_targets[feed.source][:]), dataset.num_classes
    scores = class_scores_of(predicted, count, loss)
    labels = scores.argmax(axis=1)
    confusion = np.zeros((count, count), np.intp)
    np.add.at(confusion, (true, labels), 1)
    areas = of_classes(true, scores, dataset.class_names)
    return ClassResult(feed.port, dataset.class_names, confusion, true, labels, scores, losses, areas)


def class_scores_of(predicted: NDArray, num_classes: int, loss: Any = None) -> NDArray[np.float32]:
    """Return what the model gives each class; a single number is the probability of the second one.

    A loss that takes logits says that softmax or sigmoid is still to come; for one of margins -1 is no and 1 is yes.
    """
    is_logits = getattr(loss, "from_logits", False)
    if predicted.shape[-1] == 1:
        given = predicted[:, :1]
        second = sigmoid(given) if is_logits else (1 + given) / 2 if is_margin(getattr(loss, "name", "")) else given
        return np.concatenate([1 - second, second], axis=1)
    scores = predicted.reshape(len(predicted), -1)
    return (softmax(scores) if is_logits else scores)[:, :num_classes]


def label_scores_of(predicted: NDArray, loss: Any = None) -> NDArray[np.float32] | None:
    """Return the probability of each label; None if what the model gives is none."""
    given = np.asarray(predicted, np.float32).reshape(len(predicted), -1)
    scores = sigmoid(given) if getattr(loss, "from_logits", False) else given
    return scores if ((scores >= 0) & (scores <= 1)).all() else None


def label_names(target: str, count: int) -> tuple[str, ...]:
    """Return names for the columns of a target."""
    return tuple(f"{target}[{number}]" for number in range(count))
