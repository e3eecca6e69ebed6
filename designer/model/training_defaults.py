"""Training defaults: loss, metrics and optimizer chosen from the outputs and the targets, each with its reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from designer.model.outputs import OutputFacts
from designer.model.settings import TrainingSettings

Task = Literal["classification", "regression"]

ENOUGH_STEPS = 1000  # with these, one hidden layer learns what there is to learn in a small set
FEWEST_EPOCHS = 10
ROUND_EPOCHS = (10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 400, 500)


@dataclass(frozen=True)
class TargetFacts:
    """What is known about a target: classes as whole-number labels, or numbers of a shape (without the batch axis)."""

    task: Task
    num_classes: int = 0
    shape: tuple[int, ...] = ()
    are_labels: bool = False  # the numbers are a row of 0 and 1: any of them may be yes


@dataclass(frozen=True)
class Reason:
    """Why a setting was chosen, as a sentence. `output` is empty for what holds for the whole model."""

    setting: str
    output: str
    value: str
    text: str


@dataclass(frozen=True)
class Inferred:
    """Settings with nothing missing, and why."""

    settings: TrainingSettings
    reasons: tuple[Reason, ...]


def inferred_defaults(
    outputs: Sequence[OutputFacts],
    targets: Mapping[str, TargetFacts] | None = None,
    settings: TrainingSettings | None = None,
    num_samples: int | None = None,
) -> Inferred:
    """Fill in what the settings leave open; what the user chose for an output that exists stays."""
    settings, reasons = settings or TrainingSettings(), []
    losses: dict[str, str] = {}
    metrics: dict[str, tuple[str, ...]] = {}
    for position, output in enumerate(outputs):
        target = _target_of(output, position, targets or {})
        chosen = _loss(output, target)
        losses[output.name] = settings.losses.get(output.name, chosen.value)
        if output.name not in settings.losses:
            reasons.append(chosen)
        measured = _metric(output, losses[output.name], target is not None and target.are_labels)
        metrics[output.name] = settings.metrics.get(output.name, (measured.value,))
        if output.name not in settings.metrics:
            reasons.append(measured)
    if settings.learning_rate is None:
        reasons.append(_about_optimizer(settings.optimizer))
    if settings.epochs is None:
        settings, about_epochs = _with_epochs(settings, num_samples)
        reasons += about_epochs
    weights = {name: weight for name, weight in settings.loss_weights.items() if name in losses}
    return Inferred(replace(settings, losses=losses, metrics=metrics, loss_weights=weights), tuple(reasons))


def _target_of(output: OutputFacts, position: int, targets: Mapping[str, TargetFacts]) -> TargetFacts | None:
    """Return the target with the output's name, else the one in its place, else the only one."""
    by_position = list(targets.values())
    if output.name in targets or not by_position:
        return targets.get(output.name)
    return by_position[position] if position < len(by_position) else by_position[-1]


def _loss(output: OutputFacts, target: TargetFacts | None) -> Reason:
    if target is None:
        return _loss_by_activation(output)
    if target.are_labels and output.activation == "sigmoid":
        why = f"each of the {output.units} values is a yes or no of its own."
        return _chosen(output, "binary_crossentropy", why)
    if target.task == "regression":
        return _chosen(output, "mean_squared_error", "the target is a number: large errors count most.")
    return _loss_for_classes(output, target.num_classes)


def _loss_by_activation(output: OutputFacts) -> Reason:
    if output.activation == "softmax":
        why = "it ends with softmax, one probability for each class."
        return _chosen(output, "sparse_categorical_crossentropy", why)
    if output.activation == "sigmoid":
        return _chosen(output, "binary_crossentropy", "it ends with sigmoid, the probability of yes.")
    return _chosen(output, "mean_squared_error", "it gives plain numbers: large errors count most.")


def _loss_for_classes(output: OutputFacts, num_classes: int) -> Reason:
    if output.units == 1:
        why = f"one value is to tell {num_classes} classes apart, as a probability."
        advice = f" Let '{output.name}' end with sigmoid, so that it is one." * (output.activation != "sigmoid")
        return _chosen(output, "binary_crossentropy", why + advice)
    if output.activation == "sigmoid":
        why = f"each of the {output.units} values is a probability of its own. For classes that exclude each other"
        return _chosen(output, "binary_crossentropy", f"{why}, softmax is the usual choice.")
    why = f"the target is one of {num_classes} classes, given as a number."
    advice = f" It compares probabilities: let '{output.name}' end with softmax." * (output.activation != "softmax")
    return _chosen(output, "sparse_categorical_crossentropy", why + advice)


def _metric(output: OutputFacts, loss: str, are_labels: bool) -> Reason:
    if "crossentropy" in loss and are_labels:
        text = f"'{output.name}' is measured by binary_accuracy: the share of labels it gets right."
        return Reason("metrics", output.name, "binary_accuracy", text)
    if "crossentropy" in loss:
        text = f"'{output.name}' is measured by accuracy: the share of samples it gets right."
        return Reason("metrics", output.name, "accuracy", text)
    text = f"'{output.name}' is measured by mae: the mean distance from the right number."
    return Reason("metrics", output.name, "mae", text)


def _about_optimizer(optimizer: str) -> Reason:
    if optimizer == "adam":
        text = "adam adapts the step of every weight by itself; its own learning rate of 0.001 suits most models."
    else:
        text = f"{optimizer} starts with its own learning rate."
    return Reason("optimizer", "", optimizer, text)


def _with_epochs(settings: TrainingSettings, num_samples: int | None) -> tuple[TrainingSettings, list[Reason]]:
    """Choose the number of epochs so that a small set gives as many steps as a large one does by itself."""
    if num_samples is None:
        return replace(settings, epochs=FEWEST_EPOCHS), []
    num_trained_on = max(1, math.floor(num_samples * (1 - settings.validation_split)))
    steps = math.ceil(num_trained_on / settings.batch_size)
    wanted = ENOUGH_STEPS / steps
    epochs = next((number for number in ROUND_EPOCHS if number >= wanted), ROUND_EPOCHS[-1])
    size = "large" if epochs == FEWEST_EPOCHS else "small"
    count = "1 step" if steps == 1 else f"{steps:,} steps"
    text = f"{epochs} epochs, because the set is {size}: {count} each."
    return replace(settings, epochs=epochs), [Reason("epochs", "", str(epochs), text)]


def _chosen(output: OutputFacts, loss: str, why: str) -> Reason:
    return Reason("losses", output.name, loss, f"'{output.name}' is trained with {loss}, because {why}")
