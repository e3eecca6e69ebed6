"""The losses and metrics of a compiled model, matched with its outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn_core import losses, metrics
from nn_core.autodiff import convert_to_numpy
from nn_core.spec import registry
from nn_core.spec.serialization import find_custom
from nn_core.training.outputs import Outputs
from nn_core.tree import flatten

_ACCURACY, _CROSSENTROPY = ("accuracy", "acc"), ("crossentropy", "ce")


class CompiledLoss:
    """One loss for each output (None where an output has none), and the weights with which they add up.

    Args:
        outputs: if they are known; otherwise the first predictions tell them.
    """

    def __init__(self, loss: Any, loss_weights: Any, outputs: Outputs | None = None) -> None:
        self._given = loss, loss_weights
        self.outputs: Outputs | None = None
        self.losses: list[Any] = []
        self.trackers: dict[int, Any] = {}  # the running means of the single losses, if there are several
        if outputs is not None:
            self._match(outputs)

    def _match(self, outputs: Outputs) -> None:
        loss, loss_weights = self._given
        given = _per_output("loss", loss, outputs)
        self.losses = [None if each is None else meant("loss", each, losses.as_loss) for each in given]
        self.weights = [_as_weight(each) for each in _per_output("loss_weights", loss_weights, outputs)]
        if sum(each is not None for each in self.losses) > 1:
            pairs = zip(given, self.losses, strict=True)
            self._track_each(outputs, [name if isinstance(name, str) else loss and loss.name for name, loss in pairs])
        self.outputs = outputs

    def _track_each(self, outputs: Outputs, called: list[str]) -> None:
        """Make the running means, in Keras's order: that of the dict of losses, otherwise that of the outputs."""
        order = [outputs.paths.index(path) for path in outputs.as_given]
        if isinstance(self._given[0], dict) and not outputs.is_nested:
            order = [outputs.names.index(name) for name in self._given[0]]
        names: list[str] = []
        for i in order:
            if self.losses[i] is not None:
                names.append(_unlike(names, outputs.loss_name(i, called[i])))
                self.trackers[i] = metrics.Mean(name=names[-1])

    def __call__(self, y: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None) -> Any:
        """Return the weighted sum over the outputs and all penalties, a tensor; track the losses of the outputs."""
        total, values = self.compute(y, y_pred, sample_weight, regularization_losses)
        self.track(values, len(convert_to_numpy(flatten(y_pred)[0])))
        return total

    def compute(
        self, y: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None
    ) -> tuple[Any, list[Any]]:
        """Return the weighted sum, and the losses that `track` takes."""
        if self.outputs is None:
            self._match(Outputs(y_pred))
        assert self.outputs is not None
        targets = self.outputs.match("y", y)
        weights = self.outputs.match("sample_weight", sample_weight, is_shared=True)
        total: Any = None
        values: dict[int, Any] = {}
        for i, prediction in enumerate(flatten(y_pred)):
            if self.losses[i] is not None:
                value = values[i] = self._of_output(self.outputs.names[i], i, (targets[i], prediction, weights[i]))
                weighted = value if self.weights[i] is None else value * self.weights[i]
                total = weighted if total is None else total + weighted
        for penalty in regularization_losses or []:
            total = penalty if total is None else total + penalty
        return total, [values[i] for i in self.trackers]

    def track(self, values: list[Any], count: Any) -> None:
        """Take single losses into their running means; each stands for `count` samples."""
        for tracker, value in zip(self.metrics, values, strict=True):
            tracker.update_state(convert_to_numpy(value), sample_weight=count)

    def _of_output(self, name: str, i: int, arguments: tuple[Any, Any, Any]) -> Any:
        if arguments[0] is None:
            raise ValueError(f"Output '{name}' has a loss, but there are no targets (y) for it.")
        try:
            return self.losses[i](*arguments)
        except ValueError as error:
            raise ValueError(f"Output '{name}': {error}") from error

    @property
    def metrics(self) -> list[Any]:
        """The running means of the single losses, if there are several."""
        return list(self.trackers.values())


class CompiledMetrics:
    """The metrics of each output; names such as 'accuracy' are resolved when the first targets are seen."""

    name = "compile_metrics"

    def __init__(self, given: Any, weighted: Any, outputs: Outputs | None = None) -> None:
        self._given = given, weighted
        self.are_given = given is not None or weighted is not None
        self.outputs: Outputs | None = None
        self._resolved: list[tuple[int, Any, bool, str]] | None = None
        if outputs is not None:
            self._match(outputs)

    def _match(self, outputs: Outputs) -> None:
        given, weighted = self._given
        self._unweighted = _metrics_per_output("metrics", given, outputs)
        self._weighted = _metrics_per_output("weighted_metrics", weighted, outputs)
        self.outputs = outputs

    @property
    def metrics(self) -> list[Any]:
        return [metric for _, metric, _, _ in self._resolved or []]

    @property
    def variables(self) -> list[Any]:
        """What the metrics have collected."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def reset_state(self) -> None:
        """Let all metrics forget what they saw."""
        for metric in self.metrics:
            metric.reset_state()

    def match(self, y: Any, y_pred: Any) -> None:
        """Find the metrics that are meant, from the first targets and predictions."""
        if self.outputs is None:
            self._match(Outputs(y_pred))
        if self._resolved is None and self.outputs is not None:
            self._resolved = self._resolve(self.outputs, y, flatten(y_pred))

    def update_state(self, y: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        predictions = flatten(y_pred)  # tensors: their masks count
        self.match(y, y_pred)
        if not self._resolved or self.outputs is None:
            return
        targets = self.outputs.match("y", y)
        weights = self.outputs.match("sample_weight", sample_weight, is_shared=True)
        for i, metric, is_weighted, name in self._resolved:
            try:
                metric.update_state(targets[i], predictions[i], weights[i] if is_weighted else None)
            except ValueError as error:
                raise ValueError(f"Metric '{name}': {error}") from error

    def result(self) -> dict[str, Any]:
        """Return the value of every metric under the name it has in the history."""
        found: dict[str, Any] = {}
        for _, metric, _, name in self._resolved or []:
            value = metric.result()
            found.update(value if isinstance(value, dict) else {name: value})
        return found

    def _resolve(self, outputs: Outputs, y: Any, predictions: list[Any]) -> list[tuple[int, Any, bool, str]]:
        prefixes = [f"{name}_" if len(outputs) > 1 and outputs.are_named else "" for name in outputs.names]
        targets = outputs.match("y", y)
        resolved: list[tuple[int, Any, bool, str]] = []
        for is_weighted, groups in ((False, self._unweighted), (True, self._weighted)):
            for i, group in enumerate(groups):
                for identifier in group:
                    metric = resolve_metric(identifier, convert_to_numpy(targets[i]), predictions[i])
                    taken = [name for *_, name in resolved]
                    name = f"{prefixes[i]}{metric.name}"
                    if is_weighted and name in taken:
                        name = f"{prefixes[i]}weighted_{metric.name}"
                    resolved.append((i, metric, is_weighted, _unlike(taken, name)))
        return resolved


def _unlike(taken: list[str], name: str) -> str:
    """Return the name, numbered if there is one like it already."""
    found, number = name, 0
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _as_weight(given: Any) -> Any:
    if isinstance(given, str):
        raise ValueError(
            f"compile(): loss_weights must be numbers, not {given!r}. Write metrics=[{given!r}] for a metric."
        )
    return given


def meant(argument: str, given: Any, find: Callable[[Any], Any]) -> Any:
    """Return what an argument of compile() means; the error says which argument it was."""
    try:
        return find(given)
    except (ValueError, TypeError) as error:
        raise type(error)(f"compile(): {argument}{' ' if str(error).startswith('must') else ': '}{error}") from error


def checked_metrics(argument: str, given: Any) -> Any:
    """Return metrics in their structure, only Keras's names left as they are; ValueError if one of them is none."""
    if isinstance(given, dict) and "class_name" not in given:
        return {name: checked_metrics(argument, each) for name, each in given.items()}
    if isinstance(given, list | tuple):
        return [checked_metrics(argument, each) for each in given]
    if given is None:
        return None
    found = meant(argument, given, _found_metric)
    return given if isinstance(given, str) and find_custom(given) is None else found


def resolve_metric(identifier: Any, y_true: Any, y_pred: Any) -> Any:
    """Return the metric meant; 'accuracy' and 'crossentropy' mean the kind that fits the targets, as in Keras."""
    word = identifier.lower() if isinstance(identifier, str) else ""
    if word in _ACCURACY:
        metric = _kind(
            y_true, y_pred, metrics.BinaryAccuracy, metrics.SparseCategoricalAccuracy, metrics.CategoricalAccuracy
        )()
    elif word in _CROSSENTROPY:
        kinds = (metrics.BinaryCrossentropy, metrics.SparseCategoricalCrossentropy, metrics.CategoricalCrossentropy)
        metric = _kind(y_true, y_pred, *kinds)()
    else:
        metric = _found_metric(identifier)
        if not isinstance(metric, metrics.Metric):
            name = getattr(metric, "name", None) or getattr(metric, "__name__", "metric")
            metric = metrics.MeanMetricWrapper(metric, name=name)
    if isinstance(identifier, str):
        metric.name = identifier
    return metric


def _found_metric(identifier: Any) -> Any:
    """Return the metric, or the loss that serves as one; a word that waits for the targets to be seen stays a word."""
    if isinstance(identifier, str):
        if identifier.lower() in _ACCURACY + _CROSSENTROPY:
            return identifier
        if registry.find("metric", identifier) is None and registry.find("loss", identifier):
            return losses.get(identifier)
    return metrics.get(identifier)


def _kind(y_true: Any, y_pred: Any, binary: Any, sparse: Any, categorical: Any) -> Any:
    if y_pred.shape[-1] == 1:
        return binary
    is_sparse = y_true.ndim < y_pred.ndim or (y_true.shape[-1] == 1 and y_pred.shape[-1] > 1)
    return sparse if is_sparse else categorical


def _per_output(what: str, given: Any, outputs: Outputs) -> list[Any]:
    """Spread what was passed to compile over the outputs."""
    is_saved = isinstance(given, dict) and "class_name" in given
    return [given] * len(outputs) if is_saved else outputs.match(what, given, is_shared=True)


def _metrics_per_output(what: str, given: Any, outputs: Outputs) -> list[list[Any]]:
    """Return the metrics of each output; a plain list belongs to the only output, or else has one entry for each."""
    if len(outputs) == 1 and isinstance(given, list | tuple):
        return [[metric for each in given for metric in _as_list(each)]]
    return [_as_list(each) for each in _per_output(what, given, outputs)]


def _as_list(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]
