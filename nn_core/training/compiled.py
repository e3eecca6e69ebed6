"""The losses and metrics of a compiled model, matched with its outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn_core import losses, metrics
from nn_core.autodiff import convert_to_numpy
from nn_core.spec import registry
from nn_core.spec.naming import did_you_mean
from nn_core.spec.serialization import find_custom
from nn_core.spec.structure import flatten

_ACCURACY, _CROSSENTROPY = ("accuracy", "acc"), ("crossentropy", "ce")


class CompiledLoss:
    """One loss for each output (None where an output has none), and the weights with which they add up.

    Args:
        output_names: if they are known; otherwise the first predictions tell them.
    """

    def __init__(self, loss: Any, loss_weights: Any, output_names: list[str] | None = None) -> None:
        self._given = loss, loss_weights
        self.output_names: list[str] = []
        self.losses: list[Any] = []
        self.trackers: list[Any] = []
        if output_names:
            self._match(output_names)

    def _match(self, names: list[str]) -> None:
        loss, loss_weights = self._given
        given = _per_output("loss", loss, names)
        self.losses = [None if each is None else meant("loss", each, losses.as_loss) for each in given]
        self.weights = [_as_weight(each) for each in _per_output("loss_weights", loss_weights, names)]
        self.trackers = [metrics.Mean(name=f"{name}_loss") for name in names] if len(names) > 1 else []
        self.output_names = names

    def __call__(self, y: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None) -> Any:
        """Return the weighted sum over the outputs and all penalties, a tensor; track the losses of the outputs."""
        total, values = self.compute(y, y_pred, sample_weight, regularization_losses)
        self.track([value for value in values if value is not None], len(convert_to_numpy(flatten(y_pred)[0])))
        return total

    def compute(
        self, y: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None
    ) -> tuple[Any, list[Any]]:
        """Return the weighted sum, and the loss of every output (None where there is none)."""
        if not self.output_names:
            self._match(names_of(y_pred))
        targets = match_outputs("y", y, self.output_names)
        weights = match_outputs("sample_weight", sample_weight, self.output_names, is_shared=True)
        total: Any = None
        values: list[Any] = [None] * len(self.output_names)
        for i, prediction in enumerate(flatten(y_pred)):
            if self.losses[i] is not None:
                value = values[i] = self._of_output(i, targets[i], prediction, weights[i])
                weighted = value if self.weights[i] is None else value * self.weights[i]
                total = weighted if total is None else total + weighted
        for penalty in regularization_losses or []:
            total = penalty if total is None else total + penalty
        return total, values

    def track(self, values: list[Any], count: Any) -> None:
        """Take the losses of the outputs that have one into their running means; each stands for `count` samples."""
        for tracker, value in zip(self.metrics, values, strict=False):
            tracker.update_state(convert_to_numpy(value), sample_weight=count)

    def _of_output(self, i: int, y: Any, y_pred: Any, sample_weight: Any) -> Any:
        name = self.output_names[i]
        if y is None:
            raise ValueError(f"Output '{name}' has a loss, but there are no targets (y) for it.")
        try:
            return self.losses[i](y, y_pred, sample_weight)
        except ValueError as error:
            raise ValueError(f"Output '{name}': {error}") from error

    @property
    def metrics(self) -> list[Any]:
        """The running means of the single losses, if there are several."""
        return [tracker for tracker, loss in zip(self.trackers, self.losses, strict=False) if loss is not None]


class CompiledMetrics:
    """The metrics of each output; names such as 'accuracy' are resolved when the first targets are seen."""

    name = "compile_metrics"

    def __init__(self, given: Any, weighted: Any, output_names: list[str] | None = None) -> None:
        self._given = given, weighted
        self.output_names: list[str] = []
        self._resolved: list[tuple[int, Any, bool, str]] | None = None
        if output_names:
            self._match(output_names)

    def _match(self, names: list[str]) -> None:
        given, weighted = self._given
        self._unweighted = _metrics_per_output("metrics", given, names)
        self._weighted = _metrics_per_output("weighted_metrics", weighted, names)
        self.output_names = names

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
        if not self.output_names:
            self._match(names_of(y_pred))
        if self._resolved is None:
            self._resolved = self._resolve(y, flatten(y_pred))

    def update_state(self, y: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        predictions = flatten(y_pred)  # tensors: their masks count
        self.match(y, y_pred)
        if not self._resolved:
            return
        targets = match_outputs("y", y, self.output_names)
        weights = match_outputs("sample_weight", sample_weight, self.output_names, is_shared=True)
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

    def _resolve(self, y: Any, predictions: list[Any]) -> list[tuple[int, Any, bool, str]]:
        targets = match_outputs("y", y, self.output_names)
        resolved: list[tuple[int, Any, bool, str]] = []
        for is_weighted, groups in ((False, self._unweighted), (True, self._weighted)):
            for i, group in enumerate(groups):
                for identifier in group:
                    metric = resolve_metric(identifier, convert_to_numpy(targets[i]), predictions[i])
                    taken = [name for *_, name in resolved]
                    resolved.append((i, metric, is_weighted, self._logged_name(i, metric.name, is_weighted, taken)))
        return resolved

    def _logged_name(self, i: int, name: str, is_weighted: bool, taken: list[str]) -> str:
        """Return Keras's name in the history: with the output if there are several, and never one twice."""
        prefix = f"{self.output_names[i]}_" if len(self.output_names) > 1 else ""
        if f"{prefix}{name}" in taken and is_weighted:
            name = f"weighted_{name}"
        number, logged = 0, f"{prefix}{name}"
        while logged in taken:
            number += 1
            logged = f"{prefix}{name}_{number}"
        return logged


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


def names_of(y_pred: Any) -> list[str]:
    """Return names for the outputs of a model that has none."""
    return list(y_pred) if isinstance(y_pred, dict) else [f"output_{i + 1}" for i in range(len(flatten(y_pred)))]


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
            metric = metrics.MeanMetricWrapper(metric, name=getattr(metric, "__name__", "metric"))
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


def match_outputs(what: str, values: Any, output_names: list[str], is_shared: bool = False) -> list[Any]:
    """Return one value for each output, from a list, a dict by output name, or a single value."""
    count = len(output_names)
    if isinstance(values, dict):
        unknown = [name for name in values if name not in output_names]
        if unknown:
            raise ValueError(
                f"{what} names an output {unknown[0]!r} that the model does not have; its outputs are {output_names}."
                f"{did_you_mean(unknown[0], output_names)}"
            )
        return [values.get(name) for name in output_names]
    if isinstance(values, list | tuple):
        if len(values) != count:
            raise ValueError(
                f"{what} has {len(values)} parts, but the model has {count} outputs ({', '.join(output_names)})."
            )
        return list(values)
    if count > 1 and not is_shared:
        raise ValueError(f"The model has {count} outputs ({', '.join(output_names)}), but {what} is a single array.")
    return [values] * count


def _per_output(what: str, given: Any, output_names: list[str]) -> list[Any]:
    """Spread what was passed to compile over the outputs."""
    is_saved = isinstance(given, dict) and "class_name" in given
    if given is None or (isinstance(given, list | tuple | dict) and not is_saved):
        return match_outputs(what, given, output_names, is_shared=True)
    return [given] * len(output_names)


def _metrics_per_output(what: str, given: Any, output_names: list[str]) -> list[list[Any]]:
    """Return the metrics of each output; a plain list belongs to the only output, or else has one entry for each."""
    if len(output_names) == 1 and isinstance(given, list | tuple):
        return [[metric for each in given for metric in _as_list(each)]]
    return [_as_list(each) for each in _per_output(what, given, output_names)]


def _as_list(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]
