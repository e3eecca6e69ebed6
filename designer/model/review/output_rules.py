"""Rules about what a model gives and the loss it is trained with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from designer.model.candidates import Candidate, Idea, set_parameter
from designer.model.commands import RemoveNodes
from designer.model.data_candidates import fitting_loss, fitting_units
from designer.model.outputs import OutputFacts
from designer.model.report import Problem
from designer.model.review.design import Design
from designer.model.review.ideas import setting
from designer.model.review.rule import Finding, rule

if TYPE_CHECKING:
    from designer.model.document import Document

RANGES = {"sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0),
          "softsign": (-1.0, 1.0), "relu": (0.0, float("inf")), "softplus": (0.0, float("inf"))}  # fmt: skip


def with_units(units: int, activation: str) -> Idea:
    """Give the output so many units and an activation."""

    def idea(document: Document, problem: Problem) -> Iterator[Candidate]:
        layer = document.graph.layer_of(problem.node_ids[0])
        name = "units" if "units" in layer.arguments else "filters"
        changes = [set_parameter(layer, name, units), set_parameter(layer, "activation", activation)]
        text = f"Let '{layer.name}' have {units} {name} with {activation}"
        yield Candidate(text, lambda: [command for change in changes for command in change.make()])

    return idea


def sigmoid_before(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Where the activation is a layer by itself: delete it, and let the layer before it end with sigmoid."""
    design, node_id = Design(document), problem.node_ids[0]
    before = design.before(node_id)
    if before is not None and design.only_activates(node_id) and design.activation(before) == "linear":
        change = set_parameter(document.graph.layer_of(before), "activation", "sigmoid")
        yield Candidate(f"Replace {design.name(node_id)} by sigmoid", lambda: [*change.make(), RemoveNodes([node_id])])


def _exclusive(design: Design, output: OutputFacts) -> bool:
    """Say whether an output tells classes apart of which a sample has exactly one."""
    return design.data is not None and design.data.num_classes > 2 and output.units == design.data.num_classes


@rule(
    "warning",
    "Each sigmoid judges its own class alone: several can say yes at once, and the numbers do not add up to 1. softmax "
    "makes the classes compete, which is right where every sample belongs to exactly one.",
    setting("activation", "softmax"),
)
def sigmoid_for_classes(design: Design) -> Iterator[Finding]:
    """sigmoid over classes that exclude each other."""
    for output in design.outputs:
        if output.activation == "sigmoid" and _exclusive(design, output):
            text = f"'{output.name}' ends with sigmoid over {output.units} classes that exclude each other."
            yield (output.node_id,), text, "Use softmax."


@rule(
    "warning",
    "binary_crossentropy takes every output for a question of its own, to be answered by yes or no. With softmax the "
    "answers hang together, and the accuracy shown is far too good.",
    fitting_loss,
    setting("activation", "sigmoid"),
)
def softmax_with_binary_loss(design: Design) -> Iterator[Finding]:
    """softmax with the loss for yes and no."""
    for output in design.outputs:
        if output.activation == "softmax" and design.loss(output).lower().replace("_", "") == "binarycrossentropy":
            text = f"'{output.name}' ends with softmax, but is trained with binary_crossentropy."
            yield (output.node_id,), text, "Use sparse_categorical_crossentropy."


@rule(
    "warning",
    "softmax divides by the sum of all units. With a single unit that is the unit itself: the output is 1 for every "
    "sample, and nothing can be learned.",
    setting("activation", "sigmoid"),
    with_units(2, "softmax"),
    sigmoid_before,
)
def softmax_over_one(design: Design) -> Iterator[Finding]:
    """softmax over one unit."""
    for id in design.nodes:
        shape = design.output_shape(id)
        if design.activation(id) == "softmax" and shape and shape[-1] == 1:
            yield (id,), f"{design.name(id)} applies softmax to one unit: its output is always 1.", "Use sigmoid."


@rule(
    "warning",
    "With from_logits=True the loss applies softmax itself. Applied twice, it makes all classes nearly alike, and the "
    "gradient nearly vanishes.",
    setting("activation", "linear"),
    fitting_loss,
)
def softmax_and_logits(design: Design) -> Iterator[Finding]:
    """softmax in the model and in the loss."""
    for output in design.outputs:
        is_logits = design.loss(output).endswith("from logits")
        if is_logits and output.activation in ("softmax", "sigmoid"):
            text = f"'{output.name}' ends with {output.activation}, and its loss applies it once more."
            yield (output.node_id,), text, "Leave one of them out."


@rule(
    "warning",
    "A crossentropy compares probabilities. Plain numbers may be negative or above 1; they are cut off, and where they "
    "are cut off there is no gradient.",
    setting("activation", "softmax", "sigmoid"),
    fitting_loss,
)
def no_probabilities(design: Design) -> Iterator[Finding]:
    """A crossentropy of plain numbers."""
    for output in design.outputs:
        loss = design.loss(output).lower()
        is_plain = output.activation in ("linear", "relu", "tanh") and not loss.endswith("from logits")
        if "crossentropy" in loss and is_plain:
            gives = f"'{output.name}' gives plain numbers ({output.activation})"
            text = f"{gives}, but {design.loss(output)} takes probabilities."
            yield (output.node_id,), text, f"Let it end with {'sigmoid' if output.units == 1 else 'softmax'}."


@rule(
    "warning",
    "Each value of the output stands for one class. Those beyond the classes of the data are right for no sample: all "
    "that can be learned of them is that they are small.",
    fitting_units,
)
def more_units_than_classes(design: Design) -> Iterator[Finding]:
    """An output with values for classes that do not exist."""
    classes = design.data.num_classes if design.data is not None else 0
    if classes < 2 or len(design.outputs) != 1:
        return
    (output,) = design.outputs
    if output.shape is not None and len(output.shape) == 2 and (output.units or 0) > classes:
        text = f"'{output.name}' gives {output.units} values, but the data have {classes} classes."
        yield (output.node_id,), text, f"Give it {classes} units with softmax."


@rule(
    "warning",
    "relu gives 0 for everything negative, and 0 has no gradient: samples for which the output starts negative are "
    "never learned.",
    setting("activation", "linear", "softplus"),
)
def relu_at_the_end(design: Design) -> Iterator[Finding]:
    """relu as the last thing of a regression."""
    for output in design.outputs:
        if output.activation == "relu" and "crossentropy" not in design.loss(output):
            text = f"'{output.name}' ends with relu: it can get stuck at 0."
            yield (output.node_id,), text, "Leave the activation of the output out."


@rule(
    "warning",
    "What an activation can never give, a model that ends with it can never learn.",
    setting("activation", "linear"),
)
def target_out_of_reach(design: Design) -> Iterator[Finding]:
    """Targets outside the range of the output."""
    data = design.data
    for output in design.outputs if data is not None and data.task == "regression" else ():
        low, high = RANGES.get(output.activation or "", (float("-inf"), float("inf")))
        assert data is not None
        if data.target_minimum < low - 1e-6 or data.target_maximum > high + 1e-6:
            reach = f"from {low:g} to {high:g}" if high < float("inf") else f"of at least {low:g}"
            text = (
                f"The targets go from {data.target_minimum:.3g} to {data.target_maximum:.3g}, but {output.activation} "
                f"of '{output.name}' gives numbers {reach}."
            )
            yield (output.node_id,), text, "Leave the activation of the output out."


@rule(
    "hint",
    "The squared distance of a probability from 0 or 1 is small and flat where the model is most wrong; crossentropy "
    "is steep there and learns classes much faster.",
    fitting_loss,
)
def distance_for_classes(design: Design) -> Iterator[Finding]:
    """Classes learned with the loss for numbers."""
    for output in design.outputs:
        is_distance = "error" in design.loss(output).lower()
        if is_distance and design.data is not None and design.data.task == "classification":
            text = f"'{output.name}' learns classes with {design.loss(output)}."
            yield (output.node_id,), text, "Use a crossentropy."


@rule("hint", "Accuracy counts exact matches, and two decimal numbers are hardly ever exactly the same.")
def accuracy_of_numbers(design: Design) -> Iterator[Finding]:
    """Accuracy where numbers are learned."""
    for output in design.outputs:
        metrics = design.settings.metrics.get(output.name, ())
        if any("accuracy" in each.lower() for each in metrics) and "error" in design.loss(output).lower():
            text = f"'{output.name}' learns numbers, but is measured by accuracy."
            yield (output.node_id,), text, "Measure it by mae, the mean distance."
