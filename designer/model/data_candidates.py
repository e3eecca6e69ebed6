"""Ideas of what might solve a problem between a model and its data, or a weak spot of the design."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from designer.model import catalog
from designer.model.bridges import bridges, makes_any_shape
from designer.model.candidates import Candidate, Idea, insert_before, set_parameter
from designer.model.command import Command
from designer.model.commands import SetSettings
from designer.model.graph import LayerSpec
from designer.model.new_input import shape_parameters
from designer.model.report import Problem
from nn_core.spec.kinds import Integer

if TYPE_CHECKING:
    from designer.model.document import Document


def ideas(problem: Problem) -> tuple[Idea, ...]:
    """Return what may help: against a weak spot what its rule says, else what fits model and data to each other."""
    if problem.about == "design":
        from designer.model.review.rule import RULES

        return RULES[problem.rule].ideas
    return (fitting_loss, fitting_units, flat_end, fitting_input)


def fitting_loss(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Let the loss follow from the output and the data."""
    names = {document.graph.layer_of(id).name for id in problem.node_ids}
    losses = {name: loss for name, loss in document.settings.losses.items() if name not in names}
    if losses != document.settings.losses:
        text = "Let the loss follow from the output and the data"
        yield Candidate(text, lambda: [SetSettings(replace(document.settings, losses=losses), text)])


def fitting_units(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Let an output give as many values as there are classes or numbers to learn, with the activation for that."""
    for node_id in problem.node_ids:
        layer = document.graph.layer_of(node_id)
        for units, activation in _wanted_ends(document):
            yield from _ends(document, layer, units, activation)


def _wanted_ends(document: Document) -> list[tuple[int, str]]:
    data = document.data_facts(document)
    if data is None:
        return []
    if data.task == "regression":
        return [(data.target_shape[-1] if data.target_shape else 1, "linear")]
    return [(data.num_classes, "softmax"), *([(1, "sigmoid")] if data.num_classes == 2 else [])]


def _ends(document: Document, layer: LayerSpec, units: int, activation: str) -> Iterator[Candidate]:
    """Yield the ways to end with so many values: the sizes a layer has, with and without the loss chosen anew."""
    cls = catalog.find_layer_class(layer.class_name)
    if cls is None or layer.inner is not None or "weighted" not in cls.roles:
        return
    for each in cls.parameters.values():
        if isinstance(each.kind, Integer) and each.is_required:
            changes = [set_parameter(layer, each.name, units)]
            if "activation" in cls.parameters:
                changes.append(set_parameter(layer, "activation", activation))
            losses = {name: loss for name, loss in document.settings.losses.items() if name != layer.name}
            settings = replace(document.settings, losses=losses)
            more = [SetSettings(settings)] if settings != document.settings else []

            def make(changes: list[Candidate] = changes, more: list[SetSettings] = more) -> list[Command]:
                return [command for change in changes for command in change.make()] + list(more)

            yield Candidate(f"Let '{layer.name}' have {units} {each.name} with {activation}", make)


def flat_end(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Lay out or pool the samples before the last layer, with and without other units."""
    for node_id in problem.node_ids:
        layer = document.graph.layer_of(node_id)
        shapes = document.report.facts[node_id].input_shapes
        for edge in document.graph.in_edges(node_id) if shapes and len(shapes[0] or ()) > 2 else ():
            for cls in (each for each in bridges() if not makes_any_shape(each)):
                insert = insert_before(layer.name, cls, edge, {})
                yield insert
                for units, activation in _wanted_ends(document):
                    for end in _ends(document, layer, units, activation):
                        text = f"{insert.text}, and give it {units} units with {activation}"
                        yield Candidate(text, lambda end=end, insert=insert: [*insert.make(), *end.make()])  # type: ignore[misc]


def fitting_input(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Give an input the shape of the data; choosing other data is no repair of a model."""
    data = document.data_facts(document)
    for node_id in problem.node_ids:
        layer = document.graph.layer_of(node_id)
        cls = catalog.find_layer_class(layer.class_name)
        if data is None or cls is None or not layer.is_input:
            continue
        shapes = [list(each.shape) for each in data.inputs]
        shapes += [[*shape, 1] for shape in shapes if len(shape) == 2]
        for name in shape_parameters(cls):
            yield from (set_parameter(layer, name, shape) for shape in shapes)
