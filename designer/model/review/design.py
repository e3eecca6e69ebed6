"""Design: a document as the rules of the review read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from designer.model import catalog
from designer.model.explain import windows_of
from designer.model.graph import Graph
from designer.model.outputs import OutputFacts, output_facts, own_activation
from designer.model.report import Facts, Report, UnknownShape
from designer.model.settings import TrainingSettings
from designer.model.training_defaults import TargetFacts, inferred_defaults
from nn_core.layers.described import Role, Window
from nn_core.layers.layer import Layer

if TYPE_CHECKING:
    from designer.model.document import Document


class Design:
    """Layers, what they declare, their parameters, their neighbours; the outputs with their losses; the data.

    Of a nested model (given as its graph and facts) only layers and their neighbours are known.
    """

    def __init__(self, document: Document, inner: tuple[Graph, Mapping[str, Facts]] | None = None) -> None:
        self.document, self.graph, self.report = document, document.graph, document.report
        if inner is not None:
            self.graph, self.report = inner[0], Report(inner[1])
        self.data = document.data_facts(document) if inner is None else None
        self.nodes = [id for id in self.graph.topological_order() if id in self.report.facts]
        self._classes: dict[str, type[Layer] | None] = {}

    @cached_property
    def nested(self) -> dict[str, Design]:
        """The nested models by their nodes."""
        pairs = [(id, self.graph.layer_of(id).inner, self.facts(id).inner) for id in self.nodes]
        return {id: Design(self.document, (inner, facts)) for id, inner, facts in pairs if inner and facts is not None}

    # ---- one node -----------------------------------------------------------------------------------------

    def name(self, node_id: str) -> str:
        """Return the name of its layer in quotes."""
        return f"'{self.graph.layer_of(node_id).name}'"

    def cls(self, node_id: str) -> type[Layer] | None:
        """Return the class of its layer, unless that is unknown or a nested model."""
        layer = self.graph.layer_of(node_id)
        if layer.class_name not in self._classes:
            self._classes[layer.class_name] = catalog.find_layer_class(layer.class_name)
        return None if layer.inner is not None else self._classes[layer.class_name]

    def has(self, node_id: str, role: Role) -> bool:
        """Say whether its layer declares a role."""
        cls = self.cls(node_id)
        return cls is not None and role in cls.roles

    def having(self, role: Role) -> list[str]:
        """Return the nodes whose layers declare a role."""
        return [id for id in self.nodes if self.has(id, role)]

    def value(self, node_id: str, name: str, otherwise: Any = None) -> Any:
        """Return the value of a parameter as JSON data."""
        cls, layer = self.cls(node_id), self.graph.layer_of(node_id)
        if cls is None or name not in cls.parameters:
            return otherwise
        return layer.arguments.get(name, catalog.default_to_json(cls.parameters[name]))

    def number(self, node_id: str, name: str) -> float:
        """Return the value of a parameter if it is a number, else 0."""
        value = self.value(node_id, name)
        return float(value) if isinstance(value, int | float) else 0.0

    def facts(self, node_id: str) -> Facts:
        return self.report.facts[node_id]

    def output_shape(self, node_id: str) -> UnknownShape:
        return self.facts(node_id).output_shape

    def windows(self, node_id: str) -> tuple[Window, ...]:
        """Return the windows its layer slides."""
        return () if self.facts(node_id).error else windows_of(self.graph.layer_of(node_id))

    def activation(self, node_id: str) -> str | None:
        """Return the name of the function it applies: that of its parameter, or of the layer itself."""
        return own_activation(self.graph.layer_of(node_id)) if self.cls(node_id) is not None else None

    def is_linear(self, node_id: str) -> bool:
        """Say whether it only adds its inputs up, with factors."""
        return self.has(node_id, "linear") and self.activation(node_id) in (None, "linear")

    def only_activates(self, node_id: str) -> bool:
        """Say whether it does nothing but apply a function."""
        return (
            self.activation(node_id) not in (None, "linear")
            and not self.has(node_id, "weighted")
            and not (self.facts(node_id).num_params or self.has(node_id, "recurrence"))
        )

    # ---- neighbours ---------------------------------------------------------------------------------------

    def before(self, node_id: str) -> str | None:
        """Return the only node that feeds it."""
        feeders = [edge.source for edge in self.graph.in_edges(node_id)]
        return feeders[0] if len(feeders) == 1 else None

    def after(self, node_id: str) -> list[str]:
        """Return the nodes it feeds."""
        return list(dict.fromkeys(edge.target for edge in self.graph.out_edges(node_id)))

    def chain_before(self, node_id: str) -> Iterator[str]:
        """Yield the nodes before it, as long as each has one input only."""
        seen = {node_id}
        found = self.before(node_id)
        while found is not None and found not in seen:
            seen.add(found)
            yield found
            found = self.before(found)

    def before_through(self, node_id: str, role: Role) -> str | None:
        """Return the first node before it that does not declare a role."""
        return next((id for id in self.chain_before(node_id) if not self.has(id, role)), None)

    @cached_property
    def hidden(self) -> list[str]:
        """The nodes that feed others."""
        return [id for id in self.nodes if self.graph.out_edges(id) and not self.graph.layer_of(id).is_input]

    @cached_property
    def before_weights(self) -> set[str]:
        """The nodes that lead to layers with weights."""
        found: set[str] = set()
        for id in reversed(self.nodes):
            weighs = bool(self.facts(id).num_params) or self.has(id, "weighted")
            if weighs or id in found:
                found.update(edge.source for edge in self.graph.in_edges(id))
        return found

    # ---- training -----------------------------------------------------------------------------------------

    @cached_property
    def outputs(self) -> tuple[OutputFacts, ...]:
        return output_facts(self.graph, self.report.facts)

    @cached_property
    def settings(self) -> TrainingSettings:
        """The settings with nothing missing."""
        data, given = self.data, self.document.settings
        if data is None:
            return inferred_defaults(self.outputs, {}, given).settings
        target = TargetFacts(data.task, data.num_classes, data.target_shape)
        return inferred_defaults(self.outputs, {o.name: target for o in self.outputs}, given, data.num_samples).settings

    def loss(self, output: OutputFacts) -> str:
        """Return the loss an output is trained with."""
        return self.settings.losses.get(output.name, "")
