"""Plan: the training settings with every gap filled from the model and the data, and the reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import MisfitError
from designer.data.fitting import Fit, fit
from designer.data.port import InputPort, OutputPort, fits
from designer.model.document import Document
from designer.model.outputs import OutputFacts, output_facts
from designer.model.settings import TrainingSettings
from designer.model.training_defaults import Inferred, Reason, TargetFacts, inferred_defaults
from designer.training.choices import FROM_LOGITS, losses_of_logits
from designer.training.logits import metric_of
from nn_core.spec import registry

_LOOKED_AT = 1000  # rows of a target, to see what it is


@dataclass(frozen=True)
class Plan:
    """Everything `compile` and `fit` need to know."""

    settings: TrainingSettings
    reasons: tuple[Reason, ...]
    fit: Fit

    @property
    def output_names(self) -> list[str]:
        """The outputs, in the model's order."""
        return [feed.port for feed in self.fit.targets]

    def compile_arguments(self) -> dict[str, Any]:
        """Return what to pass to `Model.compile`, output by output."""
        settings, names = self.settings, self.output_names
        weights = [settings.loss_weights.get(name, 1.0) for name in names] if settings.loss_weights else None
        return {
            "optimizer": optimizer_of(settings),
            "loss": [loss_of(settings.losses[name]) for name in names],
            "metrics": [metrics_of(settings, name) for name in names],
            "loss_weights": weights,
        }

    @property
    def num_epochs(self) -> int:
        """How often the training sees all samples."""
        assert self.settings.epochs is not None, "a plan leaves nothing open"
        return self.settings.epochs

    @property
    def num_training_samples(self) -> int:
        """How many samples are left to learn from, once the validation part is taken off."""
        return num_training_samples(self.settings, self.fit.dataset)


def num_training_samples(settings: TrainingSettings, dataset: Dataset) -> int:
    """Return how many samples of a dataset are learned from."""
    return math.floor(dataset.num_samples * (1 - dataset.validation_share(settings.validation_split)))


def plan(document: Document, dataset: Dataset) -> Plan:
    """Fill the gaps of a document's settings; MisfitError if data and model do not go together."""
    if not document.report.is_valid:
        first = document.report.errors[0]
        raise MisfitError(first.text, first.remedy)
    outputs = output_facts(document.graph, document.report.facts)
    inferred = infer(document.settings, outputs, dataset)
    ports = output_ports(outputs, inferred.settings)
    return Plan(inferred.settings, inferred.reasons, fit(dataset, input_ports(document), ports))


def output_ports(outputs: Sequence[OutputFacts], settings: TrainingSettings) -> list[OutputPort]:
    """Return the outputs of the model with the losses of complete settings."""
    return [OutputPort(each.name, _sample_shape(each), settings.losses[each.name]) for each in outputs]


def infer(settings: TrainingSettings, outputs: Sequence[OutputFacts], dataset: Dataset | None) -> Inferred:
    """Fill in what the settings leave open."""
    if dataset is None:
        return inferred_defaults(outputs, {}, settings)
    targets = {each.name: _target_facts(position, each, dataset) for position, each in enumerate(outputs)}
    return inferred_defaults(outputs, targets, settings, dataset.num_samples)


def input_ports(document: Document) -> list[InputPort]:
    """Return the inputs of the model, in the order the compiled model has."""
    graph, facts = document.graph, document.report.facts
    used = [id for id in graph.inputs() if graph.out_edges(id)]
    return [InputPort(graph.layer_of(id).name, tuple(facts[id].output_shape or ())[1:]) for id in used]


def default_learning_rate(optimizer: str) -> float:
    """Return the learning rate an optimizer starts with if none is set."""
    return float(registry.get("optimizer", optimizer).parameters["learning_rate"].default)


def learning_rate_of(settings: TrainingSettings) -> float:
    """Return the learning rate a training begins with, unless it follows a schedule."""
    own = settings.learning_rate
    return default_learning_rate(settings.optimizer) if own is None else own


def optimizer_of(settings: TrainingSettings) -> Any:
    """Make the optimizer, with its own learning rate unless another is set."""
    cls = registry.get("optimizer", settings.optimizer)
    if settings.schedule is not None:
        return cls(learning_rate=settings.schedule)
    return cls() if settings.learning_rate is None else cls(learning_rate=settings.learning_rate)


def loss_of(name: str) -> Any:
    """Return what `compile` takes for the name of a loss; of one that gets logits, the loss itself."""
    if not name.endswith(FROM_LOGITS):
        return name
    cls = losses_of_logits().get(name)
    if cls is None:
        raise ValueError(f"There is no loss that takes logits called {name.removesuffix(FROM_LOGITS)!r}.")
    return cls(from_logits=True)


def metrics_of(settings: TrainingSettings, output: str) -> list[Any]:
    """Return what `compile` takes for the metrics of an output in complete settings."""
    return [metric_of(name, settings.losses[output]) for name in settings.metrics[output]]


def is_validated(settings: TrainingSettings, dataset: Dataset | None) -> bool:
    """Say whether there is something to validate on."""
    if dataset is None:
        return bool(settings.validation_split)
    return bool(dataset.validation_inputs or dataset.validation_share(settings.validation_split))


def class_weights_of(settings: TrainingSettings, fit: Fit) -> dict[Any, Any] | None:
    """Return the weights of the classes as fit() takes them: of several outputs by name; None if all samples count."""
    if len(fit.targets) == 1:
        return class_weights(settings, fit.dataset)
    if settings.class_weight is None or fit.dataset.task != "classification":
        return None
    targets = {feed.port: fit.dataset.targets.get(feed.source) for feed in fit.targets}
    return {name: _balancing(labels, fit.dataset) for name, labels in targets.items() if _are_labels(labels)} or None


def class_weights(settings: TrainingSettings, dataset: Dataset | None) -> dict[int, float] | None:
    """Return how much a sample of each class counts so that all classes count alike; None if all samples do."""
    if settings.class_weight is None or dataset is None or dataset.task != "classification":
        return None
    labels = next((values for values in dataset.targets.values() if _are_labels(values)), None)
    return None if labels is None else _balancing(labels, dataset)


def _are_labels(values: NDArray | None) -> bool:
    return values is not None and values.dtype.kind in "iu" and values.ndim == 1


def _balancing(labels: NDArray, dataset: Dataset) -> dict[int, float]:
    counts = np.bincount(labels[:], minlength=dataset.num_classes)
    return {k: round(float(len(labels) / (np.count_nonzero(counts) * n)), 6) for k, n in enumerate(counts) if n}


def _sample_shape(output: OutputFacts) -> tuple[int | None, ...]:
    return tuple(output.shape or ())[1:]


def _target_facts(position: int, output: OutputFacts, dataset: Dataset) -> TargetFacts:
    """Describe what an output is to learn: the target of its name or place, or the input it has the shape of."""
    shape = _sample_shape(output)
    repeated = next((each for each in dataset.input_shapes.values() if len(each) > 1 and fits(each, shape)), None)
    if repeated is not None:
        return TargetFacts("regression", shape=repeated)
    names = list(dataset.targets)
    name = output.name if output.name in names else names[min(position, len(names) - 1)]
    some = np.asarray(dataset.targets[name][:_LOOKED_AT])
    return TargetFacts(dataset.task, dataset.num_classes, dataset.target_shapes[name], holds_labels(some))


def holds_labels(target: NDArray) -> bool:
    """Say whether a target is a row of yes and no for each sample."""
    return target.ndim == 2 and target.shape[1] > 1 and bool(np.isin(target, (0, 1)).all())
